// SPDX-License-Identifier: BSD-3-Clause

/// The processes that a controller keeps running, as a site file says.
package struct Site: Hashable, Sendable {
  package static let usualFilePrefix = "spp"

  /// Names the group; all its processes have it.
  package var filePrefix: String
  package var primary: SiteProcess?
  /// In the order of the file.
  package var groups: [SiteGroup]

  package init(filePrefix: String = usualFilePrefix, primary: SiteProcess?, groups: [SiteGroup]) {
    self.filePrefix = filePrefix
    self.primary = primary
    self.groups = groups
  }

  /// All that should run, the primary first.
  package var processes: [SiteProcess] { [primary].compactMap { $0 } + groups.flatMap(\.running) }

  package func process(_ name: String) -> SiteProcess? { processes.first { $0.name == name } }
}

/// A secondary, or a template of several alike.
package struct SiteGroup: Hashable, Sendable {
  package let name: String
  /// Whether it can be scaled.
  package let isTemplate: Bool
  /// How many run.
  package let count: Int
  /// All that there can be, the first `count` of which run.
  package let copies: [SiteProcess]

  package init(name: String, isTemplate: Bool, count: Int, copies: [SiteProcess]) {
    self.name = name
    self.isTemplate = isTemplate
    self.count = count
    self.copies = copies
  }

  package var running: ArraySlice<SiteProcess> { copies.prefix(count) }
}

/// One process of a site: how it is started, and what it should hold.
package struct SiteProcess: Hashable, Sendable {
  package let name: String
  package let kind: ProcessKind
  package let client: ClientID
  /// Where it stands in the site file, such as `secondaries[1]`.
  package let path: String
  package let lcores: [LcoreID]
  /// For EAL, without those that the controller adds: file prefix and process type.
  package let eal: [String]
  /// For the program, without client id and controller's address.
  package let application: [String]
  /// What it is given when the site comes up; nil leaves it what it holds.
  package let plan: SecondaryPlan?
  /// Of the primary: ports to add.
  package let addedPorts: [ResourceUID]
  /// Sockets that it should serve, in server mode.
  package let sockets: [SiteSocket]
  package let restart: RestartPolicy
  package let hang: HangPolicy

  package init(
    name: String, kind: ProcessKind, client: ClientID, path: String, lcores: [LcoreID],
    eal: [String], application: [String], plan: SecondaryPlan? = nil,
    addedPorts: [ResourceUID] = [],
    sockets: [SiteSocket] = [], restart: RestartPolicy = RestartPolicy(),
    hang: HangPolicy = HangPolicy()
  ) {
    self.name = name
    self.kind = kind
    self.client = client
    self.path = path
    self.lcores = lcores
    self.eal = eal
    self.application = application
    self.plan = plan
    self.addedPorts = addedPorts
    self.sockets = sockets
    self.restart = restart
    self.hang = hang
  }

  /// The lcore that takes commands: the lowest, or the one that EAL is told.
  package var mainLcore: LcoreID? {
    let said = ProgramOptions.values(of: "--main-lcore", in: eal).last.flatMap {
      try? LcoreID(parsing: $0)
    }
    return said ?? lcores.min()
  }

  /// The program and its words, as it is started.
  ///
  /// - Parameter controller: Where it connects to, as `-s` says it.
  package func command(filePrefix: String, controller: String) -> [String] {
    let identity = kind == .primary ? [] : ["--client-id", "\(client)"]
    return [kind.program] + eal
      + ["--file-prefix", filePrefix, "--proc-type", kind == .primary ? "primary" : "secondary"]
      + ["--"] + identity + ["-s", controller] + application
  }
}

/// A guest's socket that a process should serve.
package struct SiteSocket: Hashable, Sendable {
  package let port: ResourceUID
  package let path: String

  package init(port: ResourceUID, path: String) {
    self.port = port
    self.path = path
  }
}

/// What is wrong with a site file. The description is a sentence that begins with the place in the file.
package struct SiteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Such as `secondaries[1].lcores`; "" for the whole.
  package let path: String
  package let description: String

  package init(_ path: String, _ sentence: String) {
    self.path = path
    description = path.isEmpty ? sentence : "\(path): \(sentence)"
  }

  /// With a sentence that names the place already.
  package init(path: String, described sentence: String) {
    self.path = path
    description = sentence
  }
}
