// SPDX-License-Identifier: BSD-3-Clause
package import ArgumentParser
import Glibc
import Hummingbird
import Logging
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
      returns empty.
      """)

  @Option(
    name: [.short, .customLong("bind-addr")], help: "Address that all three ports listen on.")
  var bindAddress = "localhost"

  @Option(name: [.customShort("p"), .customLong("primary-port")], help: "Port for the primary.")
  var primaryPort: UInt16 = 5555

  @Option(
    name: [.customShort("s"), .customLong("secondary-port")], help: "Port for the secondaries.")
  var secondaryPort: UInt16 = 6666

  @Option(name: [.customShort("a"), .customLong("api-port")], help: "Port of the REST interface.")
  var restPort: UInt16 = 7777

  @Option(
    help:
      "Directory of the desired state (default: /var/lib/spp for root, else ~/.local/state/spp).")
  var stateDir: String?

  @Option(
    help: "Directory of Unix sockets primary.sock, secondary.sock and rest.sock, beside the ports.")
  var socketDir: String?

  @Option(
    help:
      "Directory of the output of the processes that are started here (default: /var/log/spp for root, else log in the state directory)."
  )
  var logDir: String?

  @Option(
    help: "Least level that is logged: trace, debug, info, notice, warning, error or critical.")
  var logLevel = "info"

  package init() {}

  /// Reads the arguments of this program, and runs until it is told to end.
  package static func start() async { await main() }

  package func run() async throws {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    var log = Logger(label: "spp-ctl")
    guard let level = Logger.Level(rawValue: logLevel) else {
      let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("log level '\(logLevel)': expected one of \(levels)")
    }
    log.logLevel = level
    let stateDirectory = stateDir ?? Self.defaultStateDirectory
    let store = try Store(directory: stateDirectory)
    try DurableFile.lockDirectory(stateDirectory)
    let controller = Controller(store: store, log: log)
    // SPP's processes connect to 127.0.0.1, and "localhost" may also be ::1.
    let host = bindAddress == "localhost" ? "127.0.0.1" : bindAddress
    let supervisor = try Supervisor(
      controller: controller,
      setting: Supervisor.Setting(
        programs: ProgramSpawn.directory ?? "/usr/local/libexec/spp",
        logDirectory: logDir ?? (getuid() == 0 ? "/var/log/spp" : stateDirectory + "/log"),
        primaryAddress: address(of: "primary", port: primaryPort),
        secondaryAddress: address(of: "secondary", port: secondaryPort)),
      log: log)
    var services = Self.services(
      controller, supervisor, log, primary: .tcp(host: host, port: Int(primaryPort)),
      secondary: .tcp(host: host, port: Int(secondaryPort)),
      rest: .tcp(host: host, port: Int(restPort)))
    if let socketDir {
      try DurableFile.makeDirectory(socketDir)
      // A socket that is there is left over from one that died; a living one's would be taken away.
      if socketDir != stateDirectory { try DurableFile.lockDirectory(socketDir) }
      services += Self.services(
        controller, supervisor, log, primary: .unix(path: socketDir + "/primary.sock"),
        secondary: .unix(path: socketDir + "/secondary.sock"),
        rest: .unix(path: socketDir + "/rest.sock"))
    }
    // Services end in reverse order.
    services.append(supervisor)
    services.append(Curtain(controller.events))
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
    // A request that waits for a process ends with its deadline; streams and idle clients do not hold up the end.
    configuration.maximumGracefulShutdownDuration = .seconds(5)
    try await ServiceGroup(configuration: configuration).run()
  }

  private static func services(
    _ controller: Controller, _ supervisor: Supervisor, _ log: Logger, primary: ListenAddress,
    secondary: ListenAddress,
    rest: ListenAddress
  ) -> [any Service] {
    [
      Listener(
        LinkServer(primary, primaryPort: true, controller: controller, log: log), at: primary,
        for: "the primary"),
      Listener(
        LinkServer(secondary, primaryPort: false, controller: controller, log: log), at: secondary,
        for: "secondaries"),
      Listener(
        restServer(Routes(controller, supervisor, log: log), at: rest, log: log), at: rest,
        for: "REST"),
    ]
  }

  /// Where processes of this host that are started here connect to.
  private func address(of socket: String, port: UInt16) -> String {
    if let socketDir { return "unix:\(socketDir)/\(socket).sock" }
    switch bindAddress {
    case "localhost", "0.0.0.0": return "127.0.0.1:\(port)"
    case "::": return "[::1]:\(port)"
    default:
      return bindAddress.contains(":") ? "[\(bindAddress)]:\(port)" : "\(bindAddress):\(port)"
    }
  }

  private static var defaultStateDirectory: String {
    guard getuid() != 0, let home = Environment().get("HOME") else { return "/var/lib/spp" }
    return home + "/.local/state/spp"
  }
}
