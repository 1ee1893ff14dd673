// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

// What commands of the shell itself ask, those that configure no process.

/// Which of several controllers the commands go to.
package enum ServerAction: Hashable, Sendable {
  case list
  case add(ControllerAddress)
  case delete(ServerChoice)
  case use(ServerChoice)
}

/// A controller by its place in the list, from 1, or by its address.
package enum ServerChoice: Hashable, Sendable {
  case index(Int)
  case address(ControllerAddress)
}

/// Settings of the shell.
package enum ConfigAction: Hashable, Sendable {
  /// Those whose names begin with this.
  case list(prefix: String)
  case set(Setting, String)
}

/// What all processes of the group hold.
package enum PlanAction: Hashable, Sendable {
  /// Into this file, or to be read.
  case get(path: String?)
  /// What giving them the file would change.
  case diff(path: String)
  case put(path: String)
}

/// Drawings of what is connected.
package enum TopologyAction: Hashable, Sendable {
  case terminal
  case sixel
  /// Where the page of the controller is.
  case http
  case file(String, TopologyFormat)
  case listSubgraphs
  case addSubgraph(String, [ResourceUID])
  case deleteSubgraph(String)
}

/// Lines that are kept and done again.
package enum RecipeAction: Hashable, Sendable {
  case record(path: String)
  case stopRecording
  case playback(path: String)
  case history
  /// The line of this number in `history`, from 1.
  case redo(Int)
}

/// Looking around on this host; done without a shell.
package enum FileAction: Hashable, Sendable {
  /// Variables whose names begin with this.
  case environment(prefix: String)
  case workingDirectory
  case list(path: String?)
  case change(path: String?)
  case makeDirectory(path: String, withParents: Bool)
  case print(path: String)
  case page(path: String)
}
