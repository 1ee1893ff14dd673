// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include "clinux_slice.h"
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

// SCHED_ATTR_SIZE_VER0 of the kernel.
_Static_assert(sizeof(struct clinux_schedule) == 48, "struct sched_attr has another layout");

static struct clinux_schedule current(void) {
  struct clinux_schedule schedule = {.size = sizeof schedule, .policy = ~0u};
  syscall(SYS_sched_getattr, 0, &schedule, sizeof schedule, 0);
  return schedule;
}

// The kernel takes 0 for its own choice.
static struct clinux_schedule set_slice(unsigned long long nanoseconds) {
  struct clinux_schedule schedule = current(), wanted = schedule;
  wanted.runtime = nanoseconds;
  clinux_restore_schedule(&wanted);
  return schedule;
}

void clinux_restore_schedule(const struct clinux_schedule *schedule) {
  if (schedule->policy == SCHED_OTHER) syscall(SYS_sched_setattr, 0, schedule, 0);
}

void clinux_wake_promptly(void) { set_slice(100000); }

struct clinux_schedule clinux_wake_as_others(void) { return set_slice(0); }
