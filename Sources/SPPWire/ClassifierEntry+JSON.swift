// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

private enum TableWord: String, CaseIterable { case mac, vlan }

extension ClassifierKey.Address {
  fileprivate static let expected = "six octets, such as '52:54:00:12:34:56', or 'default'"

  fileprivate init(parsing text: String) throws(ValueError) {
    guard text != "default" else {
      self = .default
      return
    }
    do throws(ValueError) { self = .mac(try MACAddress(parsing: text)) } catch {
      throw ValueError(error.parameter, given: error.given, expected: Self.expected)
    }
  }

  fileprivate var text: String {
    switch self {
    case .mac(let mac): mac.description
    case .default: "default"
    }
  }
}

extension ClassifierEntry {
  /// Reads an entry as commands have it: `{"type":"vlan","vlan":101,"mac_address":"default","port":"ring:0"}`.
  package init(command fields: Fields) throws(ParameterError) {
    let table: TableWord = try fields.word("type")
    let vlan: VLANID? =
      table == .vlan ? try fields.numbered("vlan", "a VLAN id from 1 to 4094", VLANID.init) : nil
    let address = try fields.parsed(
      "mac_address", ClassifierKey.Address.expected, ClassifierKey.Address.init(parsing:))
    self.init(ClassifierKey(vlan: vlan, address: address), port: try fields.port())
  }

  /// The members of a command.
  package var commandMembers: [(String, JSON)] {
    var members: [(String, JSON)] = [
      ("type", key.vlan == nil ? "mac" : "vlan"), ("mac_address", .string(key.address.text)),
    ]
    if let vlan = key.vlan { members.append(("vlan", JSON(Int(vlan.number)))) }
    return members + [("port", .string(port.word))]
  }

  /// Reads an entry as statuses and plans have it: `{"type":"vlan","value":"101/default","port":"ring:0"}`.
  package init(row fields: Fields) throws(ParameterError) {
    let table: TableWord = try fields.word("type")
    let key = try fields.parsed(
      "value", "such as '52:54:00:12:34:56', 'default', '101/52:54:00:12:34:56' or '101/default'"
    ) { text throws(ValueError) in
      guard table == .vlan else {
        return ClassifierKey(vlan: nil, address: try ClassifierKey.Address(parsing: text))
      }
      let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(
        String.init)
      guard halves.count == 2 else {
        throw ValueError(
          "value", given: text,
          expected: "a VLAN id, '/' and an address, such as '101/52:54:00:12:34:56'")
      }
      return ClassifierKey(
        vlan: try VLANID(parsing: halves[0]), address: try ClassifierKey.Address(parsing: halves[1])
      )
    }
    self.init(key, port: try fields.port())
  }

  /// A row of a status or plan.
  package var json: JSON {
    [
      "type": key.vlan == nil ? "mac" : "vlan", "value": .string(key.description),
      "port": .string(port.description),
    ]
  }
}
