// SPDX-License-Identifier: BSD-3-Clause

internal import SPPModel

/// A `DropReason` as the hot loop writes it: an index into a page of counters.
enum DropCode: UInt8 {
  case txFull, unknownDestination, runt, malformedTag, noHeadroom, noBuffer, noGuest, tooLong,
    noReceiver, captureFull

  init(_ reason: DropReason) {
    switch reason {
    case .txFull: self = .txFull
    case .unknownDestination: self = .unknownDestination
    case .runt: self = .runt
    case .malformedTag: self = .malformedTag
    case .noHeadroom: self = .noHeadroom
    case .noBuffer: self = .noBuffer
    case .noGuest: self = .noGuest
    case .tooLong: self = .tooLong
    case .noReceiver: self = .noReceiver
    case .captureFull: self = .captureFull
    }
  }

  /// The counts other than zero of a page's words, the first of which is the first code's.
  static func drops(_ words: UnsafePointer<UInt64>) -> [DropReason: UInt64] {
    var drops: [DropReason: UInt64] = [:]
    for reason in DropReason.allCases {
      let count = unsafe words[Int(DropCode(reason).rawValue)]
      if count > 0 { drops[reason] = count }
    }
    return drops
  }
}
