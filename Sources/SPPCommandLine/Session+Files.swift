// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import SPPWire

// Looking around on this host, without a shell.

extension Session {
  func run(_ action: FileAction) throws(CommandFailure) -> String {
    let files = FileManager.default
    switch action {
    case .environment(let prefix):
      let variables = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix(prefix) }
        .sorted { $0.key < $1.key }
      return printed(
        variables.map { "\($0.key)=\($0.value)" }.joined(separator: "\n"),
        .object(JSON.Object(variables.map { ($0.key, .string($0.value)) })))
    case .workingDirectory:
      return printed(files.currentDirectoryPath, .string(files.currentDirectoryPath))
    case .list(let path):
      let names = try list(Self.expanded(path ?? "."))
      return printed(names.joined(separator: "\n"), .array(names.map { .string($0) }))
    case .change(let path):
      let path = Self.expanded(path ?? "~")
      guard files.changeCurrentDirectoryPath(path) else {
        throw .file(path, reason: "is no directory that this user may enter")
      }
      return ""
    case .makeDirectory(let path, let withParents):
      do {
        try files.createDirectory(
          atPath: Self.expanded(path), withIntermediateDirectories: withParents)
      } catch {
        throw .file(path, reason: TextFile.reason(error))
      }
      return ""
    case .print(let path): return try text(path)
    case .page(let path):
      let text = try text(path)
      guard workspace.isTerminal else { return text }
      // LESSSECURE keeps the pager from starting shells and editors.
      let status = try Child.run(
        ["less", "--", Self.expanded(path)], environment: ["LESSSECURE": "1"])
      guard status == 0 else { throw .program("less", reason: "ended with status \(status)") }
      return ""
    }
  }

  private func text(_ path: String) throws(CommandFailure) -> String {
    let text = try TextFile.read(Self.expanded(path))
    return text.last?.isNewline == true ? String(text.dropLast()) : text
  }

  /// Names with the marks of `ls -F`: `/` a directory, `@` a link, `*` a program.
  private func list(_ path: String) throws(CommandFailure) -> [String] {
    let files = FileManager.default
    guard files.fileExists(atPath: path) else {
      throw .file(path, reason: "does not exist")
    }
    guard TextFile.isDirectory(path) else { return [path] }
    let names: [String]
    do { names = try files.contentsOfDirectory(atPath: path) } catch {
      throw .file(path, reason: TextFile.reason(error))
    }
    return names.filter { !$0.hasPrefix(".") }.sorted().map { name in
      name + Self.mark("\(path)/\(name)")
    }
  }

  private static func mark(_ path: String) -> String {
    let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    switch type {
    case .typeDirectory: return "/"
    case .typeSymbolicLink: return "@"
    case .typeRegular where Child.isExecutable(path): return "*"
    case _: return ""
    }
  }

  /// `~` at the beginning is the home directory.
  static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"),
      let home = ProcessInfo.processInfo.environment["HOME"]
    else { return path }
    return home + path.dropFirst()
  }
}
