// SPDX-License-Identifier: BSD-3-Clause
package import Logging
import NIOCore
import NIOPosix
package import SPPWire
import ServiceLifecycle
import Synchronization

/// Where a server listens.
package enum ListenAddress: Hashable, Sendable, CustomStringConvertible {
  case tcp(host: String, port: Int)
  case unix(path: String)

  package var description: String {
    switch self {
    case .tcp(let host, let port): "\(host):\(port)"
    case .unix(let path): path
    }
  }
}

/// Takes the connections of processes: the primary's on one port, the secondaries' on another.
///
/// Each connection has a task of its own, so that none waits for another.
package final class LinkServer: Service {
  /// More than the 128 processes that can exist, so that those who come again are not kept out by their own past.
  private static let maximumConnections = 512
  /// Until it has said who it is, a peer may send no more than this in one message.
  private static let maximumHello = 64 << 10

  private let address: ListenAddress
  private let access: SocketAccess
  private let introduction: Introduction
  private let primaryPort: Bool
  private let controller: Controller
  private let log: Logger
  private let connections = Mutex(0)

  /// - Parameters:
  ///   - access: Who may connect to a Unix socket; to a TCP port everybody on this host, and nobody else.
  ///   - secret: What processes must know; nil asks for nothing.
  package init(
    _ address: ListenAddress, access: SocketAccess = .own, secret: Secret?, primaryPort: Bool,
    controller: Controller, log: Logger
  ) {
    self.address = address
    self.access = access
    introduction = Introduction(secret: secret)
    self.primaryPort = primaryPort
    self.controller = controller
    self.log = log
  }

  package func run() async throws { try await run { _ in } }

  /// - Parameter started: Called with the port once connections are taken; 0 for a Unix socket.
  package func run(_ started: @Sendable (Int) -> Void) async throws {
    let server = try await bind()
    started(server.channel.localAddress?.port ?? 0)
    log.info(
      "listening",
      metadata: ["address": "\(address)", "for": primaryPort ? "primary" : "secondaries"])
    try await withGracefulShutdownHandler {
      try await withThrowingDiscardingTaskGroup { group in
        try await server.executeThenClose { arriving in
          for try await connection in arriving {
            group.addTask { await self.serve(connection) }
          }
        }
        group.cancelAll()
      }
    } onGracefulShutdown: {
      server.channel.close(promise: nil)
    }
  }

  private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  private func bind() async throws -> NIOAsyncChannel<Connection, Never> {
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.so_keepalive), value: 1)
    let wrap: @Sendable (any Channel) -> EventLoopFuture<Connection> = { channel in
      channel.eventLoop.makeCompletedFuture {
        try Connection(wrappingChannelSynchronously: channel)
      }
    }
    switch address {
    case .tcp(let host, let port):
      return try await bootstrap.bind(host: host, port: port, childChannelInitializer: wrap)
    case .unix(let path):
      let server = try await bootstrap.bind(
        unixDomainSocketPath: path, cleanupExistingSocketFile: true, childChannelInitializer: wrap)
      do throws(ListenError) { try access.apply(to: path) } catch {
        log.error("a socket is left to its owner", metadata: ["reason": "\(error)"])
      }
      return server
    }
  }

  /// Why a connection is not wanted, or nil.
  private func fault(of channel: any Channel) async -> String? {
    switch address {
    case .unix:
      let isWelcome = try? await channel.eventLoop.submit { self.access.admits(channel) }.get()
      return isWelcome == true ? nil : "its user may not use this socket"
    case .tcp:
      // The kernel lets no packet from elsewhere have an address of this host as its source.
      let (local, remote) = (channel.localAddress?.ipAddress, channel.remoteAddress?.ipAddress)
      let isLocal = local == remote || remote?.hasPrefix("127.") == true || remote == "::1"
      return remote != nil && isLocal ? nil : "it comes from another host"
    }
  }

  private func serve(_ connection: Connection) async {
    let isWanted = connections.withLock { count in
      count += 1
      return count <= Self.maximumConnections
    }
    defer { connections.withLock { $0 -= 1 } }
    let channel = connection.channel
    guard isWanted else {
      log.warning("too many connections; one is closed")
      channel.close(promise: nil)
      return
    }
    if let fault = await fault(of: channel) {
      log.warning(
        "a connection is closed", metadata: ["address": "\(address)", "reason": "\(fault)"])
      channel.close(promise: nil)
      return
    }
    let link = ProcessLink(
      write: { channel.writeAndFlush(ByteBuffer(bytes: $0), promise: nil) },
      hangUp: {
        // After what was written, but not only when the peer reads it.
        channel.writeAndFlush(ByteBuffer()).whenComplete { _ in channel.close(promise: nil) }
        channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
      })
    do {
      try await connection.executeThenClose { inbound, _ in
        await withDiscardingTaskGroup { group in
          group.addTask { await self.introduce(link) }
          await self.read(inbound, of: link)
          await link.closed()
          await self.controller.left(link)
        }
      }
    } catch {
      log.debug("a connection ended", metadata: ["reason": "\(error)"])
    }
    // It may have been taken in at the moment when it closed.
    await controller.left(link)
  }

  private func introduce(_ link: ProcessLink) async {
    do throws(ArrivalRefusal) {
      await controller.settle(
        try await controller.welcome(link, primaryPort: primaryPort, introduction))
      if primaryPort { await controller.follow(link) }
    } catch {
      log.notice(
        "a connection is refused", metadata: ["address": "\(address)", "reason": "\(error)"])
      controller.events.post(.refused, ["reason": .string(error.description)])
      await link.refuse(error.description)
    }
  }

  private func read(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, of link: ProcessLink) async
  {
    var stream = MessageStream(limit: Self.maximumHello)
    do {
      for try await buffer in inbound {
        // Nothing long is asked of a process before it is taken in.
        if stream.limit == Self.maximumHello, await link.isAdmitted {
          stream.limit = JSON.maximumSize
        }
        stream.append(buffer.readableBytesView)
        while let message = try stream.next() {
          await link.receive(try Reply(message))
        }
      }
      try stream.finish()
    } catch is CancellationError {
      // The program ends.
    } catch {
      // Nobody knows what belongs to what after this; the process connects again.
      log.warning(
        "a connection is closed, because what it said cannot be read",
        metadata: ["reason": "\(error)"])
      await link.close()
    }
  }
}
