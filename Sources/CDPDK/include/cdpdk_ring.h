// SPDX-License-Identifier: BSD-3-Clause
// rte_ring is over-aligned: not imported. Its sides have one owner each, so a side's head is its tail between two calls.
#pragma once
#include <rte_ring.h>
#include <string.h>

#ifndef CDPDK_HOT
#define CDPDK_HOT __attribute__((swift_attr("@_noLocks"), always_inline))
#endif

static inline CDPDK_HOT uint32_t cdpdk_ring_consumer_tail(const struct rte_ring *ring) {
  return __atomic_load_n(&ring->cons.tail, __ATOMIC_RELAXED);
}
static inline CDPDK_HOT uint32_t cdpdk_ring_producer_tail(const struct rte_ring *ring) {
  return __atomic_load_n(&ring->prod.tail, __ATOMIC_RELAXED);
}
// The packet at a position of a ring, counted without end as its two ends are.
static inline void *cdpdk_ring_at(const struct rte_ring *ring, uint32_t position) {
  return ((void *const *)&ring[1])[position & ring->mask];
}
// Only the undertaker: brings back the head that a dead owner moved without committing.
static inline uint32_t cdpdk_ring_void_consumer(struct rte_ring *ring) {
  uint32_t moved = ring->cons.head - ring->cons.tail;
  ring->cons.head = ring->cons.tail;
  return moved;
}
static inline uint32_t cdpdk_ring_void_producer(struct rte_ring *ring) {
  uint32_t moved = ring->prod.head - ring->prod.tail;
  ring->prod.head = ring->prod.tail;
  return moved;
}

// Eight pointers are copied at a time, a cache line's worth: DPDK's own functions copy them singly. What lies beyond the
// last one is copied along, which nobody looks at.
enum { CDPDK_RING_BLOCK = 8 };

static inline CDPDK_HOT void cdpdk_copy_blocks(void **to, void *const *from, uint32_t n) {
  for (uint32_t done = 0; done < n; done += CDPDK_RING_BLOCK) {
    memcpy(to + done, from + done, CDPDK_RING_BLOCK * sizeof *to);
  }
}

// rte_ring_sc_dequeue_burst: up to `n` objects, the commit is cons.tail. `objs` has room for `n`, rounded up to blocks.
static inline CDPDK_HOT uint32_t cdpdk_ring_take(struct rte_ring *ring, void *objs, uint32_t n) {
  uint32_t tail = cdpdk_ring_consumer_tail(ring);
  // Acquire pairs with the producer's release: the objects are visible before they are read.
  uint32_t count = __atomic_load_n(&ring->prod.tail, __ATOMIC_ACQUIRE) - tail;
  if (n > count) n = count;
  if (n == 0) return 0;
  __atomic_store_n(&ring->cons.head, tail + n, __ATOMIC_RELAXED);
  void *const *slots = (void *const *)&ring[1];
  uint32_t first = tail & ring->mask;
  if (__builtin_expect(first + n + CDPDK_RING_BLOCK <= ring->size, 1)) {
    cdpdk_copy_blocks(objs, slots + first, n);
  } else {
    for (uint32_t i = 0; i < n; i++) ((void **)objs)[i] = slots[(first + i) & ring->mask];
  }
  // Release: the slots have been read before the producer may fill them again.
  __atomic_store_n(&ring->cons.tail, tail + n, __ATOMIC_RELEASE);
  return n;
}

// rte_ring_sp_enqueue_burst: the first of `n` objects that fit, the commit is prod.tail. `objs` may be read up to a block
// beyond them, and slots that are free may be written.
static inline CDPDK_HOT uint32_t cdpdk_ring_give(struct rte_ring *ring, const void *objs, uint32_t n) {
  uint32_t tail = cdpdk_ring_producer_tail(ring);
  // Acquire pairs with the consumer's release: what it took has been read before it is written over.
  uint32_t room = ring->capacity + __atomic_load_n(&ring->cons.tail, __ATOMIC_ACQUIRE) - tail;
  uint32_t blocks = n + CDPDK_RING_BLOCK;
  if (n > room) n = room;
  if (n == 0) return 0;
  __atomic_store_n(&ring->prod.head, tail + n, __ATOMIC_RELAXED);
  void **slots = (void **)&ring[1];
  uint32_t first = tail & ring->mask;
  if (__builtin_expect(first + blocks <= ring->size && blocks <= room, 1)) {
    cdpdk_copy_blocks(slots + first, objs, n);
  } else {
    for (uint32_t i = 0; i < n; i++) slots[(first + i) & ring->mask] = ((void *const *)objs)[i];
  }
  // Release: the objects are visible before the consumer may take them.
  __atomic_store_n(&ring->prod.tail, tail + n, __ATOMIC_RELEASE);
  return n;
}
