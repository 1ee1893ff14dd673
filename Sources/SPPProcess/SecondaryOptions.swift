// SPDX-License-Identifier: BSD-3-Clause
internal import SPPDataPlane
package import SPPModel

/// What a secondary is told after `--`.
package struct SecondaryOptions: Hashable, Sendable {
  package private(set) var client: ClientID
  package private(set) var controller: ControllerAddress
  package private(set) var guests = GuestOptions()
  package private(set) var captures = CaptureOptions()
  /// What a pcap records.
  package private(set) var capturePort: ResourceUID?
  /// Microseconds an idle lcore sleeps between two looks; 0 never lets it sleep.
  package private(set) var rest = standardRest

  /// Microseconds that an idle lcore sleeps unless something else is said.
  static let standardRest: UInt32 = 20

  /// - Throws: `UsageError` for words that are missing, unknown or out of range.
  package init(_ kind: ProcessKind, _ words: [String]) throws(UsageError) {
    var reader = OptionsReader(words)
    var id: Int?
    var address: String?
    var (guests, captures) = (GuestOptions(), CaptureOptions())
    while let word = reader.next() {
      switch word {
      case "--client-id": id = try reader.number(of: word, ClientID.secondaries, "a client id")
      case "-n" where kind == .nfv:
        id = try reader.number(of: word, ClientID.secondaries, "a client id")
      case "-s": address = try reader.value(of: word, "the controller's HOST:PORT")
      case "-c" where kind == .pcap: capturePort = try Self.port(&reader)
      case "--out-dir" where kind == .pcap, "--capture-dir" where kind == .vf:
        captures.directory = try Self.directory(reader.value(of: word, "a directory"), of: word)
      case "--fsize" where kind == .pcap, "--capture-size" where kind == .vf:
        let size = try reader.number(of: word, 0...(1 << 40), "a number of bytes")
        captures.fileSize = size == 0 ? .max : size
      case "--poll":
        let mode = try reader.value(of: word, "'busy' or 'rest'")
        guard mode == "busy" || mode == "rest" else {
          throw UsageError("--poll '\(mode)': expected 'busy' or 'rest'")
        }
        if mode == "busy" { rest = 0 }
      case "--rest": rest = UInt32(try reader.number(of: word, 1...10_000, "microseconds"))
      default:
        let isGuests = kind == .pcap ? false : try guests.take(word, &reader)
        guard isGuests else { throw UsageError("'\(word)': no such option; --help lists them") }
      }
    }
    let option = kind == .nfv ? "-n" : "--client-id"
    guard let id, let client = try? ClientID(id) else {
      throw UsageError(
        "\(option) is missing: expected a number from 1 to 127, such as \(option) 1")
    }
    guard let address else {
      throw UsageError(
        "-s is missing: expected the controller's address, such as -s 127.0.0.1:6666")
    }
    if kind == .pcap, capturePort == nil {
      throw UsageError("-c is missing: expected the port to record, such as -c phy:0")
    }
    self.client = client
    self.guests = guests
    self.captures = captures
    controller = try ControllerAddress(parsing: address)
  }

  /// `phy:0`, `phy:0nq1`, or `phy:0 nq 1` in words of their own, as SPP has it.
  private static func port(_ reader: inout OptionsReader) throws(UsageError) -> ResourceUID {
    let word = try reader.value(of: "-c", "a port, such as phy:0 or ring:0")
    var text = word
    if reader.take("nq") {
      text +=
        " nq \(try reader.number(of: "-c \(word) nq", 0...ResourceUID.maximumQueue, "a queue"))"
    }
    do throws(ValueError) {
      let port = try ResourceUID(parsing: text)
      guard port.type == .phy || port.type == .ring else {
        throw ValueError("port", given: text, expected: "a phy or ring port")
      }
      return port
    } catch {
      throw UsageError("-c '\(text)': expected \(error.expected)")
    }
  }

  private static func directory(_ path: String, of option: String) throws(UsageError) -> String {
    guard FileName(path).isWritableDirectory else {
      throw UsageError("\(option) '\(path)': expected a directory in which files can be made")
    }
    return path
  }
}
