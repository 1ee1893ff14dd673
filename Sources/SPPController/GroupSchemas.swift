// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire

/// What bodies and answers about whole configurations look like.
let groupSchemas: [(String, JSON)] = [
  (
    "ProcessName",
    [
      "type": "string", "pattern": "^(primary|(vf|nfv|mirror|pcap)-[1-9][0-9]{0,2})$",
      "examples": ["primary", "vf-1"],
    ]
  ),
  (
    "ProcessList",
    array(
      object([
        "name": reference("ProcessName"), "kind": kind,
        "client_id": ["type": "integer", "minimum": 0, "maximum": 127],
        "pid": ["type": "integer"],
        "settled": [
          "type": "boolean",
          "description": "Whether it has got back what it held, or what it holds is known.",
        ],
      ]))
  ),
  (
    "PrimaryPlan",
    object(
      [
        "ports": [
          "type": "array", "items": reference("Port"),
          "description": "Those that were added while it runs.",
        ], "pipes": array(reference("Pipe")),
        "patches": array(reference("Patch")), "forwarding": ["type": "boolean"],
      ], optional: ["pipes", "patches", "forwarding"])
  ),
  (
    "Pipe",
    object([
      "port": ["type": "string", "pattern": "^pipe:[0-9]{1,3}$"], "rx": reference("Port"),
      "tx": reference("Port"),
    ])
  ),
  (
    "AnyPlan",
    [
      "description": "What a process is to hold: a plan of its kind.",
      "anyOf": [
        reference("Plan"), reference("PatchPlan"), reference("CapturePlan"),
        reference("PrimaryPlan"),
      ],
    ]
  ),
  (
    "GroupPlan",
    object(
      [
        "etag": [
          "type": "string",
          "description": "The ETag without its quotes. It is not read: If-Match decides.",
        ],
        "processes": [
          "type": "object", "propertyNames": reference("ProcessName"),
          "additionalProperties": reference("AnyPlan"),
        ],
      ], optional: ["etag"])
  ),
  (
    "PlanChange",
    object([
      "dry_run": ["type": "boolean"],
      "etag": [
        "type": "string",
        "description": "Of what is held now, and of a dry run still; without its quotes.",
      ],
      "processes": array(
        object([
          "process": reference("ProcessName"),
          "changes": array(
            object([
              "change": oneOf(PlanDifference.words), "what": oneOf(PlanItem.words),
              "before": ["description": "As it stands in a plan; null when it was not there."],
              "after": ["description": "As it stands in a plan; null when it is not there."],
            ])),
        ])),
      "commands": [
        "type": "array", "items": ["type": "string"],
        "description": "The same as lines of the shell, in an order in which they fit.",
      ],
    ])
  ),
]
