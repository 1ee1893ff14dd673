// SPDX-License-Identifier: BSD-3-Clause
// What Swift cannot import from DPDK: fields of over-aligned structures (rte_mbuf, rte_ring, rte_mempool),
// thread-local macros (rte_errno), RTE_BIT64 macros, inline functions that the hot loop must be allowed to call.
#pragma once
#include <rte_config.h>

// Trusted by @_noLocks: neither allocates from the heap nor touches Swift objects.
#define CDPDK_HOT __attribute__((swift_attr("@_noLocks"), always_inline))

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <rte_bus.h>
#include <rte_bus_vdev.h>
#include <rte_cycles.h>
#include <rte_dev.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_launch.h>
#include <rte_lcore.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_memzone.h>
#include <rte_ring.h>
#include <rte_service_component.h>
#include <rte_version.h>

#include "cdpdk_atomic.h"
#include "cdpdk_flow.h"
#include "cdpdk_mbuf.h"
#include "cdpdk_pool.h"
#include "cdpdk_ring.h"

// rte_errno is a thread-local macro.
static inline int cdpdk_errno(void) { return rte_errno; }

// A function-like macro.
static inline uint32_t cdpdk_version(void) { return RTE_VERSION; }

// rte_memzone is packed: not imported.
static inline void *cdpdk_memzone_address(const struct rte_memzone *zone) { return zone->addr; }
static inline uint64_t cdpdk_memzone_length(const struct rte_memzone *zone) { return zone->len; }
static inline const struct rte_memzone *cdpdk_memzone_make(const char *name, uint64_t length, int socket) {
  return rte_memzone_reserve_aligned(name, length, socket, 0, RTE_CACHE_LINE_SIZE);
}

// rte_mempool is over-aligned: not imported.
static inline CDPDK_HOT void *cdpdk_mempool_data(const struct rte_mempool *pool) { return pool->pool_data; }
static inline void cdpdk_mempool_set_data(struct rte_mempool *pool, void *data) { pool->pool_data = data; }
static inline uint32_t cdpdk_mempool_size(const struct rte_mempool *pool) { return pool->size; }
static inline int cdpdk_mempool_socket(const struct rte_mempool *pool) { return pool->socket_id; }
static inline _Bool cdpdk_mempool_has_operations(const struct rte_mempool *pool, const char *name) {
  return strcmp(rte_mempool_get_ops(pool->ops_index)->name, name) == 0;
}
static inline const char *cdpdk_mempool_name(const struct rte_mempool *pool) { return pool->name; }

// Inline in DPDK, but not marked for @_noLocks there.
static inline CDPDK_HOT uint16_t cdpdk_rx_burst(uint16_t port, uint16_t queue, void *objs, uint16_t n) {
  return rte_eth_rx_burst(port, queue, (struct rte_mbuf **)objs, n);
}
static inline CDPDK_HOT uint16_t cdpdk_tx_burst(uint16_t port, uint16_t queue, void *objs, uint16_t n) {
  return rte_eth_tx_burst(port, queue, (struct rte_mbuf **)objs, n);
}
static inline CDPDK_HOT unsigned cdpdk_lcore_id(void) { return rte_lcore_id(); }
static inline CDPDK_HOT void cdpdk_pause(void) { rte_pause(); }

// Sleeps of an idle lcore; a system call, so only ever reached after many empty turns.
static inline CDPDK_HOT void cdpdk_rest(uint32_t nanoseconds) {
  struct timespec time = {.tv_sec = nanoseconds / 1000000000u, .tv_nsec = nanoseconds % 1000000000u};
  nanosleep(&time, NULL);
}
// The kernel may add this much to a sleep of the calling thread; 50 us unless told.
void cdpdk_set_timer_slack(uint64_t nanoseconds);

#include "cdpdk_ethdev.h"
#include "cdpdk_vhost.h"
#include "cdpdk_pcap.h"
#include "cdpdk_checksum.h"
#include "cdpdk_capture.h"
