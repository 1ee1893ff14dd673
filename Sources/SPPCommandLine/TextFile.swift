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

  private static func reason(_ error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    switch error.code {
    case .fileReadNoSuchFile, .fileNoSuchFile: return "does not exist"
    case .fileReadNoPermission: return "may not be read by this user"
    case _: return error.localizedDescription
    }
  }
}
