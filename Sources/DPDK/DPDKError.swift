// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
import Glibc

/// What a DPDK function refused, with its subject: `rte_eth_dev_configure(phy:0): Device or resource busy (16)`.
public struct DPDKError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The C function, such as `rte_ring_create`.
  public let function: String
  /// What it was asked about, such as `phy:0` or `eth_ring3`.
  public let subject: String
  /// An errno, positive; 0 when the function gave none.
  public let code: Int32
  /// What would mend it, when that is known.
  public let hint: String?

  public init(_ function: String, _ subject: String, code: Int32, hint: String? = nil) {
    self.function = function
    self.subject = subject
    self.code = code < 0 ? (code == Int32.min ? 0 : -code) : code
    self.hint = hint
  }

  /// The error that DPDK left in `rte_errno`.
  public static func last(_ function: String, _ subject: String, hint: String? = nil) -> DPDKError {
    DPDKError(function, subject, code: cdpdk_errno(), hint: hint)
  }

  public var description: String {
    let reason =
      code == 0 ? "no reason given" : "\(unsafe String(cString: strerror(code))) (\(code))"
    return "\(function)(\(subject)): \(reason)" + (hint.map { "; \($0)" } ?? "")
  }
}
