// SPDX-License-Identifier: BSD-3-Clause
package import SPPWire

/// The online CPUs of a host by socket and core, from sysfs.
package struct CPULayout: Hashable, Sendable {
  struct Core: Hashable, Sendable {
    let id: Int
    var lcores: [Int]
  }

  struct Socket: Hashable, Sendable {
    let id: Int
    var cores: [Core]
  }

  let sockets: [Socket]

  /// - Parameter root: The directory of the CPUs in sysfs. What cannot be read there is left out.
  package static func ofThisHost(root: String = "/sys/devices/system/cpu") -> CPULayout {
    func number(_ name: String, _ cpu: Int) -> Int? {
      text("cpu\(cpu)/topology/\(name)").flatMap { Int($0) }
    }
    func text(_ name: String) -> String? {
      guard let bytes = try? DurableFile(name, in: root).read() else { return nil }
      return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(
        String.init)
    }
    var sockets: [Int: [Int: [Int]]] = [:]
    for cpu in numbers(in: text("online") ?? "") {
      guard let socket = number("physical_package_id", cpu), let core = number("core_id", cpu)
      else { continue }
      sockets[socket, default: [:]][core, default: []].append(cpu)
    }
    return CPULayout(
      sockets: sockets.sorted { $0.key < $1.key }.map { socket, cores in
        Socket(
          id: socket,
          cores: cores.sorted { $0.key < $1.key }.map {
            Core(id: $0.key, lcores: $0.value.sorted())
          })
      })
  }

  /// Reads a list of the kernel's, such as `0-3,8`.
  static func numbers(in list: String) -> [Int] {
    list.split(separator: ",").flatMap { part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last, last - first < 1 << 16
      else { return [] }
      return Array(first...last)
    }
  }

  package var json: JSON {
    .array(
      sockets.map { socket in
        [
          "socket_id": JSON(socket.id),
          "cores": .array(
            socket.cores.map {
              ["core_id": JSON($0.id), "lcores": .array($0.lcores.map { JSON($0) })]
            }),
        ]
      })
  }
}
