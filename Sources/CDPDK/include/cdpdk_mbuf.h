// SPDX-License-Identifier: BSD-3-Clause
// Fields of rte_mbuf, which is over-aligned and so not imported.
#pragma once
#include <rte_mbuf.h>
#include <string.h>

#include "cdpdk_atomic.h"

static inline CDPDK_HOT uint16_t cdpdk_mbuf_data_length(const struct rte_mbuf *m) { return m->data_len; }
static inline CDPDK_HOT uint32_t cdpdk_mbuf_packet_length(const struct rte_mbuf *m) { return m->pkt_len; }
static inline CDPDK_HOT uint16_t cdpdk_mbuf_segments(const struct rte_mbuf *m) { return m->nb_segs; }
static inline CDPDK_HOT struct rte_mbuf *cdpdk_mbuf_next(const struct rte_mbuf *m) { return m->next; }
static inline CDPDK_HOT void *cdpdk_mbuf_data(const struct rte_mbuf *m) { return rte_pktmbuf_mtod(m, void *); }
static inline CDPDK_HOT uint16_t cdpdk_mbuf_headroom(const struct rte_mbuf *m) { return m->data_off; }
static inline CDPDK_HOT uint64_t cdpdk_mbuf_flags(const struct rte_mbuf *m) { return m->ol_flags; }
// RTE_BIT64 macros: checksums that the sender wants finished.
static inline CDPDK_HOT uint64_t cdpdk_mbuf_checksum_requests(void) {
  return RTE_MBUF_F_TX_L4_MASK | RTE_MBUF_F_TX_IP_CKSUM;
}
// Bytes of `n` packets, at most 32: sums of eight of them in 32 bits each.
static inline CDPDK_HOT uint64_t cdpdk_mbuf_lengths(const void *objs, uint32_t n) {
  struct rte_mbuf *const *m = objs;
  uint32_t a = 0, b = 0, c = 0, d = 0;
  for (; n >= 4; n -= 4, m += 4) {
    a += m[0]->pkt_len;
    b += m[1]->pkt_len;
    c += m[2]->pkt_len;
    d += m[3]->pkt_len;
  }
  for (; n > 0; n--, m++) a += m[0]->pkt_len;
  return (uint64_t)a + b + c + d;
}
static inline CDPDK_HOT struct rte_mempool *cdpdk_mbuf_pool(const struct rte_mbuf *m) { return m->pool; }
static inline CDPDK_HOT uint16_t cdpdk_mbuf_references(const struct rte_mbuf *m) { return rte_mbuf_refcnt_read(m); }
static inline CDPDK_HOT void cdpdk_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

// Only the undertaker: a segment as the pool wants it back.
static inline void cdpdk_mbuf_make_raw(struct rte_mbuf *m) {
  m->next = NULL;
  m->nb_segs = 1;
  rte_mbuf_refcnt_set(m, 1);
}

// Moves the start of the frame by `delta` bytes (negative: towards the headroom). Bounds are the caller's.
static inline CDPDK_HOT void cdpdk_mbuf_move_start(struct rte_mbuf *m, int delta) {
  m->data_off = (uint16_t)(m->data_off + delta);
  m->data_len = (uint16_t)(m->data_len - delta);
  m->pkt_len = (uint32_t)(m->pkt_len - delta);
  // A guest's checksum request counts from the start of the frame.
  if (m->ol_flags & (RTE_MBUF_F_TX_L4_MASK | RTE_MBUF_F_TX_IP_CKSUM)) m->l2_len = (uint64_t)(m->l2_len - delta);
}

static inline CDPDK_HOT void cdpdk_free_bulk(void *objs, unsigned n) {
  rte_pktmbuf_free_bulk((struct rte_mbuf **)objs, n);
}
static inline CDPDK_HOT int cdpdk_alloc_bulk(struct rte_mempool *pool, void *objs, unsigned n) {
  return rte_pktmbuf_alloc_bulk(pool, (struct rte_mbuf **)objs, n);
}
static inline CDPDK_HOT void cdpdk_raw_put(struct rte_mempool *pool, struct rte_mbuf *m) { rte_mempool_put(pool, m); }

// The bytes and the offload request of `from` into `to`, which is one fresh segment; false when they do not fit.
static inline CDPDK_HOT _Bool cdpdk_mbuf_copy(const struct rte_mbuf *from, struct rte_mbuf *to) {
  uint32_t length = from->pkt_len;
  if (length > rte_pktmbuf_tailroom(to)) return 0;
  char *out = rte_pktmbuf_mtod(to, char *);
  for (const struct rte_mbuf *s = from; s != NULL; s = s->next) {
    if (s->data_len > length) return 0;
    memcpy(out, rte_pktmbuf_mtod(s, const char *), s->data_len);
    out += s->data_len;
    length -= s->data_len;
  }
  to->data_len = (uint16_t)(from->pkt_len - length);
  to->pkt_len = to->data_len;
  to->ol_flags = from->ol_flags & ~(RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL);
  to->tx_offload = from->tx_offload;
  to->packet_type = from->packet_type;
  to->hash = from->hash;
  to->port = from->port;
  return 1;
}
