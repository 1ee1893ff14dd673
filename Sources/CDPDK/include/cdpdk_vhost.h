// SPDX-License-Identifier: BSD-3-Clause
// librte_vhost: functions that the hot loop must be allowed to call, and flags that are shifted literals.
#pragma once
#include <linux/membarrier.h>
#include <rte_vhost.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CDPDK_HOT
#define CDPDK_HOT __attribute__((swift_attr("@_noLocks"), always_inline))
#endif

// Connect to the guest's socket, again and again, instead of listening.
static const uint64_t CDPDK_GUEST_CLIENT = RTE_VHOST_USER_CLIENT;
// One buffer a packet: without it a hostile guest's one descriptor chain empties the pool.
static const uint64_t CDPDK_GUEST_LINEAR = RTE_VHOST_USER_LINEARBUF_SUPPORT;
// Requests for a checksum arrive as RX_L4_CKSUM_NONE; what librte_vhost cannot parse it finishes itself.
static const uint64_t CDPDK_GUEST_COMPLIANT = RTE_VHOST_USER_NET_COMPLIANT_OL_FLAGS;

// Extern functions, not marked for @_noLocks there.
static inline CDPDK_HOT uint16_t cdpdk_guest_dequeue(
    int vid, uint16_t vring, struct rte_mempool *pool, void *objs, uint16_t n) {
  return rte_vhost_dequeue_burst(vid, vring, pool, (struct rte_mbuf **)objs, n);
}
static inline CDPDK_HOT uint16_t cdpdk_guest_enqueue(int vid, uint16_t vring, void *objs, uint16_t n) {
  return rte_vhost_enqueue_burst(vid, vring, (struct rte_mbuf **)objs, n);
}
static inline CDPDK_HOT void cdpdk_guest_disable_kicks(int vid, uint16_t vring) {
  rte_vhost_enable_guest_notification(vid, vring, 0);
}

// Declared experimental, which is an error at each use; by its name it links.
extern int cdpdk_vhost_monitor(int vid, uint16_t vring, struct rte_vhost_power_monitor_cond *condition)
    __asm__("rte_vhost_get_monitor_addr");

// Whether the guest has put something on a packed ring. Touches no pool, while a dequeue from an empty packed ring takes
// a whole burst of buffers and puts it back. For split rings the condition misses a ring that is exactly full: always 1.
static inline CDPDK_HOT _Bool cdpdk_guest_has_packets(int vid, uint16_t vring) {
  struct rte_vhost_power_monitor_cond c;
  if (cdpdk_vhost_monitor(vid, vring, &c) != 0 || !c.match) return 1;
  // A ring whose memory is gone lies at 0, and has at most 32,768 descriptors of 16 bytes. Polling it is harmless.
  if ((uintptr_t)c.addr < 32768 * 16) return 1;
  return (__atomic_load_n((const uint16_t *)(uintptr_t)c.addr, __ATOMIC_RELAXED) & c.mask) == c.val;
}

// Heavy side of an asymmetric fence: every thread of this process has executed a full barrier on return.
static inline void cdpdk_heavy_fence(void) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0) return;
  syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
  syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}
