// SPDX-License-Identifier: BSD-3-Clause
import SPPModel

/// The process whose plan is made: lcore 1 takes commands, 2 and 3 work, 5 is another's.
enum House {
  static func facts() throws -> ProcessFacts {
    ProcessFacts(
      client: try ClientID(1), mainLcore: try LcoreID(1),
      workers: [try LcoreID(2), try LcoreID(3)],
      foreignLcores: [try LcoreID(5): try ClientID(2), try LcoreID(0): .primary],
      ports: [
        .init(ResourceUID(.phy, 0)), .init(ResourceUID(.phy, 1), rxQueues: 4, txQueues: 2),
        .init(ResourceUID(.tap, 0)),
      ] + (0..<9).map { .init(ResourceUID(.ring, $0)) })
  }

  /// The plan after commands as a user types them: `start cls 2 classifier`, `add phy:0 rx cls`,
  /// `add phy:0 tx cls add_vlantag 101 3`, `del phy:0 rx cls`, `entry 101/default vhost:1`, `unentry default ring:0`.
  static func plan(_ commands: String..., after plan: VFPlan = VFPlan()) throws -> VFPlan {
    try plan.applying(commands.map { try command($0) }, facts: facts())
  }

  static func command(_ text: String) throws -> VFCommand {
    let words = text.split(separator: " ").map(String.init)
    switch words[0] {
    case "start":
      return .startComponent(
        try ComponentName(words[1]), core: try LcoreID(parsing: words[2]),
        kind: try ComponentKind(parsing: words[3]))
    case "stop": return .stopComponent(try ComponentName(words[1]))
    case "add":
      return .attach(
        try ResourceUID(parsing: words[1]), words[2] == "rx" ? .rx : .tx,
        to: try ComponentName(words[3]),
        vlan: try operation(Array(words[4...])))
    case "del":
      return .detach(
        try ResourceUID(parsing: words[1]), words[2] == "rx" ? .rx : .tx,
        from: try ComponentName(words[3]))
    case "entry": return .addEntry(try entry(words[1], words[2]))
    default: return .deleteEntry(try entry(words[1], words[2]))
    }
  }

  static func entry(_ key: String, _ port: String) throws -> ClassifierEntry {
    ClassifierEntry(try ClassifierKey(key), port: try ResourceUID(parsing: port))
  }

  private static func operation(_ words: [String]) throws -> VLANOperation {
    switch words.first {
    case "add_vlantag":
      .add(try VLANID(parsing: words[1]), try PriorityCodePoint(parsing: words[2]))
    case "del_vlantag": .delete
    default: .none
    }
  }
}

extension ClassifierKey {
  /// Reads a key as statuses print it: `52:54:00:00:00:01`, `default`, `101/default`.
  init(_ text: String) throws {
    let words = text.split(separator: "/").map(String.init)
    let name = words[words.count - 1]
    self.init(
      vlan: words.count > 1 ? try VLANID(parsing: words[0]) : nil,
      address: name == "default" ? .default : .mac(try MACAddress(parsing: name)))
  }
}
