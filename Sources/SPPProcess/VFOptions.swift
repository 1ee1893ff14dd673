// SPDX-License-Identifier: BSD-3-Clause
internal import SPPDataPlane
package import SPPModel

/// What `spp_vf` is told after `--`.
package struct VFOptions: Hashable, Sendable {
  package private(set) var client: ClientID
  package private(set) var controller: ControllerAddress
  package private(set) var guests = GuestOptions()
  /// Microseconds an idle lcore sleeps between two looks; 0 never lets it sleep.
  package private(set) var rest: UInt32 = 20

  /// - Throws: `UsageError` for words that are missing, unknown or out of range.
  package init(_ words: [String]) throws(UsageError) {
    var reader = OptionsReader(words)
    var id: Int?
    var address: String?
    while let word = reader.next() {
      switch word {
      case "--client-id": id = try reader.number(of: word, ClientID.secondaries, "a client id")
      case "-s": address = try reader.value(of: word, "the controller's HOST:PORT")
      case "--vhost-client": guests.isClient = true
      case "--vhost-dir":
        guests.directory = try reader.value(of: word, "a directory for guests' sockets")
      case "--vhost-mode":
        guests.mode = try Self.mode(reader.value(of: word, "an octal mode, such as 0660"))
      case "--vhost-owner": guests.owner = try reader.value(of: word, "USER or USER:GROUP")
      case "--vhost-queues":
        guests.queuePairs = try reader.number(of: word, 1...8, "a number of queue pairs")
      case "--poll":
        let mode = try reader.value(of: word, "'busy' or 'rest'")
        guard mode == "busy" || mode == "rest" else {
          throw UsageError("--poll '\(mode)': expected 'busy' or 'rest'")
        }
        if mode == "busy" { rest = 0 }
      case "--rest": rest = UInt32(try reader.number(of: word, 1...10_000, "microseconds"))
      default: throw UsageError("'\(word)': no such option; --help lists them")
      }
    }
    guard let id, let client = try? ClientID(id) else {
      throw UsageError(
        "--client-id is missing: expected a number from 1 to 127, such as --client-id 1")
    }
    guard let address else {
      throw UsageError(
        "-s is missing: expected the controller's address, such as -s 127.0.0.1:6666")
    }
    self.client = client
    controller = try ControllerAddress(parsing: address)
  }

  private static func mode(_ text: String) throws(UsageError) -> UInt32 {
    guard let mode = UInt32(text, radix: 8), mode <= 0o777 else {
      throw UsageError("--vhost-mode '\(text)': expected an octal mode, such as 0660")
    }
    return mode
  }

  package static let help = """
    usage: spp_vf [EAL options] -- --client-id ID -s ADDRESS [options]

    Moves packets between ports of its primary's group and guests, as the controller says.

      --client-id ID          1 to 127, unique in the group
      -s ADDRESS              the controller: HOST:PORT, [IPV6]:PORT or unix:PATH
      --vhost-client          connect to guests' sockets instead of listening; best when this process may restart
      --vhost-dir DIRECTORY   where guests' sockets lie, sock0 and so on (/tmp)
      --vhost-mode MODE       octal permissions of sockets that are made here, such as 0660
      --vhost-owner USER[:GROUP]
                              whom sockets that are made here belong to
      --vhost-queues COUNT    most queue pairs of a guest, 1 to 8 (8)
      --poll busy|rest        whether idle lcores poll without pause (rest)
      --rest MICROSECONDS     sleep of an idle lcore between two looks: the latency it may add (20)
      --help                  this text

    EAL options that matter: --lcores '1@0,2@1' (ids unique in the group; the first takes commands, the others run
    components), --file-prefix NAME (spp). A primary of that group must run.
    """
}
