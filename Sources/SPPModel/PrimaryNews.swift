// SPDX-License-Identifier: BSD-3-Clause

/// What the primary tells whoever asks again and again.
package struct PrimaryNews: Hashable, Sendable {
  /// A process that died, and what was done for it.
  package struct Burial: Hashable, Sendable {
    /// Counted from 1 since the primary's start.
    package let number: Int
    package let client: ClientID
    package let kind: ProcessKind
    package let pid: Int32
    /// Which were the process's, and are free now.
    package let lcores: [LcoreID]
    package let done: BurialTotals
    /// Guests that were connected to it.
    package let guests: Int
    /// Bytes that librte_vhost had allocated for them, and that nobody can free.
    package let leftBehind: UInt64

    package init(
      number: Int, client: ClientID, kind: ProcessKind, pid: Int32, lcores: [LcoreID],
      done: BurialTotals, guests: Int, leftBehind: UInt64
    ) {
      self.number = number
      self.client = client
      self.kind = kind
      self.pid = pid
      self.lcores = lcores
      self.done = done
      self.guests = guests
      self.leftBehind = leftBehind
    }
  }

  /// The number of the last burial, 0 when there was none.
  package let last: Int
  /// Those since the one that was asked for, the oldest first; of very many the last.
  package let burials: [Burial]
  /// Processes that live and do nothing, now.
  package let hung: [HungProcess]

  package init(last: Int, burials: [Burial], hung: [HungProcess]) {
    self.last = last
    self.burials = burials
    self.hung = hung
  }
}
