// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel
import SPPWire

extension Controller {
  /// That a process is connected, and how far it is.
  struct Presence: Hashable, Sendable {
    let pid: Int32
    /// Whether it has got back what it should hold, or what it holds has been read.
    let isSettled: Bool
    /// Why it does not hold what it should have got back, nil when it does.
    let problem: String?
  }

  var presence: [ClientID: Presence] {
    var presence: [ClientID: Presence] = [:]
    for (client, process) in processes {
      presence[client] = Presence(
        pid: process.hello.pid, isSettled: process.isSettled, problem: restores[client]?.problem)
    }
    return presence
  }

  /// Whether a user has asked this process to end.
  func wasToldToExit(_ client: ClientID, pid: Int32) -> Bool { toldToExit[client] == pid }

  /// Asks a process who it is.
  ///
  /// - Returns: Whether it answered in time; nil when it is not connected, or busy with what others ask.
  func ping(_ client: ClientID, within time: Duration) async -> Bool? {
    guard let link = processes[client]?.link else { return nil }
    do throws(ProcessLink.Failure) {
      _ = try await link.request(within: time) { WireRequest.encode(VFRequest.hello, id: $0) }
      return true
    } catch .noAnswer {
      return false
    } catch {
      return nil
    }
  }
}
