// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
package import SPPModel

/// The lcores of this process.
public enum Lcore {
  /// The function of a worker thread; a plain function of a library module, never a closure written in `main.swift`.
  public typealias Body = @convention(c) (UnsafeMutableRawPointer?) -> Int32

  /// The lcore that runs `main` and takes commands.
  ///
  /// The corresponding C function is `rte_get_main_lcore`.
  package static var main: LcoreID? { try? LcoreID(Int(rte_get_main_lcore())) }

  /// The lcores that may run components, ascending.
  package static var workers: [LcoreID] {
    (0..<LcoreID.count).compactMap { number in
      guard rte_lcore_is_enabled(UInt32(number)) != 0, UInt32(number) != rte_get_main_lcore() else {
        return nil
      }
      return try? LcoreID(number)
    }
  }

  /// NUMA node of an lcore, 0 on machines without nodes.
  ///
  /// The corresponding C function is `rte_lcore_to_socket_id`.
  package static func socket(of lcore: LcoreID) -> Int32 {
    Int32(rte_lcore_to_socket_id(UInt32(lcore.number)))
  }

  /// Starts `body` on a worker.
  ///
  /// - Throws: `DPDKError` — `EBUSY` the lcore runs something already, `EPIPE` its thread does not answer.
  ///
  /// The corresponding C function is `rte_eal_remote_launch`.
  package static func launch(
    _ body: @escaping Body, _ argument: UnsafeMutableRawPointer, on lcore: LcoreID
  )
    throws(DPDKError)
  {
    let code = unsafe rte_eal_remote_launch(body, argument, UInt32(lcore.number))
    guard code == 0 else { throw DPDKError("rte_eal_remote_launch", "lcore \(lcore)", code: code) }
  }

  /// Waits until the worker's body has returned.
  ///
  /// The corresponding C function is `rte_eal_wait_lcore`.
  package static func wait(for lcore: LcoreID) { _ = rte_eal_wait_lcore(UInt32(lcore.number)) }
}
