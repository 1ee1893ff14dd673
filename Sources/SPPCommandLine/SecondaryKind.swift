// SPDX-License-Identifier: BSD-3-Clause

/// The kinds of secondary, in the order in which SPP lists them.
package enum SecondaryKind: String, CaseIterable, Hashable, Sendable, Comparable {
  case nfv, vf, mirror, pcap

  /// The program that is one.
  var program: String { "spp_\(rawValue)" }

  /// The option by which SPP's program is told its id.
  var idOption: String { self == .nfv ? "-n" : "--client-id" }

  /// Its collection in the REST API.
  var path: String { "\(rawValue)s" }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  package static func < (a: SecondaryKind, b: SecondaryKind) -> Bool { a.rank < b.rank }
}
