// SPDX-License-Identifier: BSD-3-Clause
// Stepping a child process, and looking at pools as DPDK itself sees them: ptrace is variadic, rte_mempool over-aligned.
#pragma once
#include <stdint.h>
#include <sys/types.h>

struct rte_mempool;

// The calling process becomes its parent's to step, and stops.
void ctrace_offer(void);
// Lets the child execute `count` instructions; how many it did before it stopped by itself or ended.
long ctrace_step(pid_t child, long count);
// Waits until the child has stopped or ended; whether it has stopped.
_Bool ctrace_has_stopped(pid_t child);

// Makes the calling thread this lcore for the pools.
void ctrace_become_lcore(unsigned lcore);

// Addresses of all objects of a pool; how many there are.
unsigned ctrace_objects(struct rte_mempool *pool, uintptr_t *addresses, unsigned room);
// The one piece of memory with all objects of a pool; NULL when there are several.
void *ctrace_memory(struct rte_mempool *pool, uint64_t *length);
