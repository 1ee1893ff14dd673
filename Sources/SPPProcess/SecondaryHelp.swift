// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel
internal import SPPWire

extension SecondaryOptions {
  /// What `--help` prints.
  package static func help(_ kind: ProcessKind) -> String {
    let (usage, purpose) = opening(kind)
    return """
      usage: \(kind.program) [EAL options] -- \(usage) [options]

      \(purpose)

      \(options(kind).joined(separator: "\n"))
        --help                  this text

      \(SecretFile.help)

      EAL options that matter: --lcores '1@0,2@1' (ids unique in the group; the first takes commands, the others run
      components), --file-prefix NAME (spp). A primary of that group must run.
      """
  }

  private static func opening(_ kind: ProcessKind) -> (usage: String, purpose: String) {
    switch kind {
    case .vf, .primary:
      (
        "--client-id ID -s ADDRESS",
        "Moves packets between ports of its primary's group and guests, as the controller says."
      )
    case .nfv:
      (
        "-n ID -s ADDRESS",
        "Moves packets from port to port by a patch table, as the controller says."
      )
    case .mirror:
      (
        "--client-id ID -s ADDRESS",
        "Sends packets of a port to two others, as the controller says; each gets buffers of its own."
      )
    case .pcap:
      (
        "--client-id ID -s ADDRESS -c PORT [nq Q]",
        "Records what comes in at a port, when the controller says so; the packets end here."
      )
    }
  }

  private static func options(_ kind: ProcessKind) -> [String] {
    let address = "  -s ADDRESS              the controller: HOST:PORT, [IPV6]:PORT or unix:PATH"
    let pace = """
        --poll busy|rest        whether idle lcores poll without pause (rest)
        --rest MICROSECONDS     sleep of an idle lcore between two looks: the latency it may add (20)
      """
    switch kind {
    case .vf, .primary:
      return [
        "  --client-id ID          1 to 127, unique in the group", address, GuestOptions.help,
        """
          --capture-dir DIRECTORY where components of type capture write (/tmp)
          --capture-size BYTES    of a capture file before compression; 0 for no bound (1073741824)
        """, pace,
      ]
    case .nfv:
      return [
        "  -n ID, --client-id ID   1 to 127, unique in the group", address, GuestOptions.help, pace,
      ]
    case .mirror:
      return [
        "  --client-id ID          1 to 127, unique in the group", address, GuestOptions.help, pace,
      ]
    case .pcap:
      return [
        "  --client-id ID          1 to 127, unique in the group", address,
        """
          -c PORT [nq Q]          what is recorded: phy:N, with its queue where it has several, or ring:N
          --out-dir DIRECTORY     where the files go (/tmp)
          --fsize BYTES           of a file before compression, then comes the next one; 0 for no bound (1073741824)
        """, pace,
      ]
    }
  }
}
