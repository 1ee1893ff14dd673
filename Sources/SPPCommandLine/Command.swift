// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// A line of the shell, understood.
package enum Command: Hashable, Sendable {
  /// A blank line.
  case nothing
  /// The whole line, `#` or `//` included.
  case comment(String)
  case status
  case primary(PrimaryAction)
  case nfv(ClientID, NFVAction)
  case vf(ClientID, VFAction)
  case mirror(ClientID, VFAction)
  case pcap(ClientID, PcapAction)
  /// To a secondary of whichever kind it is: the words after `;`, which are a command of some kind.
  case secondary(ClientID, String)
  case server(ServerAction)
  case config(ConfigAction)
  case topology(TopologyAction)
  case recipe(RecipeAction)
  case file(FileAction)
  /// Where the page of the controller is.
  case http
  /// What the session remembers.
  case inspect
  /// Makes a program on the plugins' path a command.
  case loadCommand(String)
  case bye(Farewell)
  case help(topic: String?)
  case sleep(Duration)
  case wait(Awaited, limit: Duration)
  /// Brings up the site in this file.
  case up(path: String)
  case down
  /// Has so many copies of a template run.
  case scale(String, to: Int)
  case plan(PlanAction)
}

/// What a vf or a mirror is asked by the shell.
package enum VFAction: Hashable, Sendable {
  case status
  case counters
  /// Prints the plan it holds.
  case plan
  case change(VFCommand)
  /// Makes the plan in this file the whole configuration.
  case apply(path: String)
  case exit
}

/// How far `bye` goes.
package enum Farewell: Hashable, Sendable {
  /// Leaves the shell.
  case shell
  /// Ends the secondaries.
  case secondaries
  /// Ends the secondaries, then the primary.
  case all
}

/// A process that `wait` waits for.
package enum Awaited: Hashable, Sendable, CustomStringConvertible {
  case primary
  case secondary(SecondaryKind, ClientID)

  package var description: String {
    switch self {
    case .primary: "the primary"
    case .secondary(let kind, let client): "\(kind.rawValue) \(client)"
    }
  }
}
