// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire

extension GroupPlan {
  /// Names a configuration: plans that mean the same have the same. No number, whatever reads it.
  var tag: String {
    // FNV-1a: tells what differs by accident, and is no secret.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    let sorted = GroupPlan(plans.mapValues(\.sorted))
    for byte in sorted.json.serialized() { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return "p\(String(repeating: "0", count: 16 - digits.count))\(digits)"
  }

  /// The same as an entity tag (RFC 9110, 8.8.3).
  var entityTag: String { "\"\(tag)\"" }

  /// With its tag, so that a file that holds it knows what it was made from.
  var document: JSON { ["etag": .string(tag), "processes": json] }
}

/// On what a change depends (RFC 9110, 13.1.1).
enum Precondition: Hashable, Sendable {
  case none
  /// `*`: whatever is there.
  case any
  /// What is there has one of these tags.
  case tags([String])

  /// Reads the value of `If-Match`. A weak tag stands for nothing that is here.
  init(_ ifMatch: String?) {
    guard let ifMatch else {
      self = .none
      return
    }
    let tags = ifMatch.split(separator: ",").compactMap { tag in
      tag.split { $0 == " " || $0 == "\t" }.first.map(String.init)
    }
    self = tags == ["*"] ? .any : .tags(tags)
  }

  func holds(for plan: GroupPlan) -> Bool {
    if case .tags(let tags) = self { tags.contains(plan.entityTag) } else { true }
  }
}
