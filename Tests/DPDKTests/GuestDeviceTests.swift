// SPDX-License-Identifier: BSD-3-Clause

import DPDK
import Glibc
import Testing

/// The port without a guest; with guests it is tried by the system tests.
@Suite(.eal, .serialized)
struct GuestDeviceTests {
  private let path = "/tmp/spp-test-\(getpid()).sock"

  private var exists: Bool { unsafe access(path, F_OK) == 0 }

  /// A socket bound to the path; the file stays when it is closed.
  private func bound() -> Int32 {
    let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        #expect(unsafe bind(file, generic, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0)
      }
    }
    #expect(listen(file, 1) == 0)
    return file
  }

  private func open(clientMode: Bool = false, pairs: Int = 2) throws -> Bool {
    let packets = try ChecksumPackets()
    let device = try unsafe GuestDevice(
      path: path, clientMode: clientMode, queuePairs: pairs, pool: packets.pool)
    var list = unsafe [OpaquePointer?](repeating: nil, count: 32)
    #expect(unsafe device.queue(nil).dequeue(into: &list, max: 32) == 0)
    #expect(unsafe device.queue(1).enqueue(&list, count: 0) == 0)
    #expect(device.isConnected == false)
    #expect(device.queuePairs == 0)
    return exists
  }

  @Test func `a port makes its socket and removes it`() throws {
    #expect(try open())
    #expect(!exists)
    #expect(try open())
    #expect(!exists)
  }

  @Test func `a stale socket is replaced`() throws {
    close(bound())
    #expect(exists)
    #expect(try open())
    #expect(!exists)
  }

  @Test func `a socket that another program serves is refused and kept`() throws {
    let file = bound()
    defer {
      close(file)
      _ = unsafe unlink(path)
    }
    do {
      _ = try open()
      Issue.record("the socket was taken away")
    } catch let error as DPDKError {
      #expect(error.code == EADDRINUSE)
      #expect(error.description.contains("another process serves this socket"))
    }
    #expect(exists)
  }

  @Test func `a file that is no socket is never removed`() throws {
    let file = try unsafe #require(fopen(path, "w"))
    unsafe fclose(file)
    defer { _ = unsafe unlink(path) }
    #expect(throws: DPDKError.self) { try open() }
    #expect(exists)
  }

  @Test func `a socket put in place of ours by somebody else survives us`() throws {
    let packets = try ChecksumPackets()
    var other: Int32 = -1
    do {
      let device = try unsafe GuestDevice(path: path, clientMode: false, pool: packets.pool)
      _ = unsafe unlink(path)
      other = bound()
      #expect(device.isConnected == false)
    }
    #expect(exists)
    close(other)
    _ = unsafe unlink(path)
  }

  @Test func `client mode makes no file and waits for the guest's`() throws {
    #expect(try !open(clientMode: true))
  }

  @Test func `one process serves a path once`() throws {
    let packets = try ChecksumPackets()
    let device = try unsafe GuestDevice(path: path, clientMode: false, pool: packets.pool)
    #expect(throws: DPDKError.self) { try open() }
    #expect(exists)
    #expect(device.path == path)
  }

  @Test func `impossible paths and queue counts are refused`() throws {
    let packets = try ChecksumPackets()
    for path in ["", String(repeating: "x", count: 108), "/tmp/no/such/directory/sock"] {
      #expect(throws: DPDKError.self) {
        _ = try unsafe GuestDevice(path: path, clientMode: false, pool: packets.pool)
      }
    }
    #expect(throws: DPDKError.self) { try open(pairs: 0) }
    #expect(throws: DPDKError.self) { try open(pairs: 65) }
  }
}
