// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK

/// Sleeps of threads that have nothing to do.
public enum Pause {
  /// Sleeps about this long; a system call.
  @_noLocks
  public static func rest(_ nanoseconds: UInt32) { cdpdk_rest(nanoseconds) }

  /// Lets the calling thread's sleeps end on time; the kernel may otherwise add 50 us to each.
  ///
  /// The corresponding C function is `prctl` with `PR_SET_TIMERSLACK`.
  public static func makePrecise() { cdpdk_set_timer_slack(1) }
}
