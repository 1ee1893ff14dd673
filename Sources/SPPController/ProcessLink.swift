// SPDX-License-Identifier: BSD-3-Clause
package import SPPWire

/// The connection to one process: one command at a time, each with a deadline.
///
/// When an answer does not come in time, the link stays taken until it comes after all: a process that hangs holds at
/// most one command, however many are asked of it meanwhile.
package actor ProcessLink {
  package enum Failure: Error, Hashable, Sendable {
    case noAnswer(within: Duration)
    /// The connection closed before the answer.
    case closed
    /// Too many requests are waiting.
    case busy
  }

  private let write: @Sendable ([UInt8]) -> Void
  private let hangUp: @Sendable () -> Void
  private let turn = Turn()
  private var isOpen = true
  /// Whether it is known who is there.
  private(set) var isAdmitted = false
  private var lastID = 0
  /// The command that was sent; its waiter is nil once the deadline has passed.
  private var outstanding: (id: Int, waiter: CheckedContinuation<Result<Reply, Failure>, Never>?)?
  private var lateAnswer: @Sendable () -> Void = {}
  /// A question that waits for its turn, and whom others may join until it is sent.
  private var gathering: Task<Result<SharedReply, Failure>, Never>?

  /// - Parameters:
  ///   - write: Queues the bytes and returns at once.
  ///   - hangUp: Closes the connection after what was queued, soon in any case.
  package init(write: @escaping @Sendable ([UInt8]) -> Void, hangUp: @escaping @Sendable () -> Void)
  {
    self.write = write
    self.hangUp = hangUp
  }

  /// Sends a command and waits for its answer, whatever it is.
  package func request(
    within time: Duration, _ encode: @Sendable (Int) -> JSON
  ) async throws(Failure) -> Reply {
    try await request(within: time, closing: false, encode)
  }

  /// - Parameter closing: Whether it is the question that others have joined.
  private func request(
    within time: Duration, closing: Bool, _ encode: @Sendable (Int) -> JSON
  ) async throws(Failure) -> Reply {
    let deadline = ContinuousClock.now + time
    let entry = await turn.enter(before: deadline)
    if closing { gathering = nil }
    switch entry {
    case .entered: break
    case .late: throw isOpen ? .noAnswer(within: time) : .closed
    case .full: throw .busy
    }
    guard isOpen else {
      await turn.leave()
      throw .closed
    }
    lastID += 1
    let id = lastID
    write(MessageStream.bytes(of: encode(id)))
    let alarm = Task {
      try await Task.sleep(until: deadline)
      self.giveUp(id, after: time)
    }
    defer { alarm.cancel() }
    return try await withCheckedContinuation { outstanding = (id, $0) }.get()
  }

  /// Sends a command once for all who ask for it before it goes out, so that many who ask the same cost one question.
  ///
  /// What they learn is never older than their asking.
  func together(
    within time: Duration, _ encode: @escaping @Sendable (Int) -> JSON
  ) async throws(Failure) -> SharedReply {
    let task: Task<Result<SharedReply, Failure>, Never>
    if let gathering {
      task = gathering
    } else {
      task = Task {
        do throws(Failure) {
          return .success(SharedReply(try await self.request(within: time, closing: true, encode)))
        } catch {
          return .failure(error)
        }
      }
      gathering = task
    }
    return try await task.value.get()
  }

  /// Called for each answer that arrives. An answer without an id is to the command that is out: there is only one.
  package func receive(_ reply: Reply) async {
    guard let (id, waiter) = outstanding, reply.id ?? id == id else { return }
    outstanding = nil
    if let waiter { waiter.resume(returning: .success(reply)) } else { lateAnswer() }
    await turn.leave()
  }

  /// What to do when an answer comes after its deadline: the command was done, but nobody was told.
  package func onLateAnswer(_ action: @escaping @Sendable () -> Void) { lateAnswer = action }

  /// Called once the process is taken in.
  func admit() { isAdmitted = true }

  /// Called once the connection is closed; who waits is told.
  package func closed() async {
    guard isOpen else { return }
    isOpen = false
    guard let (_, waiter) = outstanding else { return }
    outstanding = nil
    waiter?.resume(returning: .failure(.closed))
    await turn.leave()
  }

  /// Says why the process is not wanted, and closes the connection.
  package func refuse(_ sentence: String) {
    write(MessageStream.bytes(of: Reply.failure(id: nil, message: sentence).json))
    hangUp()
  }

  package func close() { hangUp() }

  private func giveUp(_ id: Int, after time: Duration) {
    guard let (current, waiter) = outstanding, current == id else { return }
    outstanding = (id, nil)
    waiter?.resume(returning: .failure(.noAnswer(within: time)))
  }
}
