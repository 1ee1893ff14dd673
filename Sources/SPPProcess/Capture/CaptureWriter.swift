// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import Glibc
internal import SPPModel
internal import Synchronization

/// Writes what an lcore puts in a ring to files, one after another, on a thread of its own that is no lcore.
///
/// A disk that refuses costs packets, which are counted, and nothing else: each second it is tried again.
final class CaptureWriter: Sendable {
  let ring: CaptureRing
  private let port: ResourceUID
  private let options: CaptureOptions
  private let stamp: String
  private let shared = Mutex(CaptureState())
  private let isStopping = Atomic(false)

  /// Bytes of frames that may wait for the writer.
  private static let ringSize = 16 << 20
  /// Time until the last packets are in the file, and between two tries of a disk, in nanoseconds.
  private static let patience: UInt64 = 100_000_000
  private static let retry: UInt64 = 1_000_000_000

  init(port: ResourceUID, options: CaptureOptions) {
    self.port = port
    self.options = options
    stamp = CaptureThread.stamp
    ring = CaptureRing(size: Self.ringSize)
  }

  /// What is written now.
  var state: CaptureState { shared.withLock { $0 } }

  /// Tells the writer to end once the ring is empty.
  func stop() { isStopping.store(true, ordering: .releasing) }

  /// What belongs to the thread alone.
  private struct Work: ~Copyable {
    var file: CaptureFile?
    var sequence = 0
    var batch: [UInt8] = []
    var packets = 0
    var bytes: UInt64 = 0
    /// When the batch's first packet was taken.
    var begun: UInt64 = 0
    var retryAt: UInt64 = 0
  }

  /// Makes the first file, so that a directory that cannot be written is said at once.
  ///
  /// - Returns: The life of the thread.
  func prepared() throws(CaptureError) -> CaptureThread.Body {
    let first = try next(after: 0)
    shared.withLock { $0 = CaptureState(file: first.path) }
    let opened = Mutex<CaptureFile?>(first.file)
    let sequence = first.sequence
    return { [self] in
      var work = Work()
      work.sequence = sequence
      work.file = opened.withLock { $0.take() }
      run(&work)
    }
  }

  /// A file of the next sequence number that nobody has.
  private func next(after sequence: Int) throws(CaptureError) -> Opened {
    var sequence = sequence + 1
    while CaptureFile.exists(options.path(of: port, stamp: stamp, sequence: sequence)) {
      sequence += 1
    }
    let path = options.path(of: port, stamp: stamp, sequence: sequence)
    let file = try CaptureFile(
      path: path, header: PcapNG.header(interface: "\(port)", program: "spp"))
    return Opened(file: file, path: path, sequence: sequence)
  }

  private struct Opened: ~Copyable {
    var file: CaptureFile
    let path: String
    let sequence: Int
    consuming func take() -> CaptureFile { file }
  }

  private func run(_ work: inout Work) {
    while true {
      // Asked before the ring is emptied: what was put in before is then in the file.
      let isLast = isStopping.load(ordering: .acquiring)
      var moved = false
      while let record = ring.front {
        take(record, &work)
        moved = true
      }
      let now = Registry.now()
      if work.packets > 0, isLast || now - work.begun > Self.patience { write(&work) }
      if isLast { break }
      if !moved { CaptureThread.rest() }
    }
    if let file = work.file.take() { close(file) }
  }

  private func take(_ record: CaptureRing.Record, _ work: inout Work) {
    let size = PcapNG.size(of: record.length)
    let written = work.file?.counted ?? 0
    let has = work.packets + (work.file?.packets ?? 0)
    if has > 0, written + work.batch.count + size > options.fileSize {
      write(&work)
      if let file = work.file.take() { close(file) }
    }
    if work.packets == 0 { work.begun = Registry.now() }
    PcapNG.append(record, of: ring, to: &work.batch)
    work.packets += 1
    work.bytes += UInt64(record.length)
    if work.batch.count >= LZ4Frame.block { write(&work) }
  }

  /// Puts the batch in the file, or counts it as lost.
  private func write(_ work: inout Work) {
    let (packets, bytes) = (work.packets, work.bytes)
    do throws(CaptureError) {
      try open(&work)
      try work.file?.append(work.batch, packets: packets)
      shared.withLock {
        $0 = CaptureState(
          file: $0.file,
          written: Traffic(
            packets: $0.written.packets + UInt64(packets), bytes: $0.written.bytes + bytes),
          lost: $0.lost, fault: nil)
      }
    } catch {
      if let file = work.file.take() { close(file) }
      lose(packets, error)
    }
    work.batch.removeAll(keepingCapacity: true)
    work.packets = 0
    work.bytes = 0
  }

  private func open(_ work: inout Work) throws(CaptureError) {
    guard work.file == nil else { return }
    let now = Registry.now()
    guard now >= work.retryAt else {
      throw CaptureError(description: state.fault ?? "the disk is not tried yet")
    }
    work.retryAt = now + Self.retry
    let opened = try next(after: work.sequence)
    work.sequence = opened.sequence
    let path = opened.path
    shared.withLock {
      $0 = CaptureState(file: path, written: $0.written, lost: $0.lost, fault: $0.fault)
    }
    work.file = opened.take()
    // A rotation is no retry.
    work.retryAt = 0
  }

  private func lose(_ packets: Int, _ error: CaptureError) {
    let isNew = shared.withLock { state in
      let isNew = state.fault != error.description
      state = CaptureState(
        file: "", written: state.written, lost: state.lost + UInt64(packets),
        fault: error.description)
      return isNew
    }
    if isNew { Log.note("capture of \(port): \(error); packets are lost until it works again") }
  }

  /// A file without packets is kept only when it is the first: an empty recording is one too.
  private func close(_ file: consuming CaptureFile) {
    let isFirst = file.path == options.path(of: port, stamp: stamp, sequence: 1)
    do throws(CaptureError) { try file.finish(keepingEmpty: isFirst) } catch { lose(0, error) }
  }
}
