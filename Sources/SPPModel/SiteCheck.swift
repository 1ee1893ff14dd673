// SPDX-License-Identifier: BSD-3-Clause

extension Site {
  /// Checks the site as a whole, all copies of templates included, before anything is started.
  ///
  /// - Throws: `SiteError` with the first thing that does not fit.
  package func check() throws(SiteError) {
    let all = [primary].compactMap { $0 } + groups.flatMap(\.copies)
    guard !all.isEmpty else { throw SiteError("", "a site has a primary, or secondaries, or both") }
    try checkIdentities(all)
    for process in all {
      if let fault = ProgramOptions.fault(inEAL: process.eal, of: process.kind) {
        throw SiteError("\(process.path).eal", fault)
      }
      if let fault = ProgramOptions.fault(inApplication: process.application, of: process.kind) {
        throw SiteError("\(process.path).options", fault)
      }
    }
    try checkPlans(all)
    try checkUses(all)
  }

  private func checkIdentities(_ all: [SiteProcess]) throws(SiteError) {
    var names: [String: SiteProcess] = [:]
    var clients: [ClientID: SiteProcess] = [:]
    var lcores: [LcoreID: SiteProcess] = [:]
    for process in all {
      if let other = names.updateValue(process, forKey: process.name) {
        throw SiteError(
          "\(process.path).name",
          "'\(process.name)' is the name of \(other.path) too; each needs its own")
      }
      if let other = clients.updateValue(process, forKey: process.client) {
        throw SiteError(
          "\(process.path).client_id",
          "\(process.client) belongs to \(other.path), '\(other.name)'; ids are unique in a group")
      }
      for lcore in process.lcores {
        if let other = lcores.updateValue(process, forKey: lcore) {
          throw SiteError(
            "\(process.path).lcores",
            "lcore \(lcore) belongs to \(other.path), '\(other.name)'; numbers are unique in a "
              + "group, CPUs may be shared, as in '\(lcore)@0'")
        }
      }
      if process.kind != .primary, process.lcores.count < 2 {
        throw SiteError(
          "\(process.path).lcores",
          "there is no lcore for packets; give at least two, such as '1@0,2@1'")
      }
    }
  }

  /// Each plan must fit its process and what the primary will offer; without a primary in the site, nobody knows that yet.
  private func checkPlans(_ all: [SiteProcess]) throws(SiteError) {
    guard let primary else { return }
    let ports = primary.offeredPorts
    for process in all {
      guard case .components(let plan)? = process.plan, let main = process.mainLcore else {
        continue
      }
      let foreign = all.filter { $0.client != process.client }.flatMap { other in
        other.lcores.map { ($0, other.client) }
      }
      let facts = ProcessFacts(
        client: process.client, mainLcore: main,
        workers: Set(process.lcores.filter { $0 != main }),
        foreignLcores: Dictionary(foreign, uniquingKeysWith: { first, _ in first }), ports: ports)
      do throws(VFPlan.BatchError) { _ = try plan.validated(facts: facts) } catch {
        throw SiteError("\(process.path).plan", error.description)
      }
    }
  }

  /// Each side of a port has one component in the whole group, and a guest's socket one process.
  private func checkUses(_ all: [SiteProcess]) throws(SiteError) {
    struct Use: Hashable {
      let port: ResourceUID
      let direction: Direction
    }
    var uses: [Use: SiteProcess] = [:]
    var sockets: [String: SiteProcess] = [:]
    for process in all {
      for socket in process.sockets {
        if let other = sockets.updateValue(process, forKey: socket.path), other != process {
          throw SiteError(
            process.path,
            "\(socket.port), the socket '\(socket.path)', is served by \(other.path), "
              + "'\(other.name)', already")
        }
      }
      guard case .components(let plan)? = process.plan else { continue }
      for component in plan.components {
        for direction in Direction.allCases {
          for attachment in component[direction] where attachment.port.type != .vhost {
            // A device may have a tx queue for each of several components.
            if direction == .tx, attachment.port.type != .ring { continue }
            let use = Use(port: attachment.port, direction: direction)
            if let other = uses.updateValue(process, forKey: use), other != process {
              throw SiteError(
                "\(process.path).plan",
                "\(attachment.port) \(direction) is \(direction == .rx ? "polled" : "fed") by "
                  + "\(other.path), '\(other.name)', already")
            }
          }
        }
      }
    }
  }
}

extension SiteProcess {
  /// Of a primary: the ports that its words make, as far as they tell.
  fileprivate var offeredPorts: [ProcessFacts.Port] {
    let mask = ProgramOptions.values(of: "-p", in: application).first ?? ""
    let digits = mask.lowercased().hasPrefix("0x") ? mask.dropFirst(2) : mask[...]
    let bits = UInt32(digits, radix: 16) ?? 0
    var queues: [Int: (rx: Int, tx: Int)] = [:]
    for (index, word) in application.enumerated()
    where word == "--port-num" && index + 5 < application.count {
      let numbers = [1, 3, 5].compactMap { Int(application[index + $0]) }
      if numbers.count == 3 { queues[numbers[0]] = (numbers[1], numbers[2]) }
    }
    let devices = (0..<32).filter { bits >> UInt32($0) & 1 == 1 }.map { number in
      ProcessFacts.Port(
        ResourceUID(.phy, UInt8(number)), rxQueues: queues[number]?.rx ?? 1,
        txQueues: queues[number]?.tx ?? 1)
    }
    let rings = ProgramOptions.values(of: "-n", in: application).first.flatMap { Int($0) } ?? 0
    return devices
      + (0..<min(max(rings, 0), ResourceUID.maximumIndex + 1)).map {
        ProcessFacts.Port(ResourceUID(.ring, UInt8($0)))
      } + addedPorts.map { ProcessFacts.Port($0) }
  }
}
