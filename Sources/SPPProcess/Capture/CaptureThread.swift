// SPDX-License-Identifier: BSD-3-Clause
internal import CLinux
internal import Glibc

/// A thread that is no lcore, on the CPUs of the one that makes it.
struct CaptureThread: ~Copyable {
  typealias Body = @Sendable () -> Void

  private final class Start {
    let body: Body
    init(_ body: @escaping Body) { self.body = body }
  }

  private let thread: pthread_t

  /// - Throws: `CaptureError` when the kernel gives no thread.
  init(_ body: @escaping Body) throws(CaptureError) {
    var thread = pthread_t()
    let start = unsafe Unmanaged.passRetained(Start(body)).toOpaque()
    let code = unsafe pthread_create(&thread, nil, run, start)
    guard code == 0 else {
      unsafe Unmanaged<Start>.fromOpaque(start).release()
      throw CaptureError(description: "pthread_create: \(unsafe String(cString: strerror(code)))")
    }
    self.thread = thread
  }

  /// Waits until the body has returned.
  consuming func join() { pthread_join(thread, nil) }

  /// Until there may be more to write.
  static func rest() { usleep(1000) }

  /// Local time as `YYYYMMDDhhmmss`.
  static var stamp: String {
    var now = time(nil)
    var parts = unsafe tm()
    unsafe localtime_r(&now, &parts)
    func digits(_ number: Int32, _ count: Int) -> String {
      let text = "\(number)"
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return unsafe digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1, 2)
      + digits(parts.tm_mday, 2)
      + digits(parts.tm_hour, 2) + digits(parts.tm_min, 2) + digits(parts.tm_sec, 2)
  }

  fileprivate static func live(_ raw: UnsafeMutableRawPointer) {
    let start = unsafe Unmanaged<Start>.fromOpaque(raw).takeRetainedValue()
    _ = unsafe clinux_set_thread_name("capture")
    start.body()
  }
}

private func run(_ raw: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let raw = unsafe raw { unsafe CaptureThread.live(raw) }
  return nil
}
