// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

extension SiteProcess {
  /// What the file says for all processes.
  struct Common {
    var eal: [String] = []
    var restart = RestartPolicy()
    var hang = HangPolicy()

    func overridden(by fields: Fields) throws(ParameterError) -> Common {
      var common = self
      common.eal += try fields.words("eal")
      if fields.has("restart") { common.restart = try RestartPolicy(fields.fields("restart")) }
      if fields.has("hang") { common.hang = try HangPolicy(fields.fields("hang")) }
      return common
    }
  }

  init(primary fields: Fields, _ common: Common) throws(ParameterError) {
    try fields.refuseOthers(than: [
      "lcores", "eal", "ports", "rings", "options", "added_ports", "restart", "hang",
    ])
    let common = try common.overridden(by: fields)
    let (lcores, list) = try Self.lcores(fields)
    let mask = fields.has("ports") ? try Self.mask(fields) : "0x0"
    let rings = fields.has("rings") ? try fields.integer("rings", "a number of rings, 0 to 256") : 0
    guard (0...256).contains(rings) else {
      throw fields.invalid("rings", "\(rings)", "a number of rings, 0 to 256")
    }
    var added: [ResourceUID] = []
    for word in try fields.words("added_ports") {
      let port = try Fields(JSON.Object([("added_ports", .string(word))]), path: "primary").port(
        "added_ports")
      guard port.type != .phy, port.type != .vhost else {
        throw fields.invalid(
          "added_ports", word, "ring, tap, pcap, nullpmd or memif ports; phy ports are in 'ports'")
      }
      added.append(port)
    }
    self.init(
      name: "primary", kind: .primary, client: .primary, path: "primary", lcores: lcores,
      eal: ["--lcores", list] + common.eal,
      application: ["-p", mask, "-n", "\(rings)"] + (try fields.words("options")),
      addedPorts: added, restart: common.restart, hang: common.hang)
  }

  init(secondary fields: Fields, _ common: Common) throws(ParameterError) {
    try fields.refuseOthers(than: [
      "name", "kind", "client_id", "lcores", "eal", "options", "guests", "plan", "restart", "hang",
      "count", "max",
    ])
    let common = try common.overridden(by: fields)
    let kind: ProcessKind = fields.has("kind") ? try fields.word("kind") : .vf
    guard kind != .primary else {
      throw fields.invalid("kind", "primary", "a kind of secondary; the primary is 'primary:'")
    }
    let (lcores, list) = try Self.lcores(fields)
    var application = try fields.words("options")
    var sockets: [SiteSocket] = []
    if fields.has("guests") {
      let guests = try SiteGuests(fields.fields("guests"))
      application += guests.words
      sockets = guests.sockets
    }
    let plan =
      fields.has("plan") ? try SecondaryPlan(of: kind, fields.fields("plan")) : nil
    self.init(
      name: try fields.parsed("name", SiteName.expected, SiteName.check), kind: kind,
      client: try fields.numbered("client_id", "a number from 1 to 127", ClientID.init),
      path: fields.place, lcores: lcores, eal: ["--lcores", list] + common.eal,
      application: application, plan: plan, sockets: sockets, restart: common.restart,
      hang: common.hang)
  }

  private static func lcores(_ fields: Fields) throws(ParameterError) -> ([LcoreID], String) {
    let expected = "lcore ids with their CPUs, such as '1@0,2@1'"
    let list: String
    if let number = fields.object["lcores"]?.integer {
      list = "\(number)"
    } else {
      list = try fields.string("lcores", expected)
    }
    do throws(ValueError) { return (try LcoreList.parse(list), list) } catch {
      throw fields.invalid("lcores", list, error.expected)
    }
  }

  private static func mask(_ fields: Fields) throws(ParameterError) -> String {
    let expected = "a hexadecimal mask of at most 32 ports, such as '0x3'"
    // YAML reads 0x3 as the number 3.
    if let number = fields.object["ports"]?.integer, (0..<1 << 32).contains(number) {
      return "0x" + String(number, radix: 16)
    }
    let text = try fields.string("ports", expected)
    let digits = text.lowercased().hasPrefix("0x") ? text.dropFirst(2) : text[...]
    guard UInt32(digits, radix: 16) != nil else { throw fields.invalid("ports", text, expected) }
    return text
  }
}

/// `guests:` of a secondary: where its sockets lie and whose they are.
private struct SiteGuests {
  var words: [String] = []
  var sockets: [SiteSocket] = []

  init(_ fields: Fields) throws(ParameterError) {
    try fields.refuseOthers(than: ["client", "directory", "mode", "owner", "queues", "ports"])
    let isClient = fields.has("client") ? try fields.bool("client") : false
    let directory =
      fields.has("directory") ? try fields.string("directory", "an absolute path") : "/tmp"
    guard directory.hasPrefix("/"), directory.utf8.count <= 90 else {
      throw fields.invalid("directory", directory, "an absolute path of at most 90 bytes")
    }
    if isClient { words.append("--vhost-client") }
    words += ["--vhost-dir", directory]
    if fields.has("mode") {
      let mode = try fields.string("mode", "octal digits in quotes, such as '0660'")
      guard let bits = UInt32(mode, radix: 8), bits <= 0o777 else {
        throw fields.invalid("mode", mode, "octal digits in quotes, such as '0660'")
      }
      words += ["--vhost-mode", mode]
    }
    if fields.has("owner") {
      words += ["--vhost-owner", try fields.string("owner", "USER or USER:GROUP")]
    }
    if fields.has("queues") {
      words += ["--vhost-queues", "\(try fields.integer("queues", "a number from 1 to 8"))"]
    }
    for (index, word) in try fields.words("ports").enumerated() {
      let port = try Fields(JSON.Object([("ports", .string(word))]), path: "ports", index: index)
        .port("ports")
      guard port.type == .vhost else {
        throw fields.invalid("ports", word, "vhost ports, such as 'vhost:0'")
      }
      // A socket of a client is the guest's to make.
      if !isClient {
        sockets.append(SiteSocket(port: port.port, path: "\(directory)/sock\(port.index)"))
      }
    }
  }
}
