// SPDX-License-Identifier: BSD-3-Clause
import Logging
import SPPModel
import SPPWire

extension Controller {
  /// That a process lives and does nothing.
  struct Hanging: Hashable, Sendable {
    /// Milliseconds since 1970.
    let since: Int
    /// Lcores that do not end a burst; empty when the whole process gives no sign of life.
    let lcores: [LcoreID]
  }

  /// Asks the primary again and again who was buried and who hangs, until its connection closes.
  ///
  /// What happened before the first answer is in its status. An answer that does not come is news too.
  func follow(_ link: ProcessLink) async {
    var last: Int?
    while processes[.primary]?.link === link, !Task.isCancelled {
      do throws(ControllerError) {
        let news = try await news(after: last)
        guard processes[.primary]?.link === link else { return }
        last = news.last
        for burial in news.burials { tell(burial) }
        note(news.hung)
      } catch .noAnswer(_, let time) {
        note([HungProcess(client: .primary, milliseconds: Int(time.components.seconds) * 1000)])
      } catch .closed {
        return
      } catch {
        log.debug("the primary has no news", metadata: ["reason": "\(error)"])
      }
      try? await Task.sleep(for: deadlines.news)
    }
  }

  private func news(after last: Int?) async throws(ControllerError) -> PrimaryNews {
    let info = try await ask(.news(after: last)).info ?? .null
    do throws(WireError) { return try PrimaryNews(info) } catch {
      throw .badAnswer(.primary, error)
    }
  }

  private func tell(_ burial: PrimaryNews.Burial) {
    log.notice(
      "a dead process is buried",
      metadata: [
        "process": "\(burial.client)", "pid": "\(burial.pid)", "freed": "\(burial.done.freed)",
        "magazines": "\(burial.done.magazines)", "leaked": "\(burial.done.leaked)",
        "claims": "\(burial.done.claims)", "left_behind": "\(burial.leftBehind)",
      ])
    events.post(.burial, JSON.Object(burial.members))
  }

  private func note(_ now: [HungProcess]) {
    for (client, hanging) in hung where !now.contains(where: { $0.client == client }) {
      hung[client] = nil
      guard processes[client] != nil else { continue }
      log.notice("a process that hung works on", metadata: ["process": "\(client)"])
      events.post(.awake, ["process": JSON(client), "since": JSON(hanging.since)])
    }
    for process in now where hung[process.client]?.lcores != process.lcores {
      let since = hung[process.client]?.since ?? Events.now - process.milliseconds
      hung[process.client] = Hanging(since: since, lcores: process.lcores)
      let lcores = JSON.array(process.lcores.map { JSON(Int($0.number)) })
      log.warning(
        "a process hangs",
        metadata: ["process": "\(process.client)", "lcores": "\(process.lcores)"])
      events.post(
        .hung, ["process": JSON(process.client), "since": JSON(since), "lcores": lcores])
    }
  }
}
