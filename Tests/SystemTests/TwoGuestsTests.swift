// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import Testing

extension SystemTests {
  /// The main job, with the recipe of the demo: a host and guests with real network stacks.
  @Suite struct TwoGuestsTests {
    /// Starts controller, primary and vf 1 with the demo's recipe, and two guests that answer.
    private func joined(_ group: Group) throws -> (
      host: Namespace, guests: [LightGuest], free: Int
    ) {
      try group.startController()
      let tap = "st\(getpid())x\(Numbers.next())"
      try group.startPrimary(devices: ["net_tap0,iface=\(tap)"])
      let free = try group.freeBuffers()
      let host = try group.namespace("host1")
      try host.adopt(tap, address: "10.9.0.1/24")
      try group.startVF(1, lcores: [1, 2, 3])
      try group.recipe("\(Host.top)/tools/demo/two-guests.rcp")
      let guests = try [LightGuest(1, group), LightGuest(2, group)]
      for guest in guests { try guest.waitUntilReady() }
      for guest in guests { try host.reach(guest.address) }
      return (host, guests, free)
    }

    @Test
    func
      `a host and two guests reach each other by their virtual MAC addresses and nobody else's frames come`()
      throws
    {
      try Group.run { group in
        let (host, guests, _) = try joined(group)
        let recordings = try guests.map { try $0.space.record() }
        for guest in guests {
          #expect(try host.ping(guest.address) == 5)
          #expect(try guest.space.ping("10.9.0.1") == 5)
        }
        #expect(try host.transfers(4, to: guests[0].space, at: guests[0].address))
        #expect(try guests[1].space.transfers(4, to: host, at: "10.9.0.1"))
        for (guest, recording) in zip(guests, recordings) {
          let mac = try MACAddress(parsing: guest.mac)
          let destinations = try recording.destinations()
          #expect(destinations.filter { $0 == mac }.count >= 10)
          #expect(destinations.filter { $0 != mac && !$0.isGroup } == [])
        }
      }
    }

    @Test
    func `each packet is counted where it went, and all buffers are back when the vf has ended`()
      throws
    {
      try Group.run { group in
        let (host, guests, free) = try joined(group)
        #expect(try host.ping(guests[0].address, count: 10) == 10)
        for guest in guests { guest.program.end() }
        try eventually("the last packets should be counted") {
          try group.counters(1).allSatisfy(\.isBalanced)
        }
        let counters = try group.counters(1)
        #expect(counters.map(\.name.text) == ["cls", "mgr", "fw1", "fw2", "fw3", "fw4"])
        let (cls, mgr, fw1) = try (
          group.counters(1, "cls"), group.counters(1, "mgr"), group.counters(1, "fw1")
        )
        #expect(cls.received.packets >= 11)
        #expect(fw1.received.packets >= 11)
        #expect(mgr.sent.packets >= 11)
        // Broadcasts of ARP go to both guests, each with a copy of its own.
        #expect(cls.copies >= 1)
        // What a ring took from the one is what the other took from it.
        #expect(cls.attachments.first { $0.port.description == "ring:0" }?.traffic == fw1.received)
        try group.spp("vf 1; exit")
        // The tap keeps what it had at birth for what it will receive.
        try eventually("\(free) buffers should be free again") { try group.freeBuffers() == free }
      }
    }

    @Test func `a third guest joins on a vf of its own and not one ping of the others is lost`()
      throws
    {
      try Group.run { group in
        let (host, guests, _) = try joined(group)
        for guest in guests {
          try host.remember(guest.address, at: guest.mac)
          try guest.space.remember("10.9.0.1", at: host.mac)
        }
        let pings = try guests.map { guest in
          try host.start("ping-\(guest.address)", "ping", "-i", "0.1", "-W", "10", guest.address)
        }
        try group.startVF(2, lcores: [4, 5])
        try group.recipe("\(Host.top)/tools/demo/third-guest.rcp")
        let third = try LightGuest(3, group)
        try third.waitUntilReady()
        try host.reach(third.address)
        #expect(try host.ping(third.address) == 5)
        #expect(try third.space.ping("10.9.0.1") == 5)
        // And it leaves again, while they go on.
        third.program.end()
        try group.spp(
          "vf 1; classifier_table del mac 52:54:00:00:00:03 ring:4", "vf 1; port del ring:4 tx cls",
          "vf 1; port del ring:5 rx mgr", "vf 2; exit")
        for ping in pings {
          ping.send(SIGINT)
          _ = try ping.wait()
          let numbers = Self.sequence(ping.output)
          #expect(numbers.count >= 20)
          // Without a gap and without a double; one that was sent at the very end had no time to come back.
          #expect(numbers == Array(1...max(1, numbers.count)), "\(ping.output.suffix(500))")
        }
      }
    }

    /// The `icmp_seq` of each answer, in order.
    private static func sequence(_ output: String) -> [Int] {
      output.split(separator: "\n").filter { $0.contains(" bytes from ") }.compactMap { line in
        line.split(separator: " ").first { $0.hasPrefix("icmp_seq=") }
          .flatMap { Int($0.dropFirst("icmp_seq=".count)) }
      }
    }
  }
}
