// SPDX-License-Identifier: BSD-3-Clause
// How soon a thread that wakes is given a CPU that polling threads use up.
#pragma once

// Asks for a CPU at once, for a tenth of a millisecond at a time, each time the calling thread wakes (sched_setattr(2),
// sched_runtime of SCHED_OTHER, Linux 6.12). Its share of the CPU stays the same. Threads that it starts inherit this, and
// children do not (clinux_spawn). Nothing happens under another policy, and on a kernel that does not know it.
void clinux_wake_promptly(void);

// What sched_getattr(2) tells of the calling thread.
struct clinux_schedule {
  unsigned int size, policy;
  unsigned long long flags;
  int nice;
  unsigned int priority;
  unsigned long long runtime, deadline, period;
};

// Gives the calling thread the slice of any other thread. Returns what to put back.
struct clinux_schedule clinux_wake_as_others(void);
void clinux_restore_schedule(const struct clinux_schedule *schedule);
