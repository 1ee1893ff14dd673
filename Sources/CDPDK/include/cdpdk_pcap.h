// SPDX-License-Identifier: BSD-3-Clause
// Capture files: functions that the hot loop must be allowed to call, and fields of rte_mbuf that a reader sets.
#pragma once
#include <pcap/pcap.h>
#include <rte_mbuf.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#ifndef CDPDK_HOT
#define CDPDK_HOT __attribute__((swift_attr("@_noLocks"), always_inline))
#endif

// The next frame of a file, valid until the next call. 1, or 0 at the end, or -1 when the file is broken.
static inline CDPDK_HOT int cdpdk_pcap_next(pcap_t *file, const uint8_t **bytes, uint32_t *length) {
  struct pcap_pkthdr *header;
  int result = pcap_next_ex(file, &header, bytes);
  if (result != 1) return result == PCAP_ERROR_BREAK ? 0 : -1;
  *length = header->caplen;
  return 1;
}

static inline CDPDK_HOT ssize_t cdpdk_writev(int file, const struct iovec *pieces, int n) {
  return writev(file, pieces, n);
}
static inline CDPDK_HOT uint64_t cdpdk_wall_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// Bytes of frame that a buffer of the pool takes.
static inline CDPDK_HOT uint32_t cdpdk_pool_room(struct rte_mempool *pool) {
  return (uint32_t)rte_pktmbuf_data_room_size(pool) - RTE_PKTMBUF_HEADROOM;
}
// Bytes into a fresh segment; they fit.
static inline CDPDK_HOT void cdpdk_mbuf_fill(struct rte_mbuf *m, const uint8_t *bytes, uint32_t length) {
  memcpy(rte_pktmbuf_mtod(m, void *), bytes, length);
  m->data_len = (uint16_t)length;
  m->pkt_len = length;
}
// Another segment at the end of a packet whose last one is `last`.
static inline CDPDK_HOT void cdpdk_mbuf_append(struct rte_mbuf *head, struct rte_mbuf *last, struct rte_mbuf *segment) {
  last->next = segment;
  head->nb_segs++;
  head->pkt_len += segment->data_len;
}
// Ends a file at `length`, for the next write too.
static inline CDPDK_HOT void cdpdk_cut(int file, off_t length) {
  if (ftruncate(file, length) == 0) lseek(file, length, SEEK_SET);
}
