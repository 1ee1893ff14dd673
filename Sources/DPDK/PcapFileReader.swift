// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
internal import Glibc
internal import Synchronization

/// A capture file that is replayed once: the rx side of a `pcap` port.
@safe
public struct PcapFileReader: ~Copyable {
  public let path: String
  /// Frames in the file.
  public let frames: Int
  private let state: UnsafeMutablePointer<PcapFileSource.State>

  /// Opens a file and reads it once through, so that a broken one is refused here and not met by an lcore.
  ///
  /// - Parameter path: A pcap or pcapng file of Ethernet frames.
  /// - Throws: `DPDKError` with libpcap's words — the file is missing, cut short, of another link type, or a `pcap` port
  ///   records into it just now.
  ///
  /// The corresponding C function is `pcap_fopen_offline`.
  public init(path: String) throws(DPDKError) {
    let first = try unsafe Self.open(path)
    var frames = 0
    var bytes: UnsafePointer<UInt8>?
    var length: UInt32 = 0
    var result: Int32 = 1
    while result == 1 {
      unsafe result = cdpdk_pcap_next(first, &bytes, &length)
      if result == 1 { frames += 1 }
    }
    let words = unsafe String(cString: pcap_geterr(first))
    unsafe pcap_close(first)
    guard result == 0 else {
      throw DPDKError(
        "pcap_next_ex", path, code: EBADMSG,
        hint: "after \(frames) whole frames: \(words); record the file again, or cut it there")
    }
    let file = try unsafe Self.open(path)
    self.path = path
    self.frames = frames
    unsafe state = UnsafeMutablePointer.allocate(capacity: 1)
    unsafe state.initialize(to: PcapFileSource.State(file: file))
  }

  /// Whether there is a file of that name.
  public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  deinit {
    unsafe pcap_close(state.pointee.file)
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// The view for the lcore that polls the port.
  public var source: PcapFileSource { unsafe PcapFileSource(state: state) }

  /// Frames left out because they are longer than `PcapFileSource.maximumSegments` buffers.
  public var tooLong: UInt64 { unsafe state.pointee.tooLong.load(ordering: .relaxed) }

  /// Whether the last frame has been delivered.
  public var isAtEnd: Bool { unsafe state.pointee.isAtEnd.load(ordering: .relaxed) }

  private static func open(_ path: String) throws(DPDKError) -> OpaquePointer {
    guard let stream = unsafe fopen(path, "re") else { throw DPDKError("fopen", path, code: errno) }
    // A pcap port that records holds the file for itself.
    guard unsafe flock(fileno(stream), LOCK_SH | LOCK_NB) == 0 else {
      let code = errno
      unsafe fclose(stream)
      throw DPDKError(
        "flock", path, code: code, hint: "a pcap port records into this file; choose another")
    }
    var words = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let file = unsafe pcap_fopen_offline(stream, &words) else {
      unsafe fclose(stream)
      let text = String(
        decoding: words.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw DPDKError("pcap_fopen_offline", path, code: EBADMSG, hint: text)
    }
    let link = unsafe pcap_datalink(file)
    guard link == DLT_EN10MB else {
      unsafe pcap_close(file)
      let name =
        unsafe pcap_datalink_val_to_name(link).map { unsafe String(cString: $0) } ?? "\(link)"
      throw DPDKError(
        "pcap_datalink", path, code: EINVAL,
        hint: "the frames are of link type \(name); record them as Ethernet (EN10MB)")
    }
    return unsafe file
  }
}
