// SPDX-License-Identifier: BSD-3-Clause

/// EAL's part of a command line: the words before `--`.
package struct EALOptions: Hashable, Sendable {
  package enum ProcessType: String, Sendable { case primary, secondary }

  /// As `rte_eal_init` gets them, the process type and the file prefix among them.
  package let arguments: [String]
  /// Names the group: processes with the same prefix share memory.
  package let filePrefix: String
  /// What `--huge-dir` said.
  package let hugeDirectory: String?

  /// The group's name when none is said.
  package static let usualPrefix = "spp"

  /// - Throws: `UsageError` for another process type, and for options with which memory cannot be shared.
  package init(_ words: [String], type: ProcessType) throws(UsageError) {
    var reader = OptionsReader(words)
    var prefix: String?
    var saysType = false
    var hugeDirectory: String?
    while let word = reader.next() {
      switch word {
      case "--file-prefix": prefix = try reader.value(of: word, "a name for the group")
      case "--huge-dir": hugeDirectory = try reader.value(of: word, "a directory")
      case "--proc-type":
        let value = try reader.value(of: word, "'\(type.rawValue)'")
        guard value == type.rawValue else {
          throw UsageError(
            "--proc-type '\(value)': this program is always a \(type.rawValue); leave the option out"
          )
        }
        saysType = true
      case "--no-huge", "--in-memory", "--no-shconf":
        throw UsageError(
          "\(word): the processes of a group share hugepages, which this option forbids; leave it out"
        )
      default: break
      }
    }
    if let prefix {
      guard !prefix.isEmpty, prefix.utf8.count <= 64, !prefix.hasPrefix("."), !prefix.contains("/"),
        !prefix.contains("%")
      else {
        throw UsageError(
          "--file-prefix '\(prefix)': expected a name of at most 64 bytes without '/' and '%'")
      }
    }
    filePrefix = prefix ?? Self.usualPrefix
    self.hugeDirectory = hugeDirectory
    arguments =
      words + (prefix == nil ? ["--file-prefix", filePrefix] : [])
      + (saysType ? [] : ["--proc-type", type.rawValue])
  }
}

extension EALOptions {
  /// Splits a command line, without the program's name, at `--`.
  package static func split(_ words: [String]) -> (eal: [String], application: [String]) {
    guard let dashes = words.firstIndex(of: "--") else { return ([], words) }
    return (Array(words[..<dashes]), Array(words[(dashes + 1)...]))
  }
}
