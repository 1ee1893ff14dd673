// SPDX-License-Identifier: BSD-3-Clause
internal import Glibc

/// A socket on its way to the controller.
enum ControlLoopSocket {
  /// Begins to connect, without waiting for the peer; the socket becomes writable when it is decided.
  ///
  /// - Returns: nil with the reason when it cannot even begin.
  static func begin(_ address: ControllerAddress, _ failure: (String) -> Void) -> Descriptor? {
    switch address {
    case .tcp(let host, let port): beginTCP(host, port, failure)
    case .unix(let path): beginUnix(path, failure)
    }
  }

  private static func beginTCP(_ host: String, _ port: UInt16, _ failure: (String) -> Void)
    -> Descriptor?
  {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(host, "\(port)", &hints, &list)
    guard code == 0, let first = unsafe list else {
      failure(unsafe String(cString: gai_strerror(code)))
      return nil
    }
    defer { unsafe freeaddrinfo(first) }
    // Each address in turn; a local one that nobody listens on refuses at once, and the next is tried.
    var candidate: UnsafeMutablePointer<addrinfo>? = unsafe first
    while let info = unsafe candidate {
      if let socket = unsafe open(info.pointee.ai_family) {
        set(socket.number, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        // A controller whose host vanished is noticed after about half a minute.
        set(socket.number, SOL_SOCKET, SO_KEEPALIVE, 1)
        set(socket.number, Int32(IPPROTO_TCP), TCP_KEEPIDLE, 15)
        set(socket.number, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 5)
        set(socket.number, Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
        if unsafe connect(socket.number, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0
          || isUnderWay
        {
          return socket
        }
      }
      unsafe candidate = info.pointee.ai_next
    }
    failure(Descriptor.reason)
    return nil
  }

  private static func beginUnix(_ path: String, _ failure: (String) -> Void) -> Descriptor? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) {
      unsafe $0.copyBytes(from: path.utf8.prefix(107))
    }
    guard let socket = open(AF_UNIX) else {
      failure(Descriptor.reason)
      return nil
    }
    let code = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(socket.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard code == 0 || isUnderWay else {
      failure(Descriptor.reason)
      return nil
    }
    return socket
  }

  private static var isUnderWay: Bool { errno == EINPROGRESS || errno == EINTR }

  private static func open(_ family: Int32) -> Descriptor? {
    let type =
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    return Descriptor(owning: socket(family, type, 0))
  }

  private static func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    unsafe setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Whether somebody listens on a Unix socket.
  static func isServed(path: String) -> Bool {
    guard let socket = beginUnix(path, { _ in }) else { return false }
    return socket.pendingError == nil
  }
}
