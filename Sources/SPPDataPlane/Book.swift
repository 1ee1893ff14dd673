// SPDX-License-Identifier: BSD-3-Clause

package import DPDK
package import SPPModel

/// The counters of one attachment: written by its lcore, read by control, kept over changes of the pipeline.
@safe
package final class PortBook {
  package let port: ResourceUID
  package let direction: Direction
  private let memory: UnsafeMutableRawPointer
  static let words = 2 + DropReason.allCases.count

  package init(port: ResourceUID, direction: Direction) {
    self.port = port
    self.direction = direction
    unsafe memory = .allocate(byteCount: 8 * Self.words, alignment: 64)
    unsafe memory.initializeMemory(as: UInt64.self, repeating: 0, count: Self.words)
  }

  deinit { unsafe memory.deallocate() }

  /// What the lcore writes.
  package var page: PortPage { unsafe PortPage(memory) }

  /// Copies the words as they are: quick, so that it fits between two bursts.
  func copy(to words: UnsafeMutablePointer<UInt64>) {
    for index in 0..<Self.words { unsafe words[index] = Counter(memory + 8 * index).value }
  }

  /// What the words mean.
  func counters(_ words: UnsafePointer<UInt64>) -> AttachmentCounters {
    AttachmentCounters(
      port: port, direction: direction, traffic: unsafe Traffic(packets: words[0], bytes: words[1]),
      drops: unsafe DropCode.drops(words + 2))
  }
}

/// A view of a `PortBook`'s memory for the hot loop.
@safe
package struct PortPage {
  private let memory: UnsafeMutableRawPointer

  init(_ memory: UnsafeMutableRawPointer) { unsafe self.memory = memory }

  package var packets: Counter { @inline(__always) @_noLocks get { unsafe Counter(memory) } }
  package var bytes: Counter { @inline(__always) @_noLocks get { unsafe Counter(memory + 8) } }

  @inline(__always) @_noLocks
  func drop(_ code: DropCode) -> Counter {
    unsafe Counter(memory + (16 &+ 8 &* Int(code.rawValue)))
  }
}

/// The counters of one component: its own, and those of all attachments it ever had.
@safe
package final class ComponentBook {
  package let name: ComponentName
  private let memory: UnsafeMutableRawPointer
  private var pages: [PortBook] = []
  /// Sequence, copies, drops by reason, packets and bytes recorded.
  static let words = 4 + DropReason.allCases.count

  package init(name: ComponentName) {
    precondition(ComponentPage.wishOffset == 8 * Self.words, "a drop reason more moves the wish")
    self.name = name
    // One word more: what a reader wishes.
    unsafe memory = .allocate(byteCount: 8 * (Self.words + 1), alignment: 64)
    unsafe memory.initializeMemory(as: UInt64.self, repeating: 0, count: Self.words + 1)
  }

  deinit { unsafe memory.deallocate() }

  package var page: ComponentPage { unsafe ComponentPage(memory) }

  /// The book of an attachment; the same one when a port comes back.
  package func book(_ port: ResourceUID, _ direction: Direction) -> PortBook {
    if let book = pages.first(where: { $0.port == port && $0.direction == direction }) {
      return book
    }
    let book = PortBook(port: port, direction: direction)
    pages.append(book)
    return book
  }

  /// A consistent reading: taken between two bursts, without stopping the lcore.
  package func read() -> ComponentCounters {
    let count = Self.words + pages.count * PortBook.words
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    unsafe words.initialize(repeating: 0, count: count)
    defer { unsafe words.deallocate() }
    defer { page.wish(.none) }
    for attempt in 0..<24_000 {
      let before = page.sequence
      if before & 1 == 0 {
        unsafe copy(to: words)
        if page.isStill(before) { return unsafe counters(words) }
      }
      // At full load the lcore is between bursts too shortly, or it has lost its CPU to us.
      switch attempt {
      case 2_000: page.wish(.moment)
      case 22_000: page.wish(.sleep)
      default: break
      }
      if attempt < 22_000 { page.wait() } else { Pause.rest(50_000) }
    }
    // The lcore stood still within a burst for 100 ms: this reading is off by that burst.
    unsafe copy(to: words)
    return unsafe counters(words)
  }

  private func copy(to words: UnsafeMutablePointer<UInt64>) {
    for index in 0..<Self.words { unsafe words[index] = Counter(memory + 8 * index).value }
    for (index, book) in pages.enumerated() {
      unsafe book.copy(to: words + Self.words + index * PortBook.words)
    }
  }

  /// What the words mean: the component's own, then each attachment's.
  private func counters(_ words: UnsafePointer<UInt64>) -> ComponentCounters {
    var received = Traffic()
    let recorded = unsafe Traffic(
      packets: words[Self.words - 2], bytes: words[Self.words - 1])
    var sent = recorded
    var drops = unsafe DropCode.drops(words + 2)
    let attachments = pages.enumerated().map { index, book in
      unsafe book.counters(words + Self.words + index * PortBook.words)
    }
    for attachment in attachments {
      switch attachment.direction {
      case .rx:
        received.packets &+= attachment.traffic.packets
        received.bytes &+= attachment.traffic.bytes
      case .tx:
        sent.packets &+= attachment.traffic.packets
        sent.bytes &+= attachment.traffic.bytes
      }
      drops.merge(attachment.drops, uniquingKeysWith: &+)
    }
    return ComponentCounters(
      name: name, received: received, sent: sent, copies: unsafe words[1], drops: drops,
      attachments: attachments, recorded: recorded)
  }
}

/// A view of a `ComponentBook`'s memory for the hot loop.
@safe
package struct ComponentPage {
  private let memory: UnsafeMutableRawPointer

  init(_ memory: UnsafeMutableRawPointer) { unsafe self.memory = memory }

  package var copies: Counter { @inline(__always) @_noLocks get { unsafe Counter(memory + 8) } }

  /// What a capture gave to its writer.
  @inline(__always) @_noLocks
  func record(packets: Int, bytes: Int) {
    unsafe Counter(memory + (Self.wishOffset &- 16)).add(packets)
    unsafe Counter(memory + (Self.wishOffset &- 8)).add(bytes)
  }

  @inline(__always) @_noLocks
  func drop(_ code: DropCode) -> Counter {
    unsafe Counter(memory + (16 &+ 8 &* Int(code.rawValue)))
  }

  /// Odd while a burst is being counted.
  @inline(__always) @_noLocks func begin() { unsafe Fence.beginWriting(memory) }
  @inline(__always) @_noLocks func end() {
    unsafe Fence.endWriting(memory, wish: memory + Self.wishOffset)
  }

  static var wishOffset: Int { @inline(__always) @_noLocks get { 8 &* 14 } }
  func wish(_ wish: Fence.Wish) { unsafe Fence.tell(wish, at: memory + Self.wishOffset) }

  var sequence: UInt64 { unsafe Fence.readSequence(memory) }
  func isStill(_ sequence: UInt64) -> Bool { unsafe Fence.isUnchanged(memory, sequence) }
  func wait() { Fence.pause() }
}
