// SPDX-License-Identifier: BSD-3-Clause
// Copies out of packets for a recorder: fields of rte_mbuf, in a function that the hot loop may call.
#pragma once
#include <rte_mbuf.h>
#include <string.h>

#ifndef CDPDK_HOT
#define CDPDK_HOT __attribute__((swift_attr("@_noLocks"), always_inline))
#endif

// The first `length` bytes of a frame, whatever its segments; less when the chain is shorter than it says.
static inline CDPDK_HOT uint32_t cdpdk_mbuf_read(const struct rte_mbuf *m, void *out, uint32_t length) {
  uint32_t done = 0;
  for (; m != NULL && done < length; m = m->next) {
    uint32_t part = m->data_len < length - done ? m->data_len : length - done;
    memcpy((char *)out + done, rte_pktmbuf_mtod(m, const char *), part);
    done += part;
  }
  return done;
}
