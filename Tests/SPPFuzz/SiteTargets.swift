// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import SPPModel
import SPPWire

extension FuzzTarget {
  /// Sites as the controller gets them.
  static let site: FuzzTarget = {
    let samples = JSONMutator(Samples.all(Samples.sites))
    return FuzzTarget("site", "a site as JSON") { random in
      samples.text(&random)
    } read: { bytes in
      guard let json = try? JSON(parsing: bytes) else { return }
      try readSite(json)
    }
  }()

  private static func readSite(_ json: JSON) throws {
    let site: Site
    do throws(SiteError) { site = try Site(json) } catch {
      return try holdSentence(error, limit: 2000)
    }
    do throws(SiteError) { try site.check() } catch {
      throw FuzzFault("a site that was taken is refused: \(error)")
    }
    try hold(!site.groups.isEmpty || site.primary != nil, "a site without processes is taken")
    let all = [site.primary].compactMap { $0 } + site.groups.flatMap(\.copies)
    try hold(Set(all.map(\.name)).count == all.count, "two processes have one name")
    try hold(Set(all.map(\.client)).count == all.count, "two processes have one id")
    for process in all {
      try hold(!process.lcores.isEmpty, "'\(process.name)' has no lcore")
      _ = process.command(filePrefix: site.filePrefix, controller: "127.0.0.1:6666")
      for death in 1...4 { _ = process.restart.pause(afterDeaths: death) }
    }
  }

  /// Files of people.
  static let yaml: FuzzTarget = {
    let texts =
      [Samples.siteYAML, Samples.settingsYAML].map { Array($0.utf8) }
      + Samples.sites.map { Array($0.utf8) }
    return FuzzTarget("yaml", "a site file or a file of settings, YAML or JSON") { random in
      Mutator().mutated(random.pick(texts), &random, others: texts)
    } read: { bytes in
      let json: JSON
      do throws(YAMLFile.Fault) {
        json = try YAMLFile.parse(String(decoding: bytes, as: UTF8.self))
      } catch {
        return try holdSentence(error, limit: 2000)
      }
      // JSON is YAML, so what was read can be written, and reads as the same.
      let text = String(decoding: json.serialized(), as: UTF8.self)
      let again: JSON
      do throws(YAMLFile.Fault) { again = try YAMLFile.parse(text) } catch {
        throw FuzzFault("as JSON it is refused: \(error); \(text)")
      }
      try hold(again == json, "as JSON it reads as another: \(text)")
    }
  }()
}
