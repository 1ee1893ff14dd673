// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire

/// What answers say of buffers, of the dead and of the hung.
let healthSchemas: [(String, JSON)] = [
  (
    "Process",
    object(
      [
        "type": oneOf(ProcessKind.allCases.map(\.rawValue)), "client-id": number(1, 127),
        "state": described("Only of one that lives and does nothing.", oneOf(["hung"])),
        "since": described("Milliseconds since 1970.", count), "hung_lcores": array(number(0, 127)),
      ], optional: ["client-id", "state", "since", "hung_lcores"])
  ),
  ("PoolChange", object(["action": oneOf(PoolAction.allCases.map(\.rawValue))])),
  ("Heap", object(["size": count, "free": count, "left_behind": count, "guests": count])),
  (
    "PoolReport",
    object([
      "pools": array(reference("CountedPool")),
      "doubled": described("Buffers that are in two places: 0, or something is broken.", count),
      "foreign": described(
        "What lies among buffers and is none: 0, or something is broken.", count),
      "reclaimed": described("Lost buffers that were given back now.", count),
      "stopped_us": described("Microseconds for which the lcores stood still.", count),
      "burials": reference("Burials"),
    ])
  ),
  (
    "CountedPool",
    described(
      "free + in_caches + in_rings + in_devices + in_hands + lost = size.",
      object([
        "name": ["type": "string"], "size": count, "free": count, "in_caches": count,
        "caches": array(
          object(
            ["lcore": count, "process": number(0, 127), "buffers": count], optional: ["process"])),
        "in_rings": count, "rings": array(object(["id": number(0, 255), "buffers": count])),
        "in_devices": described(
          "Met nowhere else, as far as devices that keep buffers have room for them.", count),
        "devices": array(object(["name": ["type": "string"], "least": count, "most": count])),
        "in_hands": count,
        "lost": described("Met nowhere, and more than the devices have room for.", count),
      ]))
  ),
  (
    "Burials",
    described(
      "What was done for dead processes since the primary started.",
      object([
        "processes": count, "lcores": count, "claims": count, "freed": count, "magazines": count,
        "rings": count, "leaked": count, "reclaimed": count,
      ]))
  ),
  (
    "Hung",
    described(
      "A process that lives and does nothing; lcores that do not end a burst, none when it is the whole process.",
      object(["process": number(0, 127), "for_ms": count, "lcores": array(number(0, 127))]))
  ),
]

private func described(_ text: String, _ schema: JSON) -> JSON {
  guard var object = schema.object else { return schema }
  object["description"] = .string(text)
  return .object(object)
}
