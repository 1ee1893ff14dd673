// SPDX-License-Identifier: BSD-3-Clause
import SPPController

/// A disk that loses its power: what was not made durable may be there afterwards, in part, or not.
struct PowerCutDisk: Disk {
  /// The power is gone.
  struct Cut: Error {}

  private struct File {
    /// As the kernel shows it.
    var written: [UInt8] = []
    /// What survives.
    var durable: [UInt8] = []
  }

  private enum Change {
    case create(String, file: Int)
    case rename(String, String)
    case remove(String)
  }

  /// Calls, and bytes of writes, that still succeed; afterwards every call fails and does nothing.
  private var remaining: Int
  private var files: [File] = []
  /// What the directory surely has, and what has been changed since, in order.
  private var durableNames: [String: Int] = [:]
  private var changes: [Change] = []
  private var current = 0

  /// - Parameter content: Of files that are there and durable.
  init(_ content: [String: [UInt8]], steps: Int) {
    remaining = steps
    for (name, bytes) in content {
      durableNames[name] = files.count
      files.append(File(written: bytes, durable: bytes))
    }
  }

  var isCut: Bool { remaining < 0 }

  private mutating func step() throws(StoreError) {
    remaining -= 1
    if remaining < 0 { throw .powerCut }
  }

  mutating func create(_ path: String) throws(StoreError) {
    try step()
    current = files.count
    files.append(File())
    changes.append(.create(path, file: current))
  }

  /// One byte at a time, so that the power can be cut at each.
  mutating func append(_ bytes: ArraySlice<UInt8>) throws(StoreError) -> Int {
    try step()
    files[current].written.append(bytes[bytes.startIndex])
    return 1
  }

  mutating func sync() throws(StoreError) {
    try step()
    files[current].durable = files[current].written
  }

  mutating func rename(_ from: String, to path: String) throws(StoreError) {
    try step()
    changes.append(.rename(from, path))
  }

  mutating func discard(_ path: String) {
    if !isCut { changes.append(.remove(path)) }
  }

  mutating func syncDirectory(_ path: String) throws(StoreError) {
    try step()
    durableNames = names(after: changes.count)
    changes = []
  }

  /// Every content that the file may have when the power is back; nil is no file.
  func possible(_ path: String) -> Set<[UInt8]?> {
    var found: Set<[UInt8]?> = []
    for count in 0...changes.count {
      guard let file = names(after: count)[path].map({ files[$0] }) else {
        found.insert(nil)
        continue
      }
      found.insert(file.durable)
      guard file.written != file.durable else { continue }
      // Not synchronised: any part of it, or as many zeros.
      for length in 0...file.written.count { found.insert(Array(file.written.prefix(length))) }
      found.insert([UInt8](repeating: 0, count: file.written.count))
    }
    return found
  }

  /// The directory when so many of the changes have reached the disk; they reach it in order.
  private func names(after count: Int) -> [String: Int] {
    var names = durableNames
    for change in changes.prefix(count) {
      switch change {
      case .create(let name, let file): names[name] = file
      case .rename(let from, let to):
        names[to] = names[from]
        names[from] = nil
      case .remove(let name): names[name] = nil
      }
    }
    return names
  }
}

extension StoreError {
  fileprivate static let powerCut = StoreError("writing", reason: "the power is cut")
}
