// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include "ctrace.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <rte_lcore.h>
#include <rte_mempool.h>

void ctrace_offer(void) {
  ptrace(PTRACE_TRACEME, 0, NULL, NULL);
  raise(SIGSTOP);
}

static int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return 0;
  }
  return status;
}

_Bool ctrace_has_stopped(pid_t child) { return WIFSTOPPED(wait_for(child)); }

long ctrace_step(pid_t child, long count) {
  for (long done = 0; done < count; done++) {
    if (ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) != 0) return done;
    int status = wait_for(child);
    if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP) return done;
  }
  return count;
}

// Of CDPDK: what this thread remembers of the lcore that it was.
extern void cdpdk_pool_forget_lane(void);

void ctrace_become_lcore(unsigned lcore) {
  RTE_PER_LCORE(_lcore_id) = lcore;
  cdpdk_pool_forget_lane();
}

struct list {
  uintptr_t *addresses;
  unsigned count, room;
};

static void add(struct rte_mempool *pool, void *list, void *object, unsigned index) {
  (void)pool;
  (void)index;
  struct list *to = list;
  if (to->count < to->room) to->addresses[to->count] = (uintptr_t)object;
  to->count++;
}

unsigned ctrace_objects(struct rte_mempool *pool, uintptr_t *addresses, unsigned room) {
  struct list list = {.addresses = addresses, .room = room};
  rte_mempool_obj_iter(pool, add, &list);
  return list.count;
}

void *ctrace_memory(struct rte_mempool *pool, uint64_t *length) {
  if (pool->nb_mem_chunks != 1) return NULL;
  struct rte_mempool_memhdr *chunk = STAILQ_FIRST(&pool->mem_list);
  *length = chunk->len;
  return chunk->addr;
}
