// SPDX-License-Identifier: BSD-3-Clause

public import Synchronization

/// What librte_vhost's thread tells the lcores about one device's guest, and what they remember of its queues.
///
/// Memory of this process, one block for each device. Masks have bit q for queue pair q; the guest's transmit queue of
/// pair q is vring 2q + 1, its receive queue vring 2q.
@safe
public struct GuestState: ~Copyable {
  /// Queue pairs that one device can serve: the bits of a mask.
  public static var maximumPairs: Int { 64 }

  // librte_vhost's thread: writes   lcores: read

  /// librte_vhost's number of the running guest, or -1. Released last, so that the rest is right when it is seen.
  @usableFromInline let guest = Atomic<Int32>(-1)
  /// Pairs on which the guest sends.
  @usableFromInline let transmitting = Atomic<UInt64>(0)
  /// Pairs on which the guest receives.
  @usableFromInline let receiving = Atomic<UInt64>(0)
  /// Whether the guest negotiated GUEST_CSUM. librte_vhost 22.11 says NEEDS_CSUM without asking.
  @usableFromInline let takesPartialChecksums = Atomic<Bool>(false)
  /// Whether its rings are packed.
  @usableFromInline let isPacked = Atomic<Bool>(false)
  /// The MTU that the guest was told, or 0.
  @usableFromInline let mtu = Atomic<UInt16>(0)

  // Both: a bit is set by librte_vhost's thread when a queue is enabled, cleared by the lcore that first meets it.
  // The thread itself holds the queue's lock then, which switching kicks off takes.

  @usableFromInline let kickingTransmit = Atomic<UInt64>(0)
  @usableFromInline let kickingReceive = Atomic<UInt64>(0)

  /// Keeps what the polling lcore writes off the cache line that the sending ones read.
  private let gap: InlineArray<8, UInt64> = .init(repeating: 0)

  // The polling lcores: read and write. Two that poll pairs of one device may lose each other's bits, which costs a
  // superfluous look and nothing else.

  /// Pairs that had nothing when they were last polled.
  @usableFromInline let idle = Atomic<UInt64>(0)
  /// The pair polled last when no queue was named.
  @usableFromInline let lastPair = Atomic<Int>(0)

  init() {}
}
