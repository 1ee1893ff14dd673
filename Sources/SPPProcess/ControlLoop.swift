// SPDX-License-Identifier: BSD-3-Clause
internal import CLinux
internal import DPDK
internal import Glibc
package import SPPWire

/// What a process is: it answers messages, and does its rounds.
package protocol Role {
  /// Answers one message; whatever it holds, there is an answer.
  mutating func handle(_ message: JSON) -> Reply
  /// Ten times a second, and at once when one of `watched` is readable.
  mutating func tick(now: UInt64)
  /// Descriptors that make the next round come early by being readable, such as the pidfd of a process that matters.
  var watched: [Int32] { get }
  /// Why the process ends, or nil while it works on. Asked after each message and each round.
  var farewell: String? { get }
}

extension Role {
  package var watched: [Int32] { [] }
}

/// Carries messages of the controller to a role, and watches clock and signals: the whole life of a main lcore.
package struct ControlLoop<R: Role>: ~Copyable {
  package private(set) var role: R
  private var link: ControlLoopLink
  private let signals: Signals
  private var nextTick: UInt64 = 0

  /// 10 Hz, the pace of heartbeats: whoever watches them can tell a hung process within a second.
  private static var interval: UInt64 { 100_000_000 }
  /// Time for the last answer to leave, in nanoseconds.
  private static var patience: UInt64 { 1_000_000_000 }

  package init(_ role: R, controller: ControllerAddress, signals: consuming Signals) {
    self.role = role
    link = ControlLoopLink(controller)
    self.signals = signals
  }

  /// Runs until the role or a signal ends it.
  ///
  /// - Returns: Why it ended.
  package mutating func run() -> String {
    // Workers may share its CPU.
    clinux_wake_promptly()
    while true {
      wait()
      if let signal = signals.next() { return signal }
      let now = Registry.now()
      link.serve(&role)
      if now >= nextTick {
        nextTick = now + Self.interval
        role.tick(now: now)
      }
      if let farewell = role.farewell {
        sendTheRest()
        return farewell
      }
      link.keepTrying(now: now)
    }
  }

  /// Gives the role back.
  package consuming func finish() -> R { role }

  private mutating func wait() {
    let now = Registry.now()
    let pause = min(now >= nextTick ? 0 : nextTick - now, link.rest(now: now) ?? .max)
    // Rounded up, or the loop would spin through the last millisecond.
    let milliseconds = pause == 0 ? 0 : pause / 1_000_000 + 1
    let watched = role.watched
    var entries = ([signals.descriptor.number] + watched).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    if let interest = link.interest { entries.append(interest) }
    // Interrupted or not, what there is to do is looked up afterwards.
    guard Descriptor.wait(&entries, milliseconds: Int32(clamping: milliseconds)) else { return }
    if entries[1...].prefix(watched.count).contains(where: { $0.revents != 0 }) { nextTick = 0 }
  }

  private mutating func sendTheRest() {
    let deadline = Registry.now() + Self.patience
    while link.hasOutput, Registry.now() < deadline {
      if let interest = link.interest {
        var entries = [interest]
        _ = Descriptor.wait(&entries, milliseconds: 50)
      }
      link.flush()
    }
  }
}
