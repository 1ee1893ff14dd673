// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import SPPModel
import Testing

/// A registry on plain memory.
private func emptyRegistry() -> Registry { Registry(formatting: zeroes(RegistryLayout.size)) }

/// Zeroed memory; a test's, so never given back.
private func zeroes(_ size: Int) -> RegistryMemory {
  let base = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
  unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: size)
  return unsafe RegistryMemory(base: base, size: size)
}

private let me = RegistryProcess.current
/// No pid is as high as that (kernel.pid_max is at most 4,194,304).
private let dead = RegistryProcess(pid: 5_000_000, startTime: 1)

private func lcore(_ number: Int) throws -> LcoreID { try LcoreID(number) }

@Suite struct RegistryTests {
  let registry = emptyRegistry()

  @Test func `memory without a registry is told from one`() {
    #expect(throws: RegistryError.notARegistry) {
      try Registry(checking: zeroes(RegistryLayout.size))
    }
    #expect(throws: RegistryError.notARegistry) { try Registry(checking: zeroes(16)) }
  }

  @Test func `a registry of another version is refused by version and size`() throws {
    let memory = zeroes(RegistryLayout.size)
    _ = Registry(formatting: memory)
    #expect(throws: Never.self) { try Registry(checking: memory) }
    memory.store32(8, RegistryLayout.abi + 1)
    #expect(
      throws: RegistryError.otherVersion(
        found: RegistryLayout.abi + 1, size: UInt32(RegistryLayout.size))
    ) {
      try Registry(checking: memory)
    }
  }

  @Test func `a client is found with its process and its lcores`() throws {
    let client = try ClientID(3)
    try registry.register(
      client, kind: .vf, process: me, mainLcore: lcore(5), lcores: [lcore(5), lcore(6)])
    let found = try #require(registry.client(client))
    #expect(found.process == me)
    #expect(found.state == .live)
    #expect(found.mainLcore == (try lcore(5)))
    #expect(found.lcores == [try lcore(5), try lcore(6)])
    #expect(registry.clients.map(\.id) == [client])
    #expect(registry.foreignLcores(to: .primary) == [try lcore(5): client, try lcore(6): client])
  }

  @Test func `an id of a living process is refused with its pid`() throws {
    let client = try ClientID(1)
    try registry.register(client, kind: .vf, process: me, mainLcore: lcore(1), lcores: [lcore(1)])
    #expect(throws: RegistryError.clientTaken(client, by: me)) {
      try registry.register(client, kind: .vf, process: me, mainLcore: lcore(2), lcores: [lcore(2)])
    }
    #expect(registry.owner(of: try lcore(2)) == nil)
  }

  @Test func `an lcore of another process is refused, and nothing is kept`() throws {
    let (first, second) = (try ClientID(1), try ClientID(2))
    try registry.register(
      first, kind: .vf, process: me, mainLcore: lcore(1), lcores: [lcore(1), lcore(2)])
    #expect(throws: RegistryError.lcoreTaken(try lcore(2), by: first)) {
      try registry.register(
        second, kind: .vf, process: me, mainLcore: lcore(3), lcores: [lcore(3), lcore(2)])
    }
    #expect(registry.client(second) == nil)
    #expect(registry.owner(of: try lcore(3)) == nil)
    #expect(registry.owner(of: try lcore(2)) == first)
  }

  @Test func `a process without a sign of life hangs, and one whose lcore is stuck`() throws {
    let (quiet, stuck) = (try ClientID(1), try ClientID(2))
    try registry.register(quiet, kind: .vf, process: me, mainLcore: lcore(1), lcores: [lcore(1)])
    let began = Registry.now()
    #expect(registry.hung(now: began + Registry.patience / 2).isEmpty)
    let found = try #require(registry.hung(now: began + 2 * Registry.patience).first)
    #expect(found.client == quiet)
    #expect(found.lcores == [])
    #expect(found.milliseconds >= 5900)
    registry.clear(quiet)
    try registry.register(
      stuck, kind: .vf, process: me, mainLcore: lcore(3), lcores: [lcore(3), lcore(4)])
    registry.note(stuck: Registry.now(), try lcore(4))
    #expect(registry.hung().map(\.lcores) == [[try lcore(4)]])
    registry.note(stuck: nil, try lcore(4))
    #expect(registry.hung().isEmpty)
    registry.note(stuck: Registry.now(), try lcore(4))
    registry.clear(stuck)
    #expect(registry.stuck(try lcore(4)) == nil, "a successor begins with a clean lcore")
  }

  @Test func `what a dead process leaves behind is known`() throws {
    let client = try ClientID(1)
    try registry.register(client, kind: .vf, process: me, mainLcore: lcore(1), lcores: [lcore(1)])
    #expect(registry.guests(of: client) == Registry.Guests())
    registry.note(Registry.Guests(count: 2, memory: 90_000), of: client)
    #expect(registry.guests(of: client) == Registry.Guests(count: 2, memory: 90_000))
    registry.clear(client)
    try registry.register(client, kind: .vf, process: me, mainLcore: lcore(1), lcores: [lcore(1)])
    #expect(registry.guests(of: client) == Registry.Guests())
  }

  @Test func `a dead process's slot is waited for, not taken`() throws {
    let client = try ClientID(1)
    try registry.register(client, kind: .vf, process: dead, mainLcore: lcore(1), lcores: [lcore(1)])
    #expect(throws: RegistryError.notBuried(client, dead)) {
      try registry.register(
        client, kind: .vf, process: me, mainLcore: lcore(1), lcores: [lcore(1)], patience: 30)
    }
    registry.markDead(client)
    registry.clear(client)
    try registry.register(
      client, kind: .vf, process: me, mainLcore: lcore(1), lcores: [lcore(1)], patience: 30)
  }

  @Test func `nobody joins a primary that leaves`() throws {
    registry.stop()
    #expect(throws: RegistryError.stopping) {
      try registry.register(ClientID(1), kind: .vf, process: me, mainLcore: lcore(1), lcores: [])
    }
  }

  @Test func `a process is known by its start time, not by its pid alone`() {
    #expect(me.isAlive)
    #expect(!RegistryProcess(pid: me.pid, startTime: me.startTime &+ 1).isAlive)
    #expect(!dead.isAlive)
  }

  @Test func `a published port is read as it was written, a withdrawn one not at all`() throws {
    let uid = ResourceUID(.phy, 2)
    var port = RegistryPort(uid, backing: 2)
    port.rxQueues = 2
    port.txQueues = 3
    port.deviceTxQueues = 32
    port.mac = MACAddress(bits: 0)
    port.socket = 1
    port.maximumFrame = 1522
    let before = registry.changes
    registry.publish(port)
    #expect(registry.port(uid) == port)
    #expect(registry.ports == [port])
    #expect(port.facts == ProcessFacts.Port(uid, rxQueues: 2, txQueues: 3))
    try registry.withdraw(uid)
    #expect(registry.port(uid) == nil)
    #expect(registry.changes == before + 2)
    #expect(throws: RegistryError.noSuchPort(uid)) { try registry.withdraw(uid) }
  }

  @Test func `scribbled bytes become no value out of bounds`() throws {
    let memory = zeroes(RegistryLayout.size)
    let registry = Registry(formatting: memory)
    for offset in stride(from: 64, to: RegistryLayout.size, by: 4) {
      memory.store32(offset, 0xffff_ffff)
    }
    for client in registry.clients { #expect(client.lcores.isEmpty) }
    for port in registry.ports {
      #expect((1...64).contains(port.rxQueues))
      #expect((1...64).contains(port.deviceTxQueues))
    }
    #expect(registry.holders(of: ResourceUID(.ring, 0), .rx).isEmpty)
  }

  @Test func `drops of feeders that follow each other add up`() {
    registry.publish(RegistryPort(ResourceUID(.ring, 1), backing: 1))
    registry.txDropCounter(of: ResourceUID(.ring, 1)).add(3)
    registry.txDropCounter(of: ResourceUID(.ring, 1)).add(4)
    #expect(registry.txDrops(of: ResourceUID(.ring, 1)) == 7)
    #expect(registry.txDrops(of: ResourceUID(.ring, 2)) == 0)
  }
}

@Suite struct RegistryClaimTests {
  let registry = emptyRegistry()
  let ring = ResourceUID(.ring, 0)

  init() {
    registry.publish(RegistryPort(ring, backing: 0))
    var phy = RegistryPort(ResourceUID(.phy, 0), backing: 0)
    phy.deviceTxQueues = 3
    registry.publish(phy)
  }

  private func claim(_ port: ResourceUID, _ direction: Direction, _ name: String, _ client: Int)
    throws -> Claim
  {
    try registry.claim(port, direction, for: ComponentName(name), by: ClientID(client))
  }

  private func sentence(_ body: () throws -> Claim) -> String {
    do {
      _ = try body()
      return "done"
    } catch {
      return "\(error)"
    }
  }

  @Test func `a second component on a side is refused with the name of the first`() throws {
    _ = try claim(ring, .tx, "cls1", 1)
    _ = try claim(ring, .rx, "fwd1", 2)
    #expect(
      sentence { try claim(ring, .tx, "other", 2) }
        == "ring:0 tx is already fed by component 'cls1' of vf 1; put a merge in front of it")
    #expect(
      sentence { try claim(ring, .rx, "other", 1) }
        == "ring:0 rx is already polled by component 'fwd1' of vf 2; detach it there first")
  }

  @Test func `a released claim can be taken, another's cannot be released`() throws {
    let held = try claim(ring, .tx, "a", 1)
    registry.release(held, by: try ClientID(2))
    #expect(throws: RegistryError.self) { try claim(ring, .tx, "b", 2) }
    registry.release(held, by: try ClientID(1))
    #expect(throws: Never.self) { try claim(ring, .tx, "b", 2) }
  }

  @Test func `a claim of one's own changes its component`() throws {
    _ = try claim(ring, .tx, "a", 1)
    _ = try claim(ring, .tx, "b", 1)
    #expect(
      registry.holders(of: ring, .tx) == [ClaimHolder(client: try ClientID(1), component: "b")])
  }

  @Test func `components without a queue share a device by queues until none is left`() throws {
    let phy = ResourceUID(.phy, 0)
    let queues = try (1...3).map { try claim(phy, .tx, "c\($0)", $0).queue }
    #expect(queues == [2, 1, 0])
    #expect(
      sentence { try claim(phy, .tx, "c4", 4) }
        == "phy:0 tx: all 3 queues of the device are fed, the first by component 'c3' of vf 3; put a merge in front of one"
    )
  }

  @Test func `a queue that users do not see is refused`() {
    #expect(throws: RegistryError.noSuchQueue(ResourceUID(.phy, 0, queue: 1), .tx, queues: 1)) {
      try claim(ResourceUID(.phy, 0, queue: 1), .tx, "a", 1)
    }
  }

  @Test func `a port that is not published is refused`() {
    #expect(throws: RegistryError.noSuchPort(ResourceUID(.tap, 0))) {
      try claim(ResourceUID(.tap, 0), .rx, "a", 1)
    }
  }

  @Test func `a port in use stays, and the holder is named`() throws {
    let held = try claim(ring, .rx, "fwd1", 2)
    #expect(
      throws: RegistryError.portInUse(
        ring, .rx, by: ClaimHolder(client: try ClientID(2), component: "fwd1"))
    ) {
      try registry.withdraw(ring)
    }
    #expect(registry.port(ring) != nil)
    registry.release(held, by: try ClientID(2))
    try registry.withdraw(ring)
  }

  @Test func `a guest belongs to one process until that uses it no more`() throws {
    let guest = ResourceUID(.vhost, 4)
    let rx = try claim(guest, .rx, "a", 1)
    let tx = try claim(guest, .tx, "b", 1)
    #expect(throws: RegistryError.served(guest, by: try ClientID(1))) {
      try claim(guest, .rx, "c", 2)
    }
    registry.release(rx, by: try ClientID(1))
    #expect(throws: RegistryError.served(guest, by: try ClientID(1))) {
      try claim(guest, .rx, "c", 2)
    }
    registry.release(tx, by: try ClientID(1))
    #expect(throws: Never.self) { try claim(guest, .rx, "c", 2) }
  }

  @Test func `all of a dead process's claims are free again, and nobody else's`() throws {
    _ = try claim(ring, .rx, "a", 1)
    _ = try claim(ResourceUID(.vhost, 0), .rx, "a", 1)
    _ = try claim(ring, .tx, "b", 2)
    registry.clear(try ClientID(1))
    #expect(throws: Never.self) { try claim(ring, .rx, "c", 3) }
    #expect(throws: Never.self) { try claim(ResourceUID(.vhost, 0), .tx, "c", 3) }
    #expect(throws: RegistryError.self) { try claim(ring, .tx, "c", 3) }
  }
}
