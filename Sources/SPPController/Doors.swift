// SPDX-License-Identifier: BSD-3-Clause
import Hummingbird
import Logging
import SPPWire
import ServiceLifecycle

/// The servers of this program: for the primary, for secondaries and for REST, on ports and on Unix sockets.
struct Doors {
  let controller: Controller
  let routes: Routes
  let log: Logger
  /// What processes must know that come to a port.
  let secret: Secret

  func ports(
    at host: String, _ entrance: Entrance, primary: UInt16, secondary: UInt16, rest: UInt16
  ) -> [any Service] {
    func address(_ port: UInt16) -> ListenAddress { .tcp(host: host, port: Int(port)) }
    return [
      links(at: address(primary), secret, primary: true),
      links(at: address(secondary), secret, primary: false),
      Listener(
        restServer(routes, at: address(rest), entrance, log: log),
        at: address(rest), for: "REST"),
    ]
  }

  /// - Throws: `ListenError` when the directory cannot be given to the group.
  func sockets(in directory: String, _ access: SocketAccess) throws -> [any Service] {
    // Members of the group must get through to the sockets.
    if access != .own { try access.apply(to: directory, mode: 0o750) }
    func address(_ name: String) -> ListenAddress { .unix(path: "\(directory)/\(name).sock") }
    return [
      links(at: address("primary"), nil, access, primary: true),
      links(at: address("secondary"), nil, access, primary: false),
      Listener(
        restServer(
          routes, at: address("rest"), try Entrance(.unix), access: access, log: log),
        at: address("rest"), for: "REST"),
    ]
  }

  private func links(
    at address: ListenAddress, _ secret: Secret?, _ access: SocketAccess = .own, primary: Bool
  ) -> Listener {
    Listener(
      LinkServer(
        address, access: access, secret: secret, primaryPort: primary, controller: controller,
        log: log),
      at: address, for: primary ? "the primary" : "secondaries")
  }
}
