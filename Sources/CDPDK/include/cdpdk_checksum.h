// SPDX-License-Identifier: BSD-3-Clause
// Offload requests in rte_mbuf, which is over-aligned and so not imported; their flags are shifted literals.
#pragma once
#include <rte_byteorder.h>
#include <rte_ip.h>
#include <rte_mbuf.h>
#include <rte_net.h>

#ifndef CDPDK_HOT
#define CDPDK_HOT __attribute__((swift_attr("@_noLocks"), always_inline))
#endif

static const uint64_t CDPDK_TX_IP_CHECKSUM = RTE_MBUF_F_TX_IP_CKSUM;
static const uint64_t CDPDK_TX_TCP_CHECKSUM = RTE_MBUF_F_TX_TCP_CKSUM;
static const uint64_t CDPDK_TX_UDP_CHECKSUM = RTE_MBUF_F_TX_UDP_CKSUM;
static const uint64_t CDPDK_TX_SCTP_CHECKSUM = RTE_MBUF_F_TX_SCTP_CKSUM;
static const uint64_t CDPDK_TX_TRANSPORT_MASK = RTE_MBUF_F_TX_L4_MASK;
static const uint64_t CDPDK_TX_IPV4 = RTE_MBUF_F_TX_IPV4;
static const uint64_t CDPDK_TX_IPV6 = RTE_MBUF_F_TX_IPV6;
// All that a checksum request consists of.
static const uint64_t CDPDK_TX_REQUEST =
    RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_L4_MASK | RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IPV6;
static const uint64_t CDPDK_RX_TRANSPORT_MASK = RTE_MBUF_F_RX_L4_CKSUM_MASK;
static const uint64_t CDPDK_RX_TRANSPORT_NONE = RTE_MBUF_F_RX_L4_CKSUM_NONE;

// The flags of all the packets together.
static inline CDPDK_HOT uint64_t cdpdk_mbuf_all_flags(const void *objs, unsigned n) {
  uint64_t flags = 0;
  for (unsigned i = 0; i < n; i++) flags |= ((struct rte_mbuf *const *)objs)[i]->ol_flags;
  return flags;
}
// Whether one of the packets leaves a checksum to whoever sends it.
static inline CDPDK_HOT _Bool cdpdk_mbuf_needs_checksum(const void *objs, unsigned n) {
  return (cdpdk_mbuf_all_flags(objs, n) & (RTE_MBUF_F_TX_L4_MASK | RTE_MBUF_F_TX_IP_CKSUM)) != 0;
}
static inline CDPDK_HOT uint32_t cdpdk_mbuf_l2_length(const struct rte_mbuf *m) { return m->l2_len; }
static inline CDPDK_HOT uint32_t cdpdk_mbuf_l3_length(const struct rte_mbuf *m) { return m->l3_len; }
static inline CDPDK_HOT void cdpdk_mbuf_set_flags(struct rte_mbuf *m, uint64_t flags) { m->ol_flags = flags; }
static inline CDPDK_HOT void cdpdk_mbuf_set_request(struct rte_mbuf *m, uint64_t flags, uint32_t l2, uint32_t l3) {
  m->tx_offload = 0;
  m->l2_len = l2;
  m->l3_len = l3;
  m->ol_flags = flags;
}

// Where the transport header lies, and which checksum it takes (RTE_MBUF_F_TX_…_CKSUM), or 0 when there is none.
static inline CDPDK_HOT uint64_t cdpdk_mbuf_transport(const struct rte_mbuf *m, uint32_t *l2, uint32_t *l3) {
  struct rte_net_hdr_lens lengths = {0};
  uint32_t type =
      rte_net_get_ptype(m, &lengths, RTE_PTYPE_L2_MASK | RTE_PTYPE_L3_MASK | RTE_PTYPE_L4_MASK);
  *l2 = lengths.l2_len;
  *l3 = lengths.l3_len;
  switch (type & RTE_PTYPE_L4_MASK) {
  case RTE_PTYPE_L4_TCP: return RTE_MBUF_F_TX_TCP_CKSUM;
  case RTE_PTYPE_L4_UDP: return RTE_MBUF_F_TX_UDP_CKSUM;
  case RTE_PTYPE_L4_SCTP: return RTE_MBUF_F_TX_SCTP_CKSUM;
  default: return 0;
  }
}

// The one's complement sum of RFC 1071, in memory order, not complemented.
static inline CDPDK_HOT uint32_t cdpdk_sum(const void *bytes, uint32_t length) {
  return rte_raw_cksum(bytes, length);
}
