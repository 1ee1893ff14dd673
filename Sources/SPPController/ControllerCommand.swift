// SPDX-License-Identifier: BSD-3-Clause
package import ArgumentParser
import CLinux
import Glibc
import Hummingbird
import Logging
import SPPWire
import ServiceLifecycle
import UnixSignals

/// The command line of `spp-ctl`.
package struct ControllerCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "spp-ctl",
    abstract: "Coordinates the processes of a Soft Patch Panel, and serves its REST interface.",
    discussion: """
      spp_primary connects to the primary port and secondaries to the secondary port; people and \
      programs use REST at http://ADDRESS:7777/v1, described by /v1/openapi.json. What each \
      process should hold is kept in the state directory, and given back to a process that \
      returns empty. A browser gets a page that draws the live topology at http://ADDRESS:7777/.

      Processes and spp-ctl show each other that they know a secret, which spp-ctl makes in \
      /run/spp/secret (as another user than root: spp/secret in XDG_RUNTIME_DIR), or where \
      SPP_SECRET_FILE says. On the Unix sockets the kernel says who is there.

      SIGHUP has it read certificates, key and token anew.
      """)

  @OptionGroup(title: "Who may reach it") var exposure: ExposureOptions

  @Option(
    name: [.customShort("p"), .customLong("primary-port")],
    help: ArgumentHelp("Port for the primary.", valueName: "PORT"))
  var primaryPort: UInt16 = 5555

  @Option(
    name: [.customShort("s"), .customLong("secondary-port")],
    help: ArgumentHelp("Port for the secondaries.", valueName: "PORT"))
  var secondaryPort: UInt16 = 6666

  @Option(
    name: [.customShort("a"), .customLong("api-port")],
    help: ArgumentHelp("Port of the REST interface.", valueName: "PORT"))
  var restPort: UInt16 = 7777

  @Option(
    help: ArgumentHelp(
      "Directory of the desired state (default: /var/lib/spp for root, else ~/.local/state/spp).",
      valueName: "DIRECTORY"))
  var stateDir: String?

  @Option(
    help: ArgumentHelp(
      "Directory of Unix sockets primary.sock, secondary.sock and rest.sock, beside the ports (default: /run/spp for root, else spp in XDG_RUNTIME_DIR).",
      valueName: "DIRECTORY"))
  var socketDir: String?

  @Option(
    help: ArgumentHelp(
      "Directory of the output of the processes that are started here (default: /var/log/spp for root, else log in the state directory).",
      valueName: "DIRECTORY"))
  var logDir: String?

  @Option(
    help: ArgumentHelp(
      "Least level that is logged: trace, debug, info, notice, warning, error or critical.",
      valueName: "LEVEL"))
  var logLevel = "info"

  package init() {}

  /// Reads the arguments of this program, and runs until it is told to end.
  @MainActor package static func start() async {
    // On the first thread, before there are others: they inherit it. Workers may share the CPUs.
    clinux_wake_promptly()
    await main()
  }

  package func run() async throws {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    var log = Logger(label: "spp-ctl")
    guard let level = Logger.Level(rawValue: logLevel) else {
      let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("log level '\(logLevel)': expected one of \(levels)")
    }
    log.logLevel = level
    let exposed = try exposure.exposure()
    let access = try exposure.socketAccess()
    let secret = try SecretFile.standard.readOrMake()
    OpenFiles.allowMany()
    let stateDirectory = stateDir ?? Self.defaultStateDirectory
    let store = try Store(directory: stateDirectory)
    try DurableFile.lockDirectory(stateDirectory)
    let controller = Controller(store: store, log: log)
    let supervisor = try Supervisor(
      controller: controller,
      setting: Supervisor.Setting(
        programs: ProgramSpawn.directory ?? "/usr/local/libexec/spp",
        logDirectory: logDir ?? (getuid() == 0 ? "/var/log/spp" : stateDirectory + "/log"),
        primaryAddress: address(
          of: "primary", port: primaryPort, host: exposed.host),
        secondaryAddress: address(
          of: "secondary", port: secondaryPort, host: exposed.host)),
      log: log)
    await supervisor.load()
    let doors = Doors(
      controller: controller, routes: Routes(controller, supervisor, log: log), log: log,
      secret: secret)
    let entrance = try Entrance(exposed.rules, tls: exposed.tls)
    var services = doors.ports(
      at: exposed.host, entrance, primary: primaryPort, secondary: secondaryPort, rest: restPort)
    if exposure.hasFiles {
      services.append(Renewal(entrance: entrance, options: exposure, log: log))
    }
    let sockets = try socketDirectory(stateDirectory, log)
    if let sockets { services += try doors.sockets(in: sockets, access) }
    defer { if let sockets { StaleSocket.removeAll(in: sockets) } }
    // Services end in reverse order.
    services.append(supervisor)
    services.append(Curtain(controller.events))
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
    // A request that waits for a process ends with its deadline; streams and idle clients do not hold up the end.
    configuration.maximumGracefulShutdownDuration = .seconds(5)
    try await ServiceGroup(configuration: configuration).run()
  }

  /// Where the Unix sockets lie, made and kept for this program; nil for none.
  ///
  /// Where nobody asked for them, another controller may have them already: this one does without then.
  private func socketDirectory(_ stateDirectory: String, _ log: Logger) throws(StoreError)
    -> String?
  {
    guard let directory = socketDir ?? Self.defaultSocketDirectory else { return nil }
    do throws(StoreError) {
      try DurableFile.makeDirectory(directory)
      // A socket that is there is left over from one that died; a living one's would be taken away.
      if directory != stateDirectory { try DurableFile.lockDirectory(directory) }
    } catch {
      guard socketDir == nil else { throw error }
      log.notice("no Unix sockets; --socket-dir makes some", metadata: ["reason": "\(error)"])
      return nil
    }
    return directory
  }

  /// Where processes of this host that are started here connect to.
  private func address(of socket: String, port: UInt16, host: String) -> String {
    if let socketDir { return "unix:\(socketDir)/\(socket).sock" }
    switch host {
    case "0.0.0.0": return "127.0.0.1:\(port)"
    case "::": return "[::1]:\(port)"
    default: return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }

  private static var defaultSocketDirectory: String? {
    getuid() == 0 ? "/run/spp" : Environment().get("XDG_RUNTIME_DIR").map { $0 + "/spp" }
  }

  private static var defaultStateDirectory: String {
    guard getuid() != 0, let home = Environment().get("HOME") else { return "/var/lib/spp" }
    return home + "/.local/state/spp"
  }
}
