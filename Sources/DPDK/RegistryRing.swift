// SPDX-License-Identifier: BSD-3-Clause

extension Ring {
  /// Where it lies in the group's memory, for the undertaker in the process that made it.
  package var address: UInt64 { unsafe UInt64(UInt(bitPattern: raw)) }
}
