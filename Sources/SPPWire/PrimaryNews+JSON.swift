// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension PrimaryNews {
  /// Reads the `info` of the primary's reply to `news`.
  ///
  /// - Throws: `WireError.parameter`
  package init(_ json: JSON) throws(WireError) {
    do throws(ParameterError) {
      let fields = try Fields(json, path: "info")
      self.init(
        last: try fields.integer("last", "the number of a burial"),
        burials: try fields.objects("burials", Burial.init),
        hung: try fields.objects("hung", HungProcess.init))
    } catch {
      throw .parameter(error)
    }
  }

  package var json: JSON {
    [
      "last": JSON(last), "burials": .array(burials.map { .object(JSON.Object($0.members)) }),
      "hung": .array(hung.map(\.json)),
    ]
  }
}

extension PrimaryNews.Burial {
  fileprivate init(_ fields: Fields) throws(ParameterError) {
    let pid = try fields.integer("pid", "a process id")
    guard let pid = Int32(exactly: pid) else {
      throw fields.invalid("pid", "\(pid)", "a process id")
    }
    self.init(
      number: try fields.integer("number", "a number"), client: try fields.client("process"),
      kind: try fields.word("kind"), pid: pid, lcores: try fields.lcores("lcore_ids"),
      done: try BurialTotals(fields), guests: try fields.integer("guests", "a number of guests"),
      leftBehind: try fields.counter("left_behind"))
  }

  /// Also what the controller's event says.
  package var members: [(String, JSON)] {
    [
      ("number", JSON(number)), ("process", JSON(Int(client.number))),
      ("kind", .string(kind.rawValue)), ("pid", JSON(Int(pid))),
      ("lcore_ids", .array(lcores.map { JSON(Int($0.number)) })),
    ] + done.members + [("guests", JSON(guests)), ("left_behind", JSON(leftBehind))]
  }
}
