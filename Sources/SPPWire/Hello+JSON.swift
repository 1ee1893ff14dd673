// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension Hello {
  /// Reads the `info` of a reply to `hello`.
  ///
  /// - Throws: `WireError.parameter`
  package init(_ json: JSON) throws(WireError) {
    do throws(ParameterError) {
      let fields = try Fields(json, path: "info")
      let pid = try fields.integer("pid", "a process id")
      guard let pid = Int32(exactly: pid), pid > 0 else {
        throw fields.invalid("pid", "\(pid)", "a process id")
      }
      self.init(
        kind: try fields.word("process_type"), client: try fields.client("client_id"), pid: pid,
        isEmpty: try fields.bool("empty"))
      if fields.has("group") { group = try Group(fields.fields("group")) }
    } catch {
      throw .parameter(error)
    }
  }

  package var json: JSON {
    var object = JSON.Object([
      ("process_type", .string(kind.rawValue)), ("client_id", JSON(Int(client.number))),
      ("pid", JSON(Int(pid))), ("empty", .bool(isEmpty)),
    ])
    if let group { object["group"] = group.json }
    return .object(object)
  }
}

extension Hello.Group {
  fileprivate init(_ fields: Fields) throws(ParameterError) {
    self.init(
      host: try fields.string("host", "the id of a boot"),
      filePrefix: try fields.string("file_prefix", "the group's name"),
      logDirectory: try fields.string("log_dir", "a directory"))
  }

  fileprivate var json: JSON {
    [
      "host": .string(host), "file_prefix": .string(filePrefix), "log_dir": .string(logDirectory),
    ]
  }
}
