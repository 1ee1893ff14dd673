// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import Glibc

/// The files that a group of processes leaves on the host: EAL's runtime directory and the maps of its hugepages.
package struct GroupDirectory: Hashable, Sendable {
  package let filePrefix: String
  /// Such as `/var/run/dpdk/spp`.
  package let path: String
  private let hugeDirectory: String?

  /// Where EAL will look; the same rules as in `eal_create_runtime_dir`, because this is asked before EAL starts.
  package init(_ options: EALOptions) {
    filePrefix = options.filePrefix
    hugeDirectory = options.hugeDirectory
    let base =
      FileName(environment: "RUNTIME_DIRECTORY")?.path
      ?? (getuid() == 0 ? "/var/run" : FileName(environment: "XDG_RUNTIME_DIR")?.path ?? "/tmp")
    path = "\(base)/dpdk/\(options.filePrefix)"
  }

  /// Whether a primary of this group runs. Never ask in the primary itself: closing the file drops its own lock.
  package var primaryIsAlive: Bool { EAL.primaryIsAlive(configuration: "\(path)/config") }

  /// Processes that live on memory of this group: their socket lies here and they have its configuration mapped.
  package var users: [Int32] {
    FileName(path).names.compactMap { name -> Int32? in
      guard name.hasPrefix("mp_socket_"),
        let pid = Int32(name.dropFirst("mp_socket_".count).prefix { $0 != "_" }), pid != getpid(),
        let maps = Descriptor.contents(of: "/proc/\(pid)/maps")
      else { return nil }
      // With or without " (deleted)", and whatever /var/run is a link to.
      return maps.contains("/dpdk/\(filePrefix)/config") ? pid : nil
    }
  }

  /// Makes the directory, as EAL will.
  func make() {
    let parent = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex))
    FileName(parent).makeDirectory(mode: 0o700)
    FileName(path).makeDirectory(mode: 0o700)
  }

  /// Removes the directory and the maps. Only when nobody uses the group: ask `primaryIsAlive` and `users` first.
  func removeLeftovers(keepingDirectory: Bool = false) {
    for directory in hugetlbfs {
      for name in FileName(directory).names where isMap(name) {
        FileName("\(directory)/\(name)").remove()
      }
    }
    for name in FileName(path).names where !(keepingDirectory && name == BirthLock.name) {
      FileName("\(path)/\(name)").remove()
    }
    if !keepingDirectory { FileName(path).removeDirectory() }
  }

  /// Removes EAL's sockets of a process that ends: `rte_eal_cleanup` would, but in a secondary it also shuts devices of
  /// the primary.
  func removeSockets(of pid: Int32) {
    for name in FileName(path).names where name.hasPrefix("mp_socket_\(pid)_") {
      FileName("\(path)/\(name)").remove()
    }
  }

  private func isMap(_ name: String) -> Bool {
    guard name.hasPrefix(filePrefix + "map_") else { return false }
    let number = name.dropFirst(filePrefix.count + 4)
    return !number.isEmpty && number.utf8.allSatisfy { (48...57).contains($0) }
  }

  /// Where hugepages are mounted.
  private var hugetlbfs: [String] {
    let mounts = (Descriptor.contents(of: "/proc/mounts") ?? "").split(separator: "\n").compactMap {
      line in
      let fields = line.split(separator: " ")
      return fields.count > 2 && fields[2] == "hugetlbfs" ? String(fields[1]) : nil
    }
    return mounts + (hugeDirectory.map { [$0] } ?? [])
  }

  /// Why no group can start on this host, in one sentence, or nil.
  package var hugepageFault: String? {
    guard !hugetlbfs.isEmpty else {
      return "no hugetlbfs is mounted; 'tools/hugepages' mounts one and reserves pages"
    }
    let information = Descriptor.contents(of: "/proc/meminfo") ?? ""
    let total = information.split(separator: "\n").first { $0.hasPrefix("HugePages_Total:") }
    // Pages of other sizes are counted elsewhere; EAL says what it thinks of those.
    guard let total, total.split(separator: " ").last == "0" else { return nil }
    return "no hugepages are reserved; 'tools/hugepages' reserves 1024 MiB of them"
  }
}
