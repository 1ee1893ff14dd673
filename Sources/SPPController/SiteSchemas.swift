// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire

/// What bodies and answers about sites look like.
let siteSchemas: [(String, JSON)] = [
  (
    "Site",
    [
      "type": "object",
      "description": "A site file as JSON; docs/site.md tells every key.",
      "properties": [
        "version": ["enum": [1]], "file_prefix": text, "eal": words, "restart": anObject,
        "hang": anObject, "primary": anObject, "secondaries": ["type": "array", "items": anObject],
      ],
      "additionalProperties": false,
    ]
  ),
  (
    "SiteScale",
    [
      "type": "object", "required": ["name", "count"],
      "properties": ["name": text, "count": ["type": ["integer", "string"]]],
    ]
  ),
  (
    "SiteState",
    [
      "type": "object", "required": ["site", "ready", "processes", "restores"],
      "properties": [
        "site": ["type": ["object", "null"]],
        "ready": ["type": "boolean", "description": "Whether everything is as the site says."],
        "processes": [
          "type": "array", "items": ["$ref": "#/components/schemas/SupervisedProcess"],
        ],
        "restores": ["type": "array", "items": ["$ref": "#/components/schemas/Restore"]],
      ],
    ]
  ),
  (
    "SupervisedProcess",
    [
      "type": "object",
      "required": [
        "name", "kind", "client_id", "state", "as_wanted", "launched", "pid", "since", "restarts",
        "last_exit", "reason", "log", "command", "sockets",
      ],
      "properties": [
        "name": text, "kind": ["enum": .array(ProcessKind.allCases.map { .string($0.rawValue) })],
        "client_id": ["type": "integer", "minimum": 0, "maximum": 127],
        "state": ["enum": ["waiting", "starting", "ready", "hung", "ending", "failed", "down"]],
        "as_wanted": ["type": "boolean"],
        "launched": ["type": "boolean", "description": "Started by a request, not by the site."],
        "pid": ["type": ["integer", "null"]],
        "since": [
          "type": ["integer", "null"], "description": "Milliseconds since 1970 at its start.",
        ],
        "restarts": ["type": "integer", "minimum": 0],
        "last_exit": textOrNull, "reason": textOrNull, "log": text, "command": words,
        "sockets": [
          "type": "array",
          "items": [
            "type": "object", "required": ["port", "path", "present"],
            "properties": ["port": text, "path": text, "present": ["type": "boolean"]],
          ],
        ],
      ],
    ]
  ),
  (
    "Restore",
    [
      "type": "object", "required": ["client_id", "restored", "reason", "differences"],
      "description": "What came of giving a returning process what it held.",
      "properties": [
        "client_id": ["type": "integer", "minimum": 0, "maximum": 127],
        "restored": ["type": "boolean"], "reason": textOrNull, "differences": words,
      ],
    ]
  ),
]

private let text: JSON = ["type": "string"]
private let textOrNull: JSON = ["type": ["string", "null"]]
private let words: JSON = ["type": "array", "items": ["type": "string"]]
private let anObject: JSON = ["type": "object"]
