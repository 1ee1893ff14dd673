// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire

// What schemas are made of.

let count: JSON = ["type": "integer", "minimum": 0]
let kind = oneOf(ProcessKind.allCases.map(\.rawValue))

func reference(_ schema: String) -> JSON { ["$ref": .string("#/components/schemas/\(schema)")] }

func array(_ items: JSON) -> JSON { ["type": "array", "items": items] }

func oneOf(_ words: [String]) -> JSON { ["enum": .array(words.map { .string($0) })] }

/// An integer; a string of its digits is read too.
func number(_ least: Int64, _ most: Int64) -> JSON {
  [
    "type": ["integer", "string"], "minimum": .integer(least), "maximum": .integer(most),
    "pattern": "^[0-9]+$",
  ]
}

func object(_ properties: KeyValuePairs<String, JSON>, optional: Set<String> = []) -> JSON {
  let required = properties.map(\.key).filter { !optional.contains($0) }
  return [
    "type": "object", "required": .array(required.map { .string($0) }),
    "properties": .object(JSON.Object(properties.map { ($0.key, $0.value) })),
  ]
}
