// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include "cdpdk.h"

static cdpdk_pool_put put_others;
static int put_slowly(struct rte_mempool *pool, void *const *table, unsigned n);

// Where the lane of this thread's lcore lies in the pool that it put to last: an lcore is one thread for ever, and a pool
// lives as long as its group. Without it each put would look for the lcore's id, and for the pool's data.
static __thread struct {
  struct rte_mempool *pool;
  char **lane;
} last;

void cdpdk_pool_forget_lane(void) { last.pool = NULL; }

// One packet's way: it fits one cache line.
__attribute__((aligned(RTE_CACHE_LINE_SIZE))) static int put(struct rte_mempool *pool, void *const *table, unsigned n) {
  // One test and jump each.
  if (__builtin_expect(n != 1, 0)) return put_slowly(pool, table, n);
  if (__builtin_expect(last.pool != pool, 0)) return put_slowly(pool, table, n);
  char *magazine = *last.lane;
  if (__builtin_expect(magazine == NULL, 0)) return put_slowly(pool, table, n);
  uint32_t length = cdpdk_load32(magazine);
  if (__builtin_expect(length >= CDPDK_MAGAZINE_CAPACITY, 0)) return put_slowly(pool, table, n);
  ((void **)(magazine + CDPDK_MAGAZINE_BUFFERS))[length] = *table;
  cdpdk_commit32(magazine, length + 1);  // commit: the buffer is the pool's
  return 0;
}

static __attribute__((noinline)) int put_slowly(struct rte_mempool *pool, void *const *table, unsigned n) {
  unsigned lcore = rte_lcore_id();
  if (lcore < CDPDK_LCORES) {
    last.pool = pool;
    last.lane = (char **)((char *)pool->pool_data + CDPDK_LANES + CDPDK_LANE_SIZE * lcore);
  }
  return put_others(pool, table, n);
}

int cdpdk_register_pool_operations(
    const char *name, cdpdk_pool_alloc alloc, cdpdk_pool_free free, cdpdk_pool_put others, cdpdk_pool_get get,
    cdpdk_pool_count count) {
  struct rte_mempool_ops ops = {
      .alloc = alloc, .free = free, .enqueue = put, .dequeue = get, .get_count = count};
  snprintf(ops.name, sizeof ops.name, "%s", name);
  put_others = others;
  return rte_mempool_register_ops(&ops);
}

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
