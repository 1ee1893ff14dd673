// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import Glibc

/// A capture file while it is written: it has `.tmp` behind its name until it is whole.
struct CaptureFile: ~Copyable {
  let path: String
  /// Bytes before compression.
  private(set) var counted = 0
  private(set) var packets = 0
  /// Bytes of whole blocks in the file.
  private var length = 0
  private let descriptor: Descriptor
  private let frame: LZ4Frame

  /// Makes the file, which must not exist.
  ///
  /// - Throws: `CaptureError` with the reason of the kernel.
  init(path: String, header: [UInt8]) throws(CaptureError) {
    let frame = try LZ4Frame()
    let start = try frame.begin() + frame.compress(header)
    guard let descriptor = Descriptor.open(path + ".tmp", O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
    else { throw CaptureError(description: "\(path).tmp: \(Descriptor.reason)") }
    if let reason = descriptor.append(start) {
      FileName(path + ".tmp").remove()
      throw CaptureError(description: "\(path): \(reason)")
    }
    self.path = path
    self.descriptor = descriptor
    self.frame = frame
    counted = header.count
    length = start.count
  }

  /// Whether there is a file of this name, whole or not.
  static func exists(_ path: String) -> Bool {
    FileName(path).exists || FileName(path + ".tmp").exists
  }

  /// Adds blocks of packets; all of them or none.
  mutating func append(_ bytes: [UInt8], packets more: Int) throws(CaptureError) {
    try put(try frame.compress(bytes))
    counted += bytes.count
    packets += more
  }

  /// Ends the frame, and gives the file its name. One without packets is removed.
  consuming func finish(keepingEmpty: Bool = true) throws(CaptureError) {
    guard packets > 0 || keepingEmpty else { return FileName(path + ".tmp").remove() }
    if let reason = descriptor.append(LZ4Frame.endMark) {
      throw CaptureError(description: "\(path): \(reason)")
    }
    if let reason = FileName(path + ".tmp").rename(to: path) {
      throw CaptureError(description: "\(path): \(reason)")
    }
  }

  private mutating func put(_ bytes: [UInt8]) throws(CaptureError) {
    if let reason = descriptor.append(bytes) {
      descriptor.cut(at: length)
      throw CaptureError(description: "\(path): \(reason)")
    }
    length += bytes.count
  }
}
