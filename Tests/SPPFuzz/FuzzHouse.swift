// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import SPPController
import SPPModel
import SPPWire

/// A controller with a process of each kind, all in this process.
final class FuzzHouse {
  private let controller: Controller
  private let routes: Routes
  private let context: BasicRequestContext
  private var processes: [FuzzProcess] = []

  /// Where the state is kept: in memory, because each change is synced. One house may still go when the next one comes.
  private let directory = FuzzHouse.newDirectory

  private static let log = Logger(label: "fuzz", factory: { _ in SwiftLogNoOpLogHandler() })

  /// The router over a controller without processes.
  ///
  /// The supervisor is not run, so it starts nothing.
  private static func routes(in directory: String) throws -> (Routes, Controller) {
    let controller = Controller(store: try Store(directory: directory), log: log)
    let supervisor = try Supervisor(
      controller: controller,
      setting: Supervisor.Setting(
        programs: "/nonexistent", logDirectory: directory, primaryAddress: "127.0.0.1:1",
        secondaryAddress: "127.0.0.1:2"),
      log: log)
    return (Routes(controller, supervisor, log: log), controller)
  }

  init() async throws {
    (routes, controller) = try Self.routes(in: directory)
    context = BasicRequestContext(
      source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Self.log))
    processes = try [ProcessKind.primary, .vf, .nfv, .mirror, .pcap].enumerated().map {
      try FuzzProcess($1, $0)
    }
    for process in processes { try await admit(process) }
  }

  deinit { Self.remove(directory) }

  private static var newDirectory: String {
    "/dev/shm/spp-fuzz-\(getpid())-\(UUID().uuidString)"
  }

  private static func remove(_ directory: String) {
    try? FileManager.default.removeItem(atPath: directory)
  }

  /// `METHOD PATH` of each route.
  static let targets: [String] = {
    let directory = newDirectory
    defer { remove(directory) }
    return (try? routes(in: directory).0.targets) ?? []
  }()

  private func admit(_ process: FuzzProcess) async throws {
    let link = process.connect(leaving: { [controller] link in await controller.left(link) })
    let client = try await controller.welcome(
      link, primaryPort: process.kind == .primary, Introduction(secret: nil))
    await controller.settle(client)
  }

  /// - Parameter bytes: `METHOD PATH`, a newline, and the body.
  func read(_ bytes: [UInt8]) async throws {
    let line = bytes.prefix { $0 != 10 }
    let words = line.split(separator: 32, maxSplits: 1)
    guard words.count == 2,
      let method = HTTPRequest.Method(String(decoding: words[0], as: UTF8.self))
    else { return }
    let request = Request(
      head: HTTPRequest(
        method: method, scheme: "http", authority: "localhost",
        path: String(decoding: words[1], as: UTF8.self)),
      body: RequestBody(buffer: ByteBuffer(bytes: bytes.dropFirst(line.count + 1))))
    let response = try await routes.respond(to: request, context: context)
    let status = response.status.code
    try hold((200..<600).contains(status) && status != 500, "the answer is \(response.status)")
    try hold(
      status < 400 || (response.body.contentLength ?? 0) > 5,
      "a refusal says nothing: \(response.status)")
    for process in processes where process.hasEnded { try await admit(process) }
  }
}
