// SPDX-License-Identifier: BSD-3-Clause
package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
package import ServiceLifecycle

/// A server that cannot listen. The description is a sentence.
package struct ListenError: Error, CustomStringConvertible {
  package let description: String
}

/// The REST interface on one address.
///
/// - Parameter started: Called with the port once requests are taken; 0 for a Unix socket.
package func restServer(
  _ routes: Routes, at address: ListenAddress, log: Logger,
  _ started: @escaping @Sendable (Int) -> Void = { _ in }
) -> Application<Routes> {
  let bind: BindAddress =
    switch address {
    case .tcp(let host, let port): .hostname(host, port: port)
    case .unix(let path): .unixDomainSocket(path: path)
    }
  // Hummingbird says "listening" by itself, with its own words.
  var quiet = log
  quiet.logLevel = max(log.logLevel, .warning)
  return Application(
    responder: routes,
    // Also the time that a header may take.
    server: .http1(configuration: .init(idleTimeout: .seconds(60))),
    configuration: ApplicationConfiguration(
      address: bind, serverName: "spp-ctl",
      availableConnectionsDelegate: MaximumAvailableConnections(1024)),
    onServerRunning: { channel in
      log.info("listening", metadata: ["address": "\(address)", "for": "REST"])
      started(channel.localAddress?.port ?? 0)
    },
    logger: quiet)
}

/// A service whose failure to listen is a sentence with its address.
package struct Listener: Service {
  private let service: any Service
  private let address: ListenAddress
  private let purpose: String

  package init(_ service: any Service, at address: ListenAddress, for purpose: String) {
    self.service = service
    self.address = address
    self.purpose = purpose
  }

  package func run() async throws {
    do { try await service.run() } catch let error as IOError {
      throw ListenError(
        description:
          "cannot listen on \(address) for \(purpose): \(systemReason(error.errnoCode)); "
          + "end the program that uses the address, or choose another one")
    } catch let error as SocketAddressError {
      throw ListenError(description: "cannot listen on \(address) for \(purpose): \(error)")
    }
  }
}

/// Ends the streams of events when the program is to end: the server waits for them.
package struct Curtain: Service {
  private let events: Events

  package init(_ events: Events) { self.events = events }

  package func run() async throws {
    try await gracefulShutdown()
    events.finish()
  }
}
