// SPDX-License-Identifier: BSD-3-Clause
import CLinux
import Glibc

/// Starts programs that live on when this one ends: in a process group of their own, with no descriptor of ours.
enum ProgramSpawn {
  /// - Parameter words: The path of the program and its arguments.
  /// - Throws: `StoreError` for a program or a log that cannot be opened.
  static func start(_ words: [String], log: ProgramLog) throws(StoreError) -> ProcessHandle {
    let program = words.first ?? ""
    let output = try log.open()
    defer { close(output) }
    var arguments = unsafe words.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
    var affinity = clinux_affinity()
    unsafe clinux_get_affinity(&affinity)
    var pid: Int32 = 0
    let code = unsafe clinux_spawn(&pid, program, arguments, output, &affinity)
    guard code == 0 else { throw StoreError("starting '\(program)'", reason: systemReason(code)) }
    guard let handle = ProcessHandle(child: pid) else {
      throw StoreError("watching '\(program)'", reason: systemReason(errno))
    }
    return handle
  }

  /// The directory of this program, where the suite's others lie too; nil when /proc is not mounted.
  static var directory: String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { return nil }
    let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) }
  }
}
