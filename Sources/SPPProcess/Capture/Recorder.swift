// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// A recording: the ring that the lcore fills, and the thread that empties it. Ends with its last owner, when every
/// packet of the ring is in a file.
final class Recorder {
  private let writer: CaptureWriter
  private var thread: CaptureThread?

  /// - Throws: `CaptureError` when the first file cannot be made.
  init(port: ResourceUID, options: CaptureOptions) throws(CaptureError) {
    let writer = CaptureWriter(port: port, options: options)
    self.writer = writer
    thread = try CaptureThread(try writer.prepared())
  }

  deinit {
    writer.stop()
    thread.take()?.join()
  }

  var ring: CaptureRing { writer.ring }
  var state: CaptureState { writer.state }
}
