// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

extension SystemTests {
  /// A controller that says what no controller should: the process answers or hangs up, and lives.
  @Suite struct BrokenMessagesTests {
    private static let hello = #"{"id":1,"commands":[{"command":"hello"}]}"# + "\n"
    private static let broken: [(String, [UInt8])] = [
      ("cut", Array(#"{"id":2,"commands":[{"comm"#.utf8) + [10]),
      ("not JSON", Array("status\n".utf8)),
      ("not an object", Array("[1,2]\n".utf8)),
      ("without commands", Array(#"{"id":3}"#.utf8) + [10]),
      ("an unknown command", Array(#"{"id":4,"commands":[{"command":"dance"}]}"#.utf8) + [10]),
      (
        "too deep",
        Array(
          (String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)).utf8)
          + [10]
      ),
      (
        "not UTF-8",
        Array(#"{"id":5,"commands":[{"command":""#.utf8) + [0xff, 0xfe] + Array(#""}]}"#.utf8) + [
          10
        ]
      ),
      ("a NUL", Array(#"{"id":6,"commands":[{"command":"a\u0000b"}]}"#.utf8) + [10]),
      ("a name twice", Array(#"{"id":7,"id":8,"commands":[]}"#.utf8) + [10]),
      (
        "a long name",
        Array(
          #"{"id":9,"commands":[{"command":"component","action":"start","name":"\#(String(repeating: "x", count: 5000))","core":2,"type":"forward"}]}"#
            .utf8) + [10]
      ),
    ]

    /// Sends each broken message and expects an error and a process that still answers.
    private func test(_ listener: Socket, _ program: Program) throws {
      var link = try listener.accept(within: .seconds(60))
      try link.introduceController()
      for (what, message) in Self.broken {
        link.send(message)
        let answer = try link.line()
        if let answer { #expect(answer.contains(#""error""#), "\(what): \(answer)") }
        if answer == nil {
          link = try listener.accept()
          try link.introduceController()
        }
        link.send(Self.hello)
        #expect(try link.answer().contains("process_type"), "\(program.name) after \(what)")
      }
      // Longer than any message may be, and never ended.
      link.send([UInt8](repeating: 0x20, count: 10) + Array("\"".utf8))
      link.send([UInt8](repeating: 0x61, count: 33 << 20))
      link.send("\"\n")
      let answer = try link.line(within: .seconds(30))
      if let answer { #expect(answer.contains(#""error""#)) }
      if answer == nil { link = try listener.accept() }
      link.send(Self.hello)
      #expect(try link.answer().contains("process_type"), "\(program.name) after a long one")
      // In pieces of a byte, and two at once: messages all the same.
      for byte in Self.hello.utf8 { link.send([byte]) }
      #expect(try link.answer().contains("process_type"))
      link.send(Self.hello + Self.hello)
      #expect(try link.answer().contains("process_type"))
      #expect(try link.answer().contains("process_type"))
      #expect(program.status == nil)
    }

    @Test func `a broken message harms neither the primary nor a vf`() throws {
      try Group.run { group in
        let (primaries, secondaries) = try (
          Socket(listeningOn: group.primaryPort), Socket(listeningOn: group.secondaryPort)
        )
        let primary = try group.start("primary", group.primaryWords())
        try test(primaries, primary)
        let vf = try group.start("vf1", group.vfWords(1, lcores: [1, 2]))
        try test(secondaries, vf)
      }
    }

    @Test func `a broken process harms neither the controller nor its other processes`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        try group.startVF(1, lcores: [1, 2])
        for (_, message) in Self.broken {
          try Socket(connectingTo: group.secondaryPort).send(message)
        }
        // One that says nothing, and one with an id that is taken.
        let silent = try Socket(connectingTo: group.secondaryPort)
        let impostor = try Socket(connectingTo: group.secondaryPort)
        try impostor.introduceProcess(
          Hello(kind: .vf, client: try ClientID(1), pid: 1, isEmpty: true))
        let refusal = try impostor.answer()
        #expect(refusal.contains("client id 1 is already connected"), "\(refusal)")
        try group.spp("vf 1; component start fw 2 forward", "pri; status")
        _ = silent
      }
    }
  }
}
