// SPDX-License-Identifier: BSD-3-Clause
// What the control side needs and Swift cannot import: macros with casts, packed or over-aligned structs, atomics on raw memory.
#pragma once
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <rte_bus_vdev.h>
#include <rte_config.h>
#include <rte_dev.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_lcore.h>
#include <rte_memzone.h>

#include "cdpdk_atomic.h"

// Words that several processes write. Sequentially consistent: "withdraw, then look for claims" and
// "claim, then look whether it is withdrawn" must not both miss. None of these is on the packets' path.
static inline uint32_t cdpdk_shared_load32(const void *word) { return __atomic_load_n((const uint32_t *)word, __ATOMIC_SEQ_CST); }
static inline uint64_t cdpdk_shared_load64(const void *word) { return __atomic_load_n((const uint64_t *)word, __ATOMIC_SEQ_CST); }
static inline void cdpdk_shared_store32(void *word, uint32_t value) { __atomic_store_n((uint32_t *)word, value, __ATOMIC_SEQ_CST); }
static inline void cdpdk_shared_store64(void *word, uint64_t value) { __atomic_store_n((uint64_t *)word, value, __ATOMIC_SEQ_CST); }
static inline bool cdpdk_shared_exchange32(void *word, uint32_t expected, uint32_t desired) {
  return __atomic_compare_exchange_n((uint32_t *)word, &expected, desired, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}
static inline bool cdpdk_shared_exchange64(void *word, uint64_t expected, uint64_t desired) {
  return __atomic_compare_exchange_n((uint64_t *)word, &expected, desired, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

// struct timespec belongs to another module once DPDK's headers are imported. Nanoseconds.
static inline CDPDK_HOT uint64_t cdpdk_monotonic(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

// RTE_BIT64 macros.
static const uint64_t cdpdk_tx_fast_free = RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
static const uint64_t cdpdk_tx_checksums = RTE_ETH_TX_OFFLOAD_IPV4_CKSUM | RTE_ETH_TX_OFFLOAD_UDP_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_CKSUM;
static const uint64_t cdpdk_tx_multi_segment = RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
static const uint64_t cdpdk_rx_checksum = RTE_ETH_RX_OFFLOAD_CHECKSUM;
static const uint64_t cdpdk_rss_ip = RTE_ETH_RSS_IP | RTE_ETH_RSS_TCP | RTE_ETH_RSS_UDP;
static const uint32_t cdpdk_mq_rss = RTE_ETH_MQ_RX_RSS;

// struct rte_eth_link is over-aligned. 1 up, 0 down, negative errno; does not wait for negotiation.
static inline int cdpdk_link_is_up(uint16_t port) {
  struct rte_eth_link link;
  int result = rte_eth_link_get_nowait(port, &link);
  return result < 0 ? result : link.link_status == RTE_ETH_LINK_UP;
}
// First octet in bits 40 to 47, as MACAddress has it; 0 when the device has none.
static inline uint64_t cdpdk_mac_address(uint16_t port) {
  struct rte_ether_addr address;
  uint64_t bits = 0;
  if (rte_eth_macaddr_get(port, &address) != 0) return 0;
  for (int octet = 0; octet < RTE_ETHER_ADDR_LEN; octet++) bits = bits << 8 | address.addr_bytes[octet];
  return bits;
}
// rte_dev_remove wants the opaque device of the port.
static inline int cdpdk_remove_device(uint16_t port) {
  struct rte_eth_dev_info info;
  int result = rte_eth_dev_info_get(port, &info);
  return result < 0 ? result : rte_dev_remove(info.device);
}
