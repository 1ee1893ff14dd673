// swift-tools-version: 6.2
// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import PackageDescription

// MARK: - DPDK's flags, the only place they are written

/// What `pkg-config` says about libdpdk, so that `PKG_CONFIG_PATH` chooses the DPDK; SwiftPM itself
/// cannot read Debian's `libdpdk.pc` (a folded `Description:`).
func pkgConfig(_ option: String) -> [String] {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["pkg-config", option, "libdpdk"]
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return [] }
  let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return text.split(whereSeparator: \.isWhitespace).map(String.init)
}

/// `-march` goes to the C compiler and to Swift's C importer alike, so that inlining across works.
let dpdkCompilerFlags: [String] = {
  let said = pkgConfig("--cflags")
  return said.isEmpty
    ? [
      "-I/usr/include/dpdk", "-I/usr/include/x86_64-linux-gnu/dpdk", "-include", "rte_config.h",
      "-march=corei7",
    ]
    : said
}()

/// What a build without its journal is made of; the benchmark's, to tell what the journal costs.
let journal = Context.environment["SPP_JOURNAL"] == "off" ? ["-DCDPDK_WITHOUT_JOURNAL"] : []

/// Thread-local variables such as the lcore id are DPDK's, which is linked when the program starts: one load, no call.
let threadLocal = ["-ftls-model=initial-exec"]

let dpdkLibraries = [
  "eal", "ethdev", "mbuf", "mempool", "ring", "net", "vhost", "kvargs", "bus_vdev",
  "net_ring",
]
let dpdkLinkerFlags = pkgConfig("--libs-only-L")

// MARK: - Settings

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]
let importingDPDK: [SwiftSetting] = [
  .unsafeFlags((dpdkCompilerFlags + threadLocal + journal).flatMap { ["-Xcc", $0] })
]
let withDPDK: [SwiftSetting] = strict + importingDPDK

let package = Package(
  name: "spp",
  products: [
    .executable(name: "spp_primary", targets: ["spp_primary"]),
    .executable(name: "spp_vf", targets: ["spp_vf"]),
    .executable(name: "spp_nfv", targets: ["spp_nfv"]),
    .executable(name: "spp_mirror", targets: ["spp_mirror"]),
    .executable(name: "spp_pcap", targets: ["spp_pcap"]),
    .executable(name: "spp-ctl", targets: ["spp-ctl"]),
    .executable(name: "spp", targets: ["spp"]),
  ],
  dependencies: [
    // REST server: TLS, Unix sockets, streaming and graceful shutdown; no traits, so no full Foundation.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    // REST client of the shell: shares SwiftNIO with the server and speaks Unix sockets.
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    // The controller's links to processes.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    // Command lines, `--help` and completion scripts from one declaration.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Structured logs of the controller, the interface Hummingbird already brings.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // Site files, and the shell's configuration and topology files, in YAML; reads JSON as well.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // TLS of the REST interface and of its client; Hummingbird and AsyncHTTPClient bring it anyhow.
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    // Start, signals and orderly stop of the controller's services.
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // The words. Imports nothing.
    .target(name: "SPPModel", swiftSettings: strict),

    // jansson, as Debian installs it.
    .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
    // Compression of capture files (BSD licence).
    .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    // Line editing of the shell (BSD licence; readline is GPL).
    .systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    // Linux calls that the Glibc module lacks.
    .target(name: "CLinux"),

    // What processes say to each other.
    .target(name: "SPPWire", dependencies: ["SPPModel", "CJansson"], swiftSettings: strict),

    // What Swift cannot import from DPDK, and nothing else.
    .target(
      name: "CDPDK",
      cSettings: [
        .unsafeFlags(
          dpdkCompilerFlags + threadLocal + journal + ["-O3", "-momit-leaf-frame-pointer"])
      ],
      linkerSettings: dpdkLibraries.map { .linkedLibrary("rte_" + $0) } + [.linkedLibrary("pcap")]
        + (dpdkLinkerFlags.isEmpty ? [] : [.unsafeFlags(dpdkLinkerFlags)])),
    // Thin typed DPDK.
    .target(name: "DPDK", dependencies: ["SPPModel", "CDPDK"], swiftSettings: withDPDK),
    // Components, and the loop that runs them.
    .target(name: "SPPDataPlane", dependencies: ["SPPModel", "DPDK"], swiftSettings: withDPDK),
    // The control side of a DPDK process.
    .target(
      name: "SPPProcess",
      dependencies: ["SPPModel", "SPPWire", "DPDK", "SPPDataPlane", "CLinux", "CLZ4"],
      swiftSettings: withDPDK),

    // spp-ctl.
    .target(
      name: "SPPController",
      dependencies: [
        "SPPModel", "SPPWire", "CLinux",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Yams", package: "Yams"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: ["html", "css", "js"].map { .embedInCode("Page/page.\($0)") },
      swiftSettings: strict),
    // spp.
    .target(
      name: "SPPCommandLine",
      dependencies: [
        "SPPModel", "SPPWire", "CEdit",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Yams", package: "Yams"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .executableTarget(name: "spp_primary", dependencies: ["SPPProcess"], swiftSettings: withDPDK),
    .executableTarget(
      name: "spp_vf", dependencies: ["SPPProcess", "SPPModel"], swiftSettings: withDPDK),
    .executableTarget(
      name: "spp_nfv", dependencies: ["SPPProcess", "SPPModel"], swiftSettings: withDPDK),
    .executableTarget(
      name: "spp_mirror", dependencies: ["SPPProcess", "SPPModel"], swiftSettings: withDPDK),
    .executableTarget(
      name: "spp_pcap", dependencies: ["SPPProcess", "SPPModel"], swiftSettings: withDPDK),
    .executableTarget(name: "spp-ctl", dependencies: ["SPPController"], swiftSettings: strict),
    .executableTarget(name: "spp", dependencies: ["SPPCommandLine"], swiftSettings: strict),

    .testTarget(name: "SPPModelTests", dependencies: ["SPPModel"]),
    .testTarget(name: "SPPWireTests", dependencies: ["SPPWire", "SPPModel"]),
    // DPDK and SPPDataPlane: a process can start EAL once, so all tests that need it are one target.
    .testTarget(
      name: "DPDKTests", dependencies: ["SPPDataPlane", "DPDK", "SPPModel", "CTrace"],
      swiftSettings: withDPDK),
    // ptrace, for tests that stop a process at each instruction.
    .target(
      name: "CTrace", path: "Tests/CTrace", cSettings: [.unsafeFlags(dpdkCompilerFlags)]),
    .testTarget(
      name: "SPPProcessTests", dependencies: ["SPPProcess", "SPPWire", "SPPModel", "DPDK"],
      swiftSettings: withDPDK),
    .testTarget(
      name: "SPPControllerTests",
      dependencies: [
        "SPPController", "SPPWire", "SPPModel",
        .product(name: "HummingbirdTesting", package: "hummingbird"),
      ]),
    .testTarget(
      name: "SPPCommandLineTests", dependencies: ["SPPCommandLine", "SPPWire", "SPPModel"]),
    // What reads what others write, with inputs that are nearly right; `make fuzz`.
    .target(
      name: "SPPFuzz",
      dependencies: [
        "SPPModel", "SPPWire", "DPDK", "SPPProcess", "SPPController", "SPPCommandLine",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
      ],
      path: "Tests/SPPFuzz", swiftSettings: importingDPDK),
    .executableTarget(
      name: "spp-fuzz",
      dependencies: [
        "SPPFuzz", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/spp-fuzz", swiftSettings: importingDPDK),
    .testTarget(
      name: "FuzzTests", dependencies: ["SPPFuzz", "SPPCommandLine", "SPPWire", "SPPModel"],
      swiftSettings: importingDPDK),
    // The real binaries, beside each other in the build folder.
    .testTarget(
      name: "SystemTests",
      dependencies: [
        "SPPWire", "SPPModel", "spp_primary", "spp_vf", "spp_nfv", "spp_mirror", "spp_pcap",
        "spp-ctl", "spp",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
