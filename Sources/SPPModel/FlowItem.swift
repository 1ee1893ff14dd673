// SPDX-License-Identifier: BSD-3-Clause

/// What one header of a frame must be for a flow rule: values, upper bounds and masks; nil is not said.
package struct FlowMatch<Header: FlowHeader>: Hashable, Sendable {
  package var spec: Header?
  package var last: Header?
  package var mask: Header?
  package init() {}
}

/// A header whose fields a rule can name. All zeroes when made.
package protocol FlowHeader: Hashable, Sendable {
  init()
  static var fields: [FlowField<Self>] { get }
}

/// A field of a header: its word, its width, and where its value lies.
package struct FlowField<Header> {
  package let name: String
  /// 1 to 48.
  package let bits: Int
  package let isAddress: Bool
  /// The value, in host order.
  package let get: (Header) -> UInt64
  package let set: (inout Header, UInt64) -> Void

  package var allOnes: UInt64 { UInt64.max >> UInt64(64 - bits) }
}

/// The Ethernet header of a rule (`rte_flow_item_eth`).
package struct FlowEthernet: FlowHeader {
  package var destination = MACAddress(bits: 0)
  package var source = MACAddress(bits: 0)
  package var type: UInt16 = 0
  package init() {}

  package static var fields: [FlowField<FlowEthernet>] {
    [
      FlowField(
        name: "dst", bits: 48, isAddress: true, get: { $0.destination.bits },
        set: { $0.destination = MACAddress(bits: $1) }),
      FlowField(
        name: "src", bits: 48, isAddress: true, get: { $0.source.bits },
        set: { $0.source = MACAddress(bits: $1) }),
      FlowField(
        name: "type", bits: 16, isAddress: false, get: { UInt64($0.type) },
        set: { $0.type = UInt16(truncatingIfNeeded: $1) }),
    ]
  }
}

/// The VLAN tag of a rule (`rte_flow_item_vlan`); PCP, DEI and VID are parts of its control information.
package struct FlowVLAN: FlowHeader {
  package var control: UInt16 = 0
  package var innerType: UInt16 = 0
  package init() {}

  package static var fields: [FlowField<FlowVLAN>] {
    [
      part("tci", 0, 16), part("pcp", 13, 3), part("dei", 12, 1), part("vid", 0, 12),
      FlowField(
        name: "inner_type", bits: 16, isAddress: false, get: { UInt64($0.innerType) },
        set: { $0.innerType = UInt16(truncatingIfNeeded: $1) }),
    ]
  }

  private static func part(_ name: String, _ shift: Int, _ bits: Int) -> FlowField<FlowVLAN> {
    let mask = UInt16(truncatingIfNeeded: (1 << bits - 1) << shift)
    return FlowField(
      name: name, bits: bits, isAddress: false,
      get: { UInt64(($0.control & mask) >> UInt16(shift)) },
      set: {
        $0.control = $0.control & ~mask | UInt16(truncatingIfNeeded: $1 << UInt64(shift)) & mask
      })
  }
}

/// One part of a rule's pattern.
package enum FlowItem: Hashable, Sendable {
  case eth(FlowMatch<FlowEthernet>)
  case vlan(FlowMatch<FlowVLAN>)

  /// Reads `eth`, `eth dst is AA:BB:CC:DD:EE:FF type is 0x0800`, `vlan vid spec 100 vid mask 0xff0`.
  ///
  /// - Throws: `ValueError`, which names the word that does not fit.
  package init(parsing text: String) throws(ValueError) {
    let words = text.split(separator: " ").map(String.init)
    switch words.first {
    case "eth": self = .eth(try FlowMatch(words.dropFirst(), of: text))
    case "vlan": self = .vlan(try FlowMatch(words.dropFirst(), of: text))
    default:
      throw ValueError("pattern", given: text, expected: "an item that starts with eth or vlan")
    }
  }

  /// As it is read.
  package var text: String {
    switch self {
    case .eth(let match): (["eth"] + match.words).joined(separator: " ")
    case .vlan(let match): (["vlan"] + match.words).joined(separator: " ")
    }
  }
}

private enum FlowRelation: String, CaseIterable {
  /// The value, and a mask of all ones.
  case `is`
  case spec, last, mask
  /// A mask of this many leading ones.
  case prefix
}

extension FlowMatch {
  fileprivate init(_ words: ArraySlice<String>, of text: String) throws(ValueError) {
    var rest = words
    while let name = rest.popFirst() {
      guard let field = Header.fields.first(where: { $0.name == name }) else {
        let names = Header.fields.map(\.name).joined(separator: ", ")
        throw ValueError(
          "pattern", given: text, expected: "one of the fields \(names), not '\(name)'")
      }
      guard let relation = rest.popFirst().flatMap(FlowRelation.init(rawValue:)) else {
        let relations = FlowRelation.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValueError("pattern", given: text, expected: "one of \(relations) after '\(name)'")
      }
      guard let word = rest.popFirst() else {
        throw ValueError("pattern", given: text, expected: "a value after '\(name) \(relation)'")
      }
      try take(field, relation, word, text)
    }
  }

  private mutating func take(
    _ field: FlowField<Header>, _ relation: FlowRelation, _ word: String, _ text: String
  ) throws(ValueError) {
    if relation == .prefix {
      guard let length = flowNumber(word, atMost: UInt64(field.bits)) else {
        throw ValueError(
          "pattern", given: text,
          expected: "a number of bits from 0 to \(field.bits), not '\(word)'")
      }
      let ones = field.allOnes
      return put(length == 0 ? 0 : ones << (UInt64(field.bits) - length) & ones, field, in: \.mask)
    }
    let value: UInt64
    if field.isAddress {
      value = try MACAddress(parsing: word).bits
    } else if let number = flowNumber(word, atMost: field.allOnes) {
      value = number
    } else {
      throw ValueError(
        "pattern", given: text,
        expected: "a number from 0 to \(field.allOnes) for '\(field.name)', not '\(word)'")
    }
    switch relation {
    case .is:
      put(value, field, in: \.spec)
      put(field.allOnes, field, in: \.mask)
    case .spec: put(value, field, in: \.spec)
    case .last: put(value, field, in: \.last)
    case .mask, .prefix: put(value, field, in: \.mask)
    }
  }

  private mutating func put(
    _ value: UInt64, _ field: FlowField<Header>, in part: WritableKeyPath<Self, Header?>
  ) {
    var header = self[keyPath: part] ?? Header()
    field.set(&header, value)
    self[keyPath: part] = header
  }

  /// Fields that overlap others (`pcp` lies in `tci`) are said once.
  fileprivate var words: [String] {
    let fields = Header.fields.filter { !["pcp", "dei", "vid"].contains($0.name) }
    var words: [String] = []
    for field in fields {
      func write(_ relation: String, _ header: Header?) {
        guard let header else { return }
        let value = field.get(header)
        words += [
          field.name, relation,
          field.isAddress ? MACAddress(bits: value).description : "0x" + String(value, radix: 16),
        ]
      }
      write("spec", spec)
      write("last", last)
      write("mask", mask)
    }
    return words
  }
}

/// Reads a decimal number, or a hexadecimal one after `0x`; nil for anything else and what is too large.
func flowNumber(_ text: String, atMost limit: UInt64) -> UInt64? {
  let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
  let digits = isHexadecimal ? text.dropFirst(2) : text[...]
  guard let first = digits.first, first.isHexDigit, first.isASCII,
    let number = UInt64(digits, radix: isHexadecimal ? 16 : 10), number <= limit
  else { return nil }
  return number
}
