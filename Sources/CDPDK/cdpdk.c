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

_Bool cdpdk_pool_has(struct rte_mempool *pool, uintptr_t address) {
  struct rte_mempool_memhdr *chunk;
  STAILQ_FOREACH(chunk, &pool->mem_list, next) {
    uintptr_t start = (uintptr_t)chunk->addr;
    if (address < start || address >= start + chunk->len) continue;
    // Objects may be padded at page borders, so the header says whose they are, not the distance alone.
    if (address - start < pool->header_size || address + pool->elt_size > start + chunk->len) return 0;
    return ((struct rte_mbuf *)address)->pool == pool && (address & (RTE_CACHE_LINE_SIZE - 1)) == 0;
  }
  return 0;
}
