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
/// - Parameters:
///   - entrance: What a request must show, and TLS.
///   - access: Who may connect to a Unix socket; nil for a TCP port.
///   - started: Called with the port once requests are taken; 0 for a Unix socket.
package func restServer(
  _ routes: Routes, at address: ListenAddress, _ entrance: Entrance,
  access: SocketAccess? = nil, limits: RESTLimits = RESTLimits(), log: Logger,
  _ started: @escaping @Sendable (Int) -> Void = { _ in }
) -> Application<Gatekeeper> {
  let bind: BindAddress =
    switch address {
    case .tcp(let host, let port): .hostname(host, port: port)
    case .unix(let path): .unixDomainSocket(path: path)
    }
  let connection = HTTP1Channel.Configuration(
    additionalChannelHandlers: [ConnectionWatch(limits, access)],
    httpDecoderConfiguration: .init(
      maxHeaderFieldSize: limits.header, maxHeaderListSize: limits.header,
      maxHeaderFieldCount: limits.fields))
  // Hummingbird says "listening" by itself, with its own words.
  var quiet = log
  quiet.logLevel = max(log.logLevel, .warning)
  return Application(
    responder: Gatekeeper(routes, entrance),
    server: HTTPServerBuilder { responder in
      TLSChannel(
        base: HTTP1Channel(responder: responder, configuration: connection), entrance: entrance)
    },
    configuration: ApplicationConfiguration(
      address: bind, serverName: "spp-ctl",
      availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
    onServerRunning: { channel in
      if case .unix(let path) = address, let access {
        do throws(ListenError) { try access.apply(to: path) } catch {
          log.error("a socket is left to its owner", metadata: ["reason": "\(error)"])
        }
      }
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
