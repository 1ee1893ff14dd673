// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// What was done for the dead, and is told to the controller.
struct PrimaryBurials {
  private(set) var totals = BurialTotals()
  /// Bytes of the shared heap, and guests, that the dead had.
  private(set) var leftBehind = Registry.Guests()
  private var recent: [PrimaryNews.Burial] = []
  private var last = 0

  /// Burials that are remembered for a controller that asks later.
  private static let memory = 256

  /// Recovers the packets that the lcores of a dead process held, as their journals prove.
  static func bury(_ client: RegistryClient, journal: Journal, pools: [PacketPool]) -> BurialTotals
  {
    let undertaker = Undertaker(journal, pools: pools) { Ring.lookup($0) }
    let burial = client.lcores.map { undertaker.bury($0) }.reduce(.none, +)
    var done = BurialTotals()
    done.processes = 1
    done.lcores = client.lcores.count
    done.freed = burial.freed
    done.magazines = burial.magazines
    done.rings = burial.rings
    done.leaked = burial.lost
    return done
  }

  /// Takes a burial into the books.
  mutating func note(_ client: RegistryClient, _ done: BurialTotals, _ guests: Registry.Guests) {
    last += 1
    totals = totals + done
    leftBehind.count += guests.count
    leftBehind.memory &+= guests.memory
    recent.append(
      PrimaryNews.Burial(
        number: last, client: client.id, kind: client.kind, pid: client.process.pid,
        lcores: client.lcores, done: done, guests: guests.count, leftBehind: guests.memory))
    if recent.count > Self.memory { recent.removeFirst() }
    let name = "\(client.kind.rawValue) \(client.id)"
    Log.note(
      """
      \(name): \(done.freed) buffers and \(done.magazines) magazines given back, \
      \(done.rings) ring sides brought back in order, \(done.leaked) buffers lost
      """)
    if guests.count > 0 {
      Log.note(
        """
        \(name) had \(guests.count) guests: \(guests.memory / 1024) KiB of librte_vhost's stay in the group's \
        memory, \(leftBehind.memory / 1024) KiB in all; a restart of the group gives them back
        """)
    }
    Log.note(
      "\(name), process \(client.process.pid), has died; its ports and lcores are free")
  }

  mutating func note(reclaimed count: Int) { totals.reclaimed += count }

  func news(after: Int?, hung: [HungProcess]) -> PrimaryNews {
    PrimaryNews(
      last: last, burials: after.map { after in recent.filter { $0.number > after } } ?? [],
      hung: hung)
  }
}
