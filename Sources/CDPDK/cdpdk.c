// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include "cdpdk.h"
#include <sys/prctl.h>

void cdpdk_set_timer_slack(uint64_t nanoseconds) { prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0); }
