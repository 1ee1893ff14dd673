// SPDX-License-Identifier: BSD-3-Clause
// Words in shared memory. Swift's Atomic cannot lie over memory that another process laid out.
#pragma once
#include <rte_config.h>
#include <stdint.h>

#ifndef CDPDK_HOT
#define CDPDK_HOT __attribute__((swift_attr("@_noLocks"), always_inline))
#endif

// A commit word: ONE naturally aligned store between compiler barriers. Against the death of the same thread that is
// enough, on arm64 too: at death the stores performed are a prefix of the program order.
static inline CDPDK_HOT void cdpdk_commit64(void *word, uint64_t value) {
  __asm__ volatile("" ::: "memory");
  *(volatile uint64_t *)word = value;
  __asm__ volatile("" ::: "memory");
}
static inline CDPDK_HOT void cdpdk_commit32(void *word, uint32_t value) {
  __asm__ volatile("" ::: "memory");
  *(volatile uint32_t *)word = value;
  __asm__ volatile("" ::: "memory");
}

// What only an undertaker reads. A build with SPP_JOURNAL=off leaves it out, so that the benchmark can tell what it costs;
// such a program loses buffers when it is killed.
#ifdef CDPDK_WITHOUT_JOURNAL
static const _Bool CDPDK_KEEPS_JOURNAL = 0;
static inline CDPDK_HOT void cdpdk_journal64(void *word, uint64_t value) { (void)word, (void)value; }
static inline CDPDK_HOT void cdpdk_journal32(void *word, uint32_t value) { (void)word, (void)value; }
#else
static const _Bool CDPDK_KEEPS_JOURNAL = 1;
static inline CDPDK_HOT void cdpdk_journal64(void *word, uint64_t value) { cdpdk_commit64(word, value); }
static inline CDPDK_HOT void cdpdk_journal32(void *word, uint32_t value) { cdpdk_commit32(word, value); }
#endif

static inline CDPDK_HOT uint32_t cdpdk_load32(const void *word) {
  return __atomic_load_n((const uint32_t *)word, __ATOMIC_RELAXED);
}
static inline CDPDK_HOT uint64_t cdpdk_load64(const void *word) {
  return __atomic_load_n((const uint64_t *)word, __ATOMIC_RELAXED);
}
static inline CDPDK_HOT void cdpdk_store32(void *word, uint32_t value) {
  __atomic_store_n((uint32_t *)word, value, __ATOMIC_RELAXED);
}
static inline CDPDK_HOT void cdpdk_store64(void *word, uint64_t value) {
  __atomic_store_n((uint64_t *)word, value, __ATOMIC_RELAXED);
}
static inline CDPDK_HOT uint32_t cdpdk_load32_acquire(const void *word) {
  return __atomic_load_n((const uint32_t *)word, __ATOMIC_ACQUIRE);
}
static inline CDPDK_HOT void cdpdk_store32_release(void *word, uint32_t value) {
  __atomic_store_n((uint32_t *)word, value, __ATOMIC_RELEASE);
}
// Acquire on success. Returns whether the word was `expected` and is now `desired`.
static inline CDPDK_HOT _Bool cdpdk_claim32(void *word, uint32_t expected, uint32_t desired) {
  return __atomic_compare_exchange_n(
      (uint32_t *)word, &expected, desired, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}
// A counter with one writer and readers elsewhere: a plain add in the object code.
static inline CDPDK_HOT void cdpdk_count(void *counter, uint64_t n) {
  __atomic_store_n((uint64_t *)counter, *(uint64_t *)counter + n, __ATOMIC_RELAXED);
}
static inline CDPDK_HOT void cdpdk_store64_release(void *word, uint64_t value) {
  __atomic_store_n((uint64_t *)word, value, __ATOMIC_RELEASE);
}
static inline CDPDK_HOT uint64_t cdpdk_load64_acquire(const void *word) {
  return __atomic_load_n((const uint64_t *)word, __ATOMIC_ACQUIRE);
}
static inline CDPDK_HOT void cdpdk_fence_acquire(void) { __atomic_thread_fence(__ATOMIC_ACQUIRE); }
// Between a store of one's own word and a load of somebody else's.
static inline CDPDK_HOT void cdpdk_fence_full(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
static inline CDPDK_HOT void cdpdk_fence_release(void) { __atomic_thread_fence(__ATOMIC_RELEASE); }
