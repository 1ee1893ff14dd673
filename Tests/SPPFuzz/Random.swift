// SPDX-License-Identifier: BSD-3-Clause

/// Numbers that look random and come again with the same seed (SplitMix64, Steele, Lea and Flood 2014).
package struct Random: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// The numbers of one run: whoever knows seed and number can have that run alone.
  package init(seed: UInt64, run: Int) {
    var mixed = Random(seed: seed &+ UInt64(truncatingIfNeeded: run) &* 0x9e37_79b9_7f4a_7c15)
    state = mixed.next()
  }

  // Wraps by design, as do the multiplications.
  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// A number from 0 to `bound - 1`; 0 when there is none. A little uneven, and quick.
  package mutating func below(_ bound: Int) -> Int {
    bound > 1 ? Int(truncatingIfNeeded: next() >> 33) % bound : 0
  }

  /// True once in `count` times.
  package mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

  package mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }

  /// Small, and now and then large: 0 half of the times, 1 a quarter of them, and so on.
  package mutating func few(atMost limit: Int) -> Int { min(limit, next().trailingZeroBitCount) }
}
