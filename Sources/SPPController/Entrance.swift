// SPDX-License-Identifier: BSD-3-Clause
import HummingbirdCore
import Logging
import NIOCore
package import NIOSSL
import Synchronization

/// What requests on one address must show, and by which certificate this program shows itself. Both may change while the
/// address is served.
package final class Entrance: Sendable {
  private struct State {
    var rules: GateRules
    var tls: NIOSSLContext?
  }

  private let state: Mutex<State>

  /// - Parameter tls: nil to serve without it.
  /// - Throws: What NIOSSL says of a configuration that it cannot use.
  package init(_ rules: GateRules, tls: TLSConfiguration? = nil) throws {
    state = Mutex(State(rules: rules, tls: try tls.map(NIOSSLContext.init(configuration:))))
  }

  var rules: GateRules { state.withLock { $0.rules } }
  var tls: NIOSSLContext? { state.withLock { $0.tls } }

  /// From here on: the rules hold for each request, TLS for new connections.
  ///
  /// - Throws: What NIOSSL says of a configuration that it cannot use; then nothing is changed.
  package func change(_ rules: GateRules, tls: TLSConfiguration?) throws {
    let next = State(rules: rules, tls: try tls.map(NIOSSLContext.init(configuration:)))
    state.withLock { $0 = next }
  }
}

/// Connections with TLS as the entrance has it when they begin.
struct TLSChannel<Base: HTTPChannelHandler>: HTTPChannelHandler {
  let base: Base
  let entrance: Entrance

  var responder: Responder { base.responder }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
    channel.eventLoop.makeCompletedFuture {
      guard let context = entrance.tls else { return }
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
    }.flatMap { base.setup(channel: channel, logger: logger) }
  }

  func handle(value: Base.Value, logger: Logger) async {
    await base.handle(value: value, logger: logger)
  }
}
