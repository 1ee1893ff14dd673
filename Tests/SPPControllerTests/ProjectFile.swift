// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// The content of a file of the project.
func projectFile(_ name: String) -> [UInt8]? {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return (try? Data(contentsOf: root.appending(path: name))).map { Array($0) }
}
