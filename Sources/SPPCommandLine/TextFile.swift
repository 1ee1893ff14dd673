// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// A file of text that the user named, or a pipe, such as bash makes for `<(…)`.
enum TextFile {
  /// Most bytes that are read: a device may have no end.
  private static let maximumSize = 64 << 20

  static func read(_ path: String) throws(CommandFailure) -> String {
    guard !isDirectory(path) else { throw .file(path, reason: "is a directory") }
    var data = Data()
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      while data.count <= maximumSize, let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
        data.append(part)
      }
    } catch {
      throw .file(path, reason: reason(error))
    }
    guard data.count <= maximumSize else {
      throw .file(path, reason: "is longer than \(maximumSize >> 20) MiB")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw .file(path, reason: "not UTF-8")
    }
    return text
  }

  /// Writes beside it and renames, so that the file is whole or what it was; a link, a pipe or a device stays what it is.
  static func write(_ text: String, to path: String) throws(CommandFailure) {
    let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    do {
      guard type != nil, type != .typeRegular else {
        return try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      }
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      defer { try? file.close() }
      if isRegular(path) { try file.truncate(atOffset: 0) }
      try file.write(contentsOf: Data(text.utf8))
    } catch {
      throw .file(path, reason: reason(error))
    }
  }

  /// Adds to the end of a file that exists.
  static func append(_ text: String, to path: String) throws(CommandFailure) {
    do {
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      defer { try? file.close() }
      if isRegular(path) { try file.seekToEnd() }
      try file.write(contentsOf: Data(text.utf8))
    } catch {
      throw .file(path, reason: reason(error))
    }
  }

  /// Follows links.
  static func isDirectory(_ path: String) -> Bool {
    URL(fileURLWithPath: path).hasDirectoryPath
  }

  /// Follows links.
  private static func isRegular(_ path: String) -> Bool {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    return attributes?[.type] as? FileAttributeType == .typeRegular
  }

  static func reason(_ error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    switch error.code {
    case .fileReadNoSuchFile, .fileNoSuchFile: return "does not exist"
    case .fileReadNoPermission: return "may not be read by this user"
    case .fileWriteNoPermission: return "may not be written by this user"
    case .fileWriteOutOfSpace: return "no space is left on the device"
    case .fileWriteFileExists: return "exists already"
    case _: return error.localizedDescription
    }
  }
}
