// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// A file of text that the user named.
enum TextFile {
  static func read(_ path: String) throws(CommandFailure) -> String {
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw .file(path, reason: reason(error))
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw .file(path, reason: "not UTF-8")
    }
    return text
  }

  /// Writes beside it and renames, so that the file is whole or what it was.
  static func write(_ text: String, to path: String) throws(CommandFailure) {
    do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw .file(path, reason: reason(error))
    }
  }

  /// Adds to the end of a file that exists.
  static func append(_ text: String, to path: String) throws(CommandFailure) {
    do {
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      defer { try? file.close() }
      try file.seekToEnd()
      try file.write(contentsOf: Data(text.utf8))
    } catch {
      throw .file(path, reason: reason(error))
    }
  }

  /// Follows links.
  static func isDirectory(_ path: String) -> Bool {
    URL(fileURLWithPath: path).hasDirectoryPath
  }

  static func reason(_ error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    switch error.code {
    case .fileReadNoSuchFile, .fileNoSuchFile: return "does not exist"
    case .fileReadNoPermission: return "may not be read by this user"
    case .fileWriteNoPermission: return "may not be written by this user"
    case .fileWriteFileExists: return "exists already"
    case _: return error.localizedDescription
    }
  }
}
