// SPDX-License-Identifier: BSD-3-Clause

package import DPDK

extension Pipeline {
  /// One turn of all stages on the calling thread, which is the lcore that the hands belong to; whether one of them
  /// received anything.
  ///
  /// What a worker does without end; alone, for whoever looks at a turn more closely than a worker lets him.
  package func turn(_ left: inout Hand, _ right: inout Hand) -> Bool {
    var moved = false
    for index in 0..<(unsafe body.pointee.count) {
      if unsafe body.pointee.stages[index].poll(&left, &right) { moved = true }
    }
    return moved
  }
}
