// SPDX-License-Identifier: BSD-3-Clause
package import NIOCore
import NIOHTTPTypes

/// How much one listener of the REST interface puts up with.
package struct RESTLimits: Hashable, Sendable {
  /// Connections at a time; more wait until one closes.
  package var connections = 512
  /// For the head of a request, from the connection's begin or the end of the answer before.
  package var patience: TimeAmount = .seconds(60)
  /// For the client to take some of an answer.
  package var reading: TimeAmount = .seconds(60)
  /// Bytes of all header fields of a request, and of one.
  package var header = 16 << 10
  /// Header fields of a request.
  package var fields = 100

  package init() {}
}

/// Closes a connection whose peer may not be here, says nothing, says it too slowly, or does not read its answers.
///
/// Lies behind the HTTP decoder, so that a head counts when it is whole: one that comes byte by byte gains no time.
/// Bodies have a time of their own (`Routes`).
final class ConnectionWatch: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: RESTLimits
  private let access: SocketAccess?
  /// Requests whose answers are not complete.
  private var open = 0
  /// Since when the next request is waited for.
  private var silentSince = NIODeadline.now()
  /// Since when what is written is not taken; nil while it is.
  private var stuckSince: NIODeadline?
  private var alarm: Scheduled<Void>?

  /// - Parameter access: Who may come, on a Unix socket.
  init(_ limits: RESTLimits, _ access: SocketAccess?) {
    self.limits = limits
    self.access = access
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if let access, !access.admits(context.channel) { return context.close(promise: nil) }
    silentSince = .now()
    look(context, after: min(limits.patience, limits.reading))
  }

  func handlerRemoved(context: ChannelHandlerContext) { alarm?.cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    alarm?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head = unwrapInboundIn(data) { open += 1 }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) {
      open -= 1
      silentSince = .now()
    }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stuckSince = context.channel.isWritable ? nil : .now()
    context.fireChannelWritabilityChanged()
  }

  /// One look for each time that may have passed, instead of an alarm for each request.
  private func look(_ context: ChannelHandlerContext, after time: TimeAmount) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    alarm = context.eventLoop.scheduleTask(in: time) {
      let (watch, context) = bound.value
      watch.judge(context)
    }
  }

  private func judge(_ context: ChannelHandlerContext) {
    var next = min(limits.patience, limits.reading)
    for (since, limit) in [
      (open == 0 ? silentSince : nil, limits.patience), (stuckSince, limits.reading),
    ] {
      guard let since else { continue }
      let left = since + limit - .now()
      if left <= .zero { return context.close(promise: nil) }
      next = min(next, left)
    }
    look(context, after: next)
  }
}
