// SPDX-License-Identifier: BSD-3-Clause

internal import Glibc

/// A capture file that records what is sent: the tx side of a `pcap` port.
///
/// The format is libpcap's with nanoseconds (magic a1b23c4d, draft-ietf-opsawg-pcap), link type Ethernet.
@safe
public struct PcapFileWriter: ~Copyable {
  public let path: String
  private let state: UnsafeMutablePointer<PcapFileSink.State>

  /// Makes the file, or empties it; no other process can record into it then.
  ///
  /// - Throws: `DPDKError` — `EWOULDBLOCK` a `pcap` port uses the file already, `EINVAL` it is no regular file, and what
  ///   `open` and `write` give.
  public init(path: String) throws(DPDKError) {
    let file = try Self.open(path)
    self.path = path
    unsafe state = UnsafeMutablePointer.allocate(capacity: 1)
    unsafe state.initialize(to: PcapFileSink.State(file: file, length: Self.header.count))
  }

  deinit {
    close(unsafe state.pointee.file)
    unsafe state.pointee.release()
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// The view for the lcore that feeds the port.
  public var sink: PcapFileSink { unsafe PcapFileSink(state: state) }

  private static func open(_ path: String) throws(DPDKError) -> Int32 {
    // Without O_TRUNC: another process's file stays whole until it is ours.
    let file = unsafe Glibc.open(
      path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o644)
    guard file >= 0 else { throw DPDKError("open", path, code: errno) }
    do throws(DPDKError) {
      var status = stat()
      guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw DPDKError(
          "open", path, code: EINVAL, hint: "a capture is recorded into a regular file")
      }
      guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
        throw DPDKError(
          "flock", path, code: errno, hint: "a pcap port uses this file already; choose another")
      }
      guard ftruncate(file, 0) == 0 else { throw DPDKError("ftruncate", path, code: errno) }
      let written = unsafe header.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
      guard written == header.count else {
        throw DPDKError("write", path, code: written < 0 ? errno : ENOSPC)
      }
    } catch {
      close(file)
      throw error
    }
    return file
  }

  /// Magic of nanoseconds, version 2.4, time zone and accuracy 0, the longest frame, link type Ethernet; host order.
  private static let header: [UInt8] = [0xa1b2_3c4d, 4 << 16 | 2, 0, 0, 262_144, 1].flatMap {
    (word: UInt32) in
    unsafe withUnsafeBytes(of: word) { unsafe Array($0) }
  }
}
