// SPDX-License-Identifier: BSD-3-Clause

import CDPDK
import DPDK
import Glibc
import Testing

@Suite(.eal, .serialized)
struct PcapFileTests {
  /// A path of its own for a test; the file goes with it.
  private struct TemporaryFile: ~Copyable {
    let path = "/tmp/spp-test-\(getpid())-\(rte_rdtsc()).pcap"
    deinit { _ = unsafe unlink(path) }

    func write(_ bytes: [UInt8]) throws {
      let file = try unsafe #require(fopen(path, "w"))
      unsafe fwrite(bytes, 1, bytes.count, file)
      unsafe fclose(file)
    }

    var bytes: [UInt8] {
      get throws {
        let file = try unsafe #require(fopen(path, "r"))
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
      }
    }
  }

  private let frames = [14, 60, 1514, 2048, 2049, 5000, 9000].map(ChecksumFrames.payload)

  private func record(_ frames: [[UInt8]], at path: String, room: Int = 2048) throws {
    let packets = try ChecksumPackets()
    let writer = try PcapFileWriter(path: path)
    var list: [OpaquePointer?] = try unsafe frames.map { frame in
      try unsafe packets.packet(
        stride(from: 0, to: frame.count, by: room).map { Array(frame[$0...].prefix(room)) })
    }
    #expect(unsafe writer.sink.write(&list, count: UInt16(list.count)) == UInt16(frames.count))
    unsafe cdpdk_free_bulk(&list, UInt32(list.count))
  }

  @Test func `what was recorded is replayed once, byte for byte, chains included`() throws {
    let file = TemporaryFile()
    try record(frames, at: file.path)
    let packets = try ChecksumPackets()
    let reader = try PcapFileReader(path: file.path)
    #expect(reader.frames == frames.count)
    var list = unsafe [OpaquePointer?](repeating: nil, count: 32)
    var replayed: [[UInt8]] = []
    for _ in 0..<4 {
      let count = unsafe reader.source.read(into: &list, max: 3, pool: packets.pool)
      for i in 0..<Int(count) {
        let packet = try unsafe #require(list[i])
        unsafe replayed.append(ChecksumPackets.bytes(packet))
        unsafe rte_pktmbuf_free(packet)
      }
    }
    #expect(replayed == frames)
    #expect(reader.isAtEnd == true)
    #expect(packets.available == 63)
  }

  @Test func `a frame waits for a buffer and is not lost`() throws {
    let file = TemporaryFile()
    try record([frames[0], frames[6]], at: file.path)
    let packets = try ChecksumPackets(count: 5)
    let reader = try PcapFileReader(path: file.path)
    var list = unsafe [OpaquePointer?](repeating: nil, count: 32)
    // The first takes one of five buffers, the second needs five.
    #expect(unsafe reader.source.read(into: &list, max: 32, pool: packets.pool) == 1)
    #expect(packets.available == 4)
    #expect(unsafe reader.source.read(into: &list, max: 0, pool: packets.pool) == 0)
    unsafe rte_pktmbuf_free(list[0])
    #expect(unsafe reader.source.read(into: &list, max: 32, pool: packets.pool) == 1)
    unsafe rte_pktmbuf_free(list[0])
    #expect(packets.available == 5)
  }

  @Test func `a frame longer than eight buffers is left out and counted`() throws {
    let file = TemporaryFile()
    try record([frames[0], frames[6], frames[1]], at: file.path)
    let packets = try ChecksumPackets(room: 1000)
    let reader = try PcapFileReader(path: file.path)
    var list = unsafe [OpaquePointer?](repeating: nil, count: 32)
    #expect(unsafe reader.source.read(into: &list, max: 32, pool: packets.pool) == 2)
    #expect(reader.tooLong == 1)
    unsafe cdpdk_free_bulk(&list, 2)
  }

  @Test func `a file cut anywhere inside a record is refused, and the sentence says where`() throws
  {
    let file = TemporaryFile()
    try record([frames[0], frames[1]], at: file.path)
    let whole = try file.bytes
    #expect(whole.count == 24 + 16 + 14 + 16 + 60)
    for length in [0, 3, 23, 25, 53, 55, 70, 129] {
      try file.write(Array(whole.prefix(length)))
      #expect(throws: DPDKError.self, "\(length) bytes") { _ = try PcapFileReader(path: file.path) }
    }
    do {
      _ = try PcapFileReader(path: file.path)
    } catch {
      #expect(error.description.contains("after 1 whole frames"))
    }
    try file.write(Array(whole.prefix(54)))
    #expect(try PcapFileReader(path: file.path).frames == 1)
  }

  @Test func `frames of another link type are refused by name`() throws {
    let file = TemporaryFile()
    try record([frames[0]], at: file.path)
    var bytes = try file.bytes
    bytes[20] = 113
    try file.write(bytes)
    do {
      _ = try PcapFileReader(path: file.path)
      Issue.record("LINUX_SLL was taken for Ethernet")
    } catch {
      #expect(error.description.contains("LINUX_SLL"))
    }
  }

  @Test func `a file that is recorded into is neither emptied by a second port nor replayed`()
    throws
  {
    let file = TemporaryFile()
    let packets = try ChecksumPackets()
    let writer = try PcapFileWriter(path: file.path)
    var list: [OpaquePointer?] = try unsafe [packets.packet([frames[1]])]
    #expect(unsafe writer.sink.write(&list, count: 1) == 1)
    #expect(throws: DPDKError.self) { _ = try PcapFileWriter(path: file.path) }
    #expect(throws: DPDKError.self) { _ = try PcapFileReader(path: file.path) }
    #expect(try file.bytes.count == 24 + 16 + 60)
    unsafe rte_pktmbuf_free(list[0])
  }

  @Test func `a missing file and a directory are refused`() {
    #expect(throws: DPDKError.self) {
      _ = try PcapFileReader(path: "/tmp/spp-test-nothing-here.pcap")
    }
    #expect(throws: DPDKError.self) { _ = try PcapFileWriter(path: "/tmp") }
    #expect(throws: DPDKError.self) { _ = try PcapFileWriter(path: "/dev/null") }
  }
}
