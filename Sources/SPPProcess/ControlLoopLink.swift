// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import Glibc
internal import SPPWire

/// The connection to the controller: begun anew for ever, while the process works on. At once when it was lost, and then
/// 50 times a second, so that a controller that comes back has everybody soon; a name that must be looked up is asked
/// for so often for the first seconds only, and then every second.
struct ControlLoopLink: ~Copyable {
  private let address: ControllerAddress
  /// nil between attempts.
  private var socket: Descriptor?
  private var isConnected = false
  private var nextAttempt: UInt64 = 0
  /// Until then attempts follow each other quickly; 0 before the first.
  private var eagerUntil: UInt64 = 0
  private var input = MessageStream()
  private var output: [UInt8] = []
  private var greeting: Greeting
  /// Whether the last attempt failed, so that the reason is told once and not every second.
  private var isToldAbsent = false

  /// The controller's last refusal, told once.
  private var refusal: String?
  /// Whether the controller has turned away the connection that there is, or that was last.
  private var isRefused = false
  /// The last fault of the secret's file, told once.
  private var secretFault: SecretError?

  /// While so many bytes of answers wait, no further request is read.
  private static let outputBound = 1 << 20
  private static let retryInterval: UInt64 = 1_000_000_000
  private static let eagerInterval: UInt64 = 20_000_000
  private static let eagerTime: UInt64 = 10_000_000_000

  init(_ address: ControllerAddress) {
    self.address = address
    greeting = Greeting(isTrusted: address.isUnix)
    input.limit = greeting.messageLimit
  }

  /// What to wait for, nil between attempts.
  var interest: pollfd? {
    switch socket {
    case .some(let socket):
      let wanted = isConnected ? (isFull ? 0 : POLLIN) | (output.isEmpty ? 0 : POLLOUT) : POLLOUT
      return pollfd(fd: socket.number, events: Int16(wanted), revents: 0)
    case nil: return nil
    }
  }

  private var isFull: Bool { output.count >= Self.outputBound }

  var hasOutput: Bool { !output.isEmpty }

  /// Nanoseconds until the next attempt is due; nil while there is a connection or an attempt under way.
  func rest(now: UInt64) -> UInt64? {
    interest == nil ? (now >= nextAttempt ? 0 : nextAttempt - now) : nil
  }

  /// Begins an attempt when it is time.
  mutating func keepTrying(now: UInt64) {
    guard interest == nil, now >= nextAttempt else { return }
    if eagerUntil == 0 { eagerUntil = now + Self.eagerTime }
    nextAttempt =
      now + (now < eagerUntil || address.isKnown ? Self.eagerInterval : Self.retryInterval)
    var reason = ""
    socket = ControlLoopSocket.begin(address) { reason = $0 }
    if interest == nil { tellAbsent(reason) }
  }

  /// Does what `poll` said is possible; each message goes to the role, whose answer goes back.
  mutating func serve(_ role: inout some Role) {
    guard isConnected || finishConnecting() else { return }
    if !isFull {
      switch socket?.read() {
      case .bytes(let bytes): input.append(bytes)
      case .closed(let reason): return lose(reason)
      case .later, .wrote, nil: break
      }
    }
    answer(&role)
    flush()
  }

  /// Whether the connection has come about.
  private mutating func finishConnecting() -> Bool {
    guard socket?.isReady(POLLOUT) == true else { return false }
    if let reason = socket?.pendingError {
      drop()
      tellAbsent(reason)
      return false
    }
    // Who is turned away tries again and again, and says it once.
    if !isRefused { Log.note("connected to the controller at \(address)") }
    isRefused = false
    isToldAbsent = false
    isConnected = true
    return true
  }

  private mutating func answer(_ role: inout some Role) {
    while !isFull {
      do throws(WireError) {
        guard let message = try input.next() else { return }
        // An answer to what we never asked: the controller turns us away and says why.
        if message["results"] != nil, let refusal = try? Reply(message) {
          tellRefused(refusal.failure ?? "no reason given")
          continue
        }
        let reply = greeting.answer(message) { role.handle($0) }
        input.limit = greeting.messageLimit
        let isHello = message["commands"]?.array?.first?["command"]?.string == "hello"
        if refusal != nil, greeting.isTrusted, !isHello {
          refusal = nil
          Log.note("the controller at \(address) takes this process in now")
        }
        output += MessageStream.bytes(of: reply.json)
        if let fault = greeting.fault { tellFault(fault) }
      } catch {
        output += MessageStream.bytes(of: error.reply.json)
      }
    }
  }

  /// Sends what goes at once.
  mutating func flush() {
    guard isConnected, !output.isEmpty else { return }
    switch socket?.send(output[...]) {
    case .wrote(let count): output.removeFirst(count)
    case .closed(let reason): lose(reason)
    case .later, .bytes, nil: break
    }
  }

  private mutating func lose(_ reason: String) {
    if !isRefused { Log.note("the controller at \(address) is gone: \(reason)") }
    drop()
  }

  private mutating func drop() {
    socket = nil
    if isConnected, isRefused {
      nextAttempt = Registry.now() + Self.retryInterval
    } else if isConnected {
      eagerUntil = 0
      nextAttempt = 0
    }
    isConnected = false
    output = []
    greeting = Greeting(isTrusted: address.isUnix)
    input = MessageStream(limit: greeting.messageLimit)
  }

  private mutating func tellRefused(_ reason: String) {
    isRefused = true
    guard refusal != reason else { return }
    refusal = reason
    Log.note("the controller at \(address) refuses this process: \(reason)")
  }

  private mutating func tellFault(_ fault: SecretError) {
    guard secretFault != fault else { return }
    secretFault = fault
    Log.note("\(fault); without it the controller refuses this process")
  }

  private mutating func tellAbsent(_ reason: String) {
    guard !isToldAbsent else { return }
    isToldAbsent = true
    Log.note("no controller at \(address) yet (\(reason)); it is tried again and again")
  }
}
