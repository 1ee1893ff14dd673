// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire

/// What bodies and answers look like. Lists of words come from the vocabulary itself.
let schemas: JSON = .object(
  JSON.Object(words + bodies + answers + groupSchemas + healthSchemas + siteSchemas))

private let words: [(String, JSON)] = [
  (
    "Name",
    ["type": "string", "minLength": 1, "maxLength": .integer(Int64(ComponentName.maximumLength))]
  ),
  (
    "Port",
    [
      "type": "string", "description": "TYPE:NUMBER, with a queue where the port has several.",
      "examples": ["phy:0", "phy:0 nq 1", "vhost:1", "ring:0"],
    ]
  ),
  (
    "ComponentKind",
    oneOf((ComponentKind.allCases + [.formerClassifier]).map(\.rawValue))
  ),
  (
    "VLAN",
    object(
      ["operation": oneOf(["none", "add", "del"]), "id": number(1, 4094), "pcp": number(0, 7)],
      optional: ["operation", "id", "pcp"])
  ),
  (
    "AttachedPort",
    object(["port": reference("Port"), "vlan": reference("VLAN")], optional: ["vlan"])
  ),
  (
    "PlannedComponent",
    object(
      [
        "core": number(0, 127), "name": reference("Name"), "type": reference("ComponentKind"),
        "rx_port": array(reference("AttachedPort")), "tx_port": array(reference("AttachedPort")),
      ], optional: ["rx_port", "tx_port"])
  ),
  ("FreeLcore", object(["core": number(0, 127), "type": oneOf(["unuse"])])),
  (
    "Row",
    object([
      "type": oneOf(["mac", "vlan"]),
      "value": [
        "type": "string",
        "examples": ["52:54:00:12:34:56", "default", "101/52:54:00:12:34:56", "101/default"],
      ], "port": reference("Port"),
    ])
  ),
  ("Traffic", object(["packets": count, "bytes": count])),
  (
    "Drops",
    [
      "type": "object", "description": "Packets by reason; reasons without drops are left out.",
      "propertyNames": oneOf(DropReason.allCases.map(\.rawValue)), "additionalProperties": count,
    ]
  ),
  (
    "Options",
    [
      "type": ["array", "object"],
      "description": """
      Words in order, or an object from option to value: an empty or null value is a flag, an array repeats the \
      option.
      """,
    ]
  ),
]

private let bodies: [(String, JSON)] = [
  (
    "Component",
    object([
      "name": reference("Name"), "core": number(0, 127),
      "type": reference("ComponentKind"),
    ])
  ),
  (
    "Attachment",
    object(
      [
        "action": oneOf(["attach", "detach"]), "port": reference("Port"),
        "dir": oneOf(Direction.allCases.map(\.rawValue)),
        "vlan": ["anyOf": [reference("VLAN"), ["type": "null"]]],
      ], optional: ["vlan"])
  ),
  (
    "Entry",
    object(
      [
        "action": oneOf(["add", "del"]), "type": oneOf(["mac", "vlan"]),
        "vlan": ["description": "For type vlan.", "anyOf": [number(1, 4094), ["type": "null"]]],
        "mac_address": ["type": "string", "examples": ["52:54:00:12:34:56", "default"]],
        "port": reference("Port"),
      ], optional: ["vlan"])
  ),
  (
    "PortChange",
    object(
      [
        "action": oneOf(["add", "del"]), "port": reference("Port"),
        "rx": ["description": "The ring of a pipe to receive from.", "anyOf": [reference("Port")]],
        "tx": ["description": "The ring of a pipe to send to.", "anyOf": [reference("Port")]],
      ], optional: ["rx", "tx"])
  ),
  ("StartStop", object(["action": oneOf(["start", "stop"])])),
  ("Patch", object(["src": reference("Port"), "dst": reference("Port")])),
  (
    "PatchPlan",
    object(
      [
        "ports": array(reference("Port")), "patches": array(reference("Patch")),
        "forwarding": ["type": "boolean"],
      ], optional: ["forwarding"])
  ),
  ("CapturePlan", object(["recording": ["type": "boolean"]])),
  (
    "FlowBody",
    object([
      "rule": object(
        [
          "direction": oneOf(["ingress", "egress"]), "group": number(0, 4_294_967_295),
          "priority": number(0, 4_294_967_295), "transfer": ["type": "boolean"],
          "pattern": array(["type": "string", "examples": ["eth dst is 52:54:00:12:34:56"]]),
          "actions": array(["type": "string", "examples": ["queue index 1", "of_pop_vlan"]]),
        ], optional: ["group", "priority", "transfer"])
    ])
  ),
  (
    "Launch",
    object([
      "client_id": number(1, 127), "proc_name": ["type": "string", "examples": ["spp_vf"]],
      "eal": reference("Options"), "app": reference("Options"),
    ])
  ),
  (
    "Plan",
    object(
      [
        "components": array(reference("PlannedComponent")),
        "classifier_table": array(reference("Row")),
      ], optional: ["classifier_table"])
  ),
  (
    "Commands",
    array([
      "type": "object", "required": ["command", "action"],
      "description": """
      As on the wire: the body of the matching route, with command, with action start or stop for components, and \
      with name for ports.
      """,
      "properties": [
        "command": oneOf(VFCommand.words),
        "action": oneOf(["start", "stop", "attach", "detach", "add", "del"]),
      ],
    ])
  ),
]

private let answers: [(String, JSON)] = [
  ("Processes", array(reference("Process"))),
  (
    "CPUUsage",
    array(
      object(
        [
          "proc-type": kind, "client-id": number(1, 127), "master-lcore": count,
          "lcores": array(count),
        ],
        optional: ["client-id"]))
  ),
  (
    "CPULayout",
    array(
      object([
        "socket_id": count, "cores": array(object(["core_id": count, "lcores": array(count)])),
      ]))
  ),
  (
    "VFStatus",
    object([
      "client-id": number(1, 127), "ports": array(reference("Port")), "master-lcore": count,
      "components": array(["anyOf": [reference("PlannedComponent"), reference("FreeLcore")]]),
      "classifier_table": array(reference("Row")),
    ])
  ),
  (
    "MirrorStatus",
    object([
      "client-id": number(1, 127), "ports": array(reference("Port")), "master-lcore": count,
      "components": array(["anyOf": [reference("PlannedComponent"), reference("FreeLcore")]]),
    ])
  ),
  (
    "NFVStatus",
    object([
      "client-id": number(1, 127), "status": oneOf(["idling", "running"]), "master-lcore": count,
      "lcores": array(count), "ports": array(reference("Port")),
      "patches": array(reference("Patch")),
    ])
  ),
  (
    "PcapStatus",
    object([
      "client-id": number(1, 127), "status": oneOf(["idle", "running"]), "master-lcore": count,
      "workers": array(count),
      "core": array(
        object(
          [
            "core": count, "role": oneOf(["receive", "write"]),
            "rx_port": array(object(["port": reference("Port")])), "filename": ["type": "string"],
            "written": reference("Traffic"), "lost": count, "fault": ["type": "string"],
          ], optional: ["rx_port", "filename", "written", "lost", "fault"])),
    ])
  ),
  (
    "FlowAnswer",
    object(
      [
        "result": oneOf(["success", "error"]), "message": ["type": "string"],
        "rule_id": ["type": "string"],
      ], optional: ["rule_id"])
  ),
  (
    "PrimaryStatus",
    object(
      [
        "master-lcore": count, "lcores": array(count),
        "forwarder": object([
          "status": oneOf(["idling", "running"]), "ports": array(reference("Port")),
          "patches": array(reference("Patch")),
        ]),
        "phy_ports": array(phyPort),
        "ring_ports": array(
          object(["id": count, "rx": count, "rx_drop": count, "tx": count, "tx_drop": count])),
        "pipes": array(object(["id": count, "rx": count, "tx": count])),
        "ports": array(reference("Port")),
        "pools": array(object(["name": ["type": "string"], "size": count, "free": count])),
        "burials": reference("Burials"),
        "hung": array(reference("Hung")),
        "heap": reference("Heap"),
      ], optional: ["forwarder", "burials", "hung", "heap"])
  ),
  ("Counters", object(["components": array(componentCounters)])),
  ("OpenAPI", ["type": "object"]),
  (
    "Problem",
    object([
      "title": ["type": "string"], "status": ["type": "integer"], "detail": ["type": "string"],
    ])
  ),
]

private let phyPort = object([
  "id": count, "eth": ["type": "string"], "rx": count, "tx": count, "tx_drop": count,
  "nof_queues": object(["rx": count, "tx": count]), "flow": ["type": "array"],
  "link": oneOf(["up", "down"]),
])

private let componentCounters = object(
  [
    "name": reference("Name"), "received": reference("Traffic"), "sent": reference("Traffic"),
    "copies": count, "recorded": reference("Traffic"),
    "drops": reference("Drops"),
    "ports": array(
      object([
        "port": reference("Port"), "dir": oneOf(Direction.allCases.map(\.rawValue)),
        "packets": count,
        "bytes": count,
        "drops": reference("Drops"),
      ])),
  ], optional: ["recorded"])
