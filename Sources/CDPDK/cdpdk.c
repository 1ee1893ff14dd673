// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include "cdpdk.h"
#include <sys/prctl.h>

int cdpdk_register_pool_operations(
    const char *name, cdpdk_pool_alloc alloc, cdpdk_pool_free free, cdpdk_pool_put put, cdpdk_pool_get get,
    cdpdk_pool_count count) {
  struct rte_mempool_ops ops = {
      .alloc = alloc, .free = free, .enqueue = put, .dequeue = get, .get_count = count};
  snprintf(ops.name, sizeof ops.name, "%s", name);
  return rte_mempool_register_ops(&ops);
}

void cdpdk_set_timer_slack(uint64_t nanoseconds) { prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0); }
