// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import Synchronization

/// What a session remembers between its commands; completion reads it too.
package final class Workspace: Sendable {
  private struct Memory {
    var settings: Settings
    var subgraphs: [Subgraph] = []
    var recording: String?
    var plugins: [String: String] = [:]
  }

  private let memory: Mutex<Memory>
  let servers: Servers
  let history: History
  /// Whether somebody sits at a terminal.
  let isTerminal: Bool

  package init(
    servers: Servers, settings: Settings = Settings(), history: History = History(path: nil),
    isTerminal: Bool = false
  ) {
    self.servers = servers
    self.history = history
    self.isTerminal = isTerminal
    memory = Mutex(Memory(settings: settings))
  }

  var settings: Settings {
    get { memory.withLock { $0.settings } }
    set { memory.withLock { $0.settings = newValue } }
  }

  /// Boxes around ports in drawings, in the order in which they were made.
  var subgraphs: [Subgraph] {
    get { memory.withLock { $0.subgraphs } }
    set { memory.withLock { $0.subgraphs = newValue } }
  }

  /// The file to which lines are written now.
  var recording: String? {
    get { memory.withLock { $0.recording } }
    set { memory.withLock { $0.recording = newValue } }
  }

  /// Paths of the programs that `load_cmd` made commands, by name.
  var plugins: [String: String] {
    get { memory.withLock { $0.plugins } }
    set { memory.withLock { $0.plugins = newValue } }
  }
}

/// Ports that drawings put in a box.
struct Subgraph: Hashable, Sendable {
  let label: String
  let ports: [ResourceUID]
}
