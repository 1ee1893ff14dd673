// SPDX-License-Identifier: BSD-3-Clause
// Mempool operations: rte_mempool_ops is over-aligned, and Swift has neither thread-local variables nor functions
// without a frame.
#pragma once
#include <rte_lcore.h>
#include <rte_mempool.h>
#include <string.h>

#include "cdpdk_atomic.h"

typedef int (*cdpdk_pool_alloc)(struct rte_mempool *);
typedef void (*cdpdk_pool_free)(struct rte_mempool *);
typedef int (*cdpdk_pool_put)(struct rte_mempool *, void *const *, unsigned);
typedef int (*cdpdk_pool_get)(struct rte_mempool *, void **, unsigned);
typedef unsigned (*cdpdk_pool_count)(const struct rte_mempool *);

// The layout of a depot, as Depot.swift has it: a lane for each lcore, which begins with the magazine in use; a magazine
// begins with its length, its buffers follow.
enum {
  CDPDK_LCORES = 128,
  CDPDK_LANES = 64,
  CDPDK_LANE_SIZE = 64,
  CDPDK_MAGAZINE_CAPACITY = 256,
  CDPDK_MAGAZINE_BUFFERS = 64
};

// Registers operations; returns their index, or a negative errno. A put of one buffer, which drivers do for each packet,
// is done here where the magazine in use has room for it; `put` does all others.
int cdpdk_register_pool_operations(
    const char *name, cdpdk_pool_alloc alloc, cdpdk_pool_free free, cdpdk_pool_put put, cdpdk_pool_get get,
    cdpdk_pool_count count);

// Forgets where this thread put last: for tests, whose threads take one lcore's part after another's.
void cdpdk_pool_forget_lane(void);

// Whether `address` is the start of an object of the pool: rte_mempool_memhdr lists are over-aligned structures.
_Bool cdpdk_pool_has(struct rte_mempool *pool, uintptr_t address);

// Pointers between places that do not overlap; a line at a time, without the call that a copy of any length is.
static inline CDPDK_HOT void cdpdk_copy_pointers(void *to, const void *from, uint32_t n) {
  void **out = to;
  void *const *in = from;
  for (; n >= 8; n -= 8, out += 8, in += 8) memcpy(out, in, 8 * sizeof *out);
  for (uint32_t i = 0; i < n; i++) out[i] = in[i];
}
