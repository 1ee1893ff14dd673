// SPDX-License-Identifier: BSD-3-Clause
internal import SPPWire
internal import Synchronization

/// The controllers of a session; commands go to the current one.
package final class Servers: Sendable {
  private struct State {
    var all: [(address: ControllerAddress, api: any API)]
    var current: Int
  }

  private let state: Mutex<State>
  private let connect: @Sendable (ControllerAddress) -> any API

  /// - Parameter addresses: The first is the current one; 127.0.0.1:7777 when there is none.
  package init(
    _ addresses: [ControllerAddress], connect: @escaping @Sendable (ControllerAddress) -> any API
  ) {
    self.connect = connect
    var different: [ControllerAddress] = []
    for address in addresses where !different.contains(address) { different.append(address) }
    if different.isEmpty { different = [.standard] }
    state = Mutex(State(all: different.map { ($0, connect($0)) }, current: 0))
  }

  var current: any API { state.withLock { $0.all[$0.current].api } }
  var currentAddress: ControllerAddress { state.withLock { $0.all[$0.current].address } }
  var count: Int { state.withLock { $0.all.count } }

  /// What `server` prints.
  var report: String {
    state.withLock { state in
      state.all.enumerated().map { index, server in
        "  \(index + 1): \(server.address)\(index == state.current ? " *" : "")"
      }.joined(separator: "\n")
    }
  }

  /// The same for programs.
  var json: JSON {
    state.withLock { state in
      .array(
        state.all.enumerated().map { index, server in
          ["address": .string("\(server.address)"), "current": .bool(index == state.current)]
        })
    }
  }

  /// - Returns: What to say.
  func perform(_ action: ServerAction) throws(CommandFailure) -> String {
    switch action {
    case .list: return report
    case .add(let address):
      guard position(of: .address(address)) == nil else {
        throw .refused("spp-ctl \"\(address)\" is registered already")
      }
      let api = connect(address)
      state.withLock { $0.all.append((address, api)) }
      return "Registered spp-ctl \"\(address)\"."
    case .delete(let choice):
      let position = try existing(choice)
      return try state.withLock { state throws(CommandFailure) in
        guard position != state.current else {
          throw .refused("Cannot delete server in use: choose another with 'server' first.")
        }
        let server = state.all.remove(at: position)
        if position < state.current { state.current -= 1 }
        return "Unregistered spp-ctl \"\(server.address)\"."
      }
    case .use(let choice):
      let position = try existing(choice)
      state.withLock { $0.current = position }
      return "Switch spp-ctl to \"\(position + 1): \(currentAddress)\"."
    }
  }

  private func existing(_ choice: ServerChoice) throws(CommandFailure) -> Int {
    if let position = position(of: choice) { return position }
    let name =
      switch choice {
      case .index(let index): "\(index)"
      case .address(let address): "\(address)"
      }
    throw .refused("there is no server '\(name)'; 'server list' shows them")
  }

  private func position(of choice: ServerChoice) -> Int? {
    state.withLock { state in
      switch choice {
      case .index(let index): state.all.indices.contains(index - 1) ? index - 1 : nil
      case .address(let address): state.all.firstIndex { $0.address == address }
      }
    }
  }
}
