// SPDX-License-Identifier: BSD-3-Clause
// Two virtual machines as seen from the switch: the fronts of two vhost-user ports (virtio-user, listening, so that the
// switch connects), between which stamped frames go round. Each frame says which it is and is filled with words made
// from that; the guest that receives it checks every byte and that it has not had it before. What is handed out twice by
// a pool shows here as a frame that is torn or comes again.
//
// One lcore serves both. So many deliveries are awaited at a time that no queue on the way is ever full: a switch that
// nobody disturbs loses nothing. What has not come after a while is counted as lost.
#include <fcntl.h>
#include <inttypes.h>
#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_ether.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define GUESTS 2
#define DESCRIPTORS 256
#define BURST 32
// Deliveries awaited in one direction: less than a queue of 256.
#define AWAITED 128
// Frames that are remembered: those that came since so many were sent can be told apart.
#define REMEMBERED (1u << 22)
#define ETHERTYPE 0x88b5  // IEEE 802: local experimental
#define SHORTEST 64
#define LONGEST 1514
// After such a silence what is awaited counts as lost, and new frames are sent; not where nothing may be lost.
#define PATIENCE_NS 50000000ull

enum { STOP, GO_ON, LOSE_NOTHING };

// What a frame carries behind its Ethernet header; the rest of it is words made from `number`.
struct stamp {
  uint64_t number;
  uint32_t sender;
  uint32_t copies;
} __attribute__((packed));

// One line of counters for each guest, in a file that the storm maps. All words have one writer, this program, but
// `asked`: when it differs from `answered`, a new longest silence is begun.
struct guest_counters {
  uint64_t sent, expected;  // frames, and deliveries that they should lead to
  uint64_t received, torn, again, late, lost, links;
  uint64_t last;  // CLOCK_MONOTONIC, ns: when the last frame came
  uint64_t asked, answered;
  uint64_t silence, silence_end;  // the longest time without a frame since then, and when it was over
  uint64_t padding[3];
};
struct counters {
  struct guest_counters guest[GUESTS];
  uint64_t run;  // STOP: send nothing; what comes is still received
  uint64_t ready;
};

struct guest {
  uint16_t port;
  uint64_t next, awaited, awaited_since;
  uint64_t *seen;  // of the frames that the other one sent: number << 8 | times
  struct guest_counters *counters;
};

static volatile sig_atomic_t stopped;
static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

// splitmix64: each bit of the result depends on each bit of the argument.
static uint64_t mixed(uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

// One of eight is long.
static unsigned length_of(uint64_t seed) {
  return (seed & 7) == 0 ? SHORTEST + (unsigned)((seed >> 8) % (LONGEST - SHORTEST + 1)) : SHORTEST;
}

static void fill(uint8_t *words, unsigned bytes, uint64_t seed) {
  for (unsigned at = 0; at < bytes; at += 8, seed += 0x632be59bd9b4e019u)
    memcpy(words + at, &seed, bytes - at < 8 ? bytes - at : 8);
}

static int is_filled(const uint8_t *words, unsigned bytes, uint64_t seed) {
  for (unsigned at = 0; at < bytes; at += 8, seed += 0x632be59bd9b4e019u)
    if (memcmp(words + at, &seed, bytes - at < 8 ? bytes - at : 8) != 0) return 0;
  return 1;
}

static struct rte_mbuf *stamped(struct rte_mempool *pool, unsigned sender, uint64_t number, uint32_t *copies) {
  struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
  if (m == NULL) return NULL;
  uint64_t seed = mixed(number << 1 | sender);
  unsigned length = length_of(seed);
  uint8_t *frame = (uint8_t *)rte_pktmbuf_append(m, (uint16_t)length);
  // From the first guest a classifier spreads the frames over three rings by address, and a group's to all of them.
  unsigned path = (unsigned)(seed >> 3) % 16;
  *copies = sender == 0 && path == 15 ? 3 : 1;
  uint8_t head[14] = {2, 0, 0, 0, 1, (uint8_t)(path % 3), 2, 0, 0, 0, 0, (uint8_t)sender, ETHERTYPE >> 8, ETHERTYPE & 255};
  if (*copies == 3) memcpy(head, "\x01\x00\x5e\x00\x00\x01", 6);
  memcpy(frame, head, sizeof head);
  struct stamp stamp = {number, sender, *copies};
  memcpy(frame + 14, &stamp, sizeof stamp);
  fill(frame + 14 + sizeof stamp, length - 14 - (unsigned)sizeof stamp, seed);
  return m;
}

static void check(struct guest *self, struct guest *other, unsigned sender, struct rte_mbuf *m) {
  struct guest_counters *counters = self->counters;
  struct stamp stamp;
  const unsigned head = 14 + (unsigned)sizeof stamp;
  const uint8_t *frame = rte_pktmbuf_mtod(m, const uint8_t *);
  counters->received++;
  if (m->nb_segs != 1 || m->data_len < head) {
    counters->torn++;
    return;
  }
  memcpy(&stamp, frame + 14, sizeof stamp);
  uint64_t seed = mixed(stamp.number << 1 | sender);
  if (stamp.sender != sender || stamp.number >= other->next || m->data_len != length_of(seed) ||
      !is_filled(frame + head, m->data_len - head, seed)) {
    counters->torn++;
    return;
  }
  uint64_t *seen = &self->seen[stamp.number % REMEMBERED];
  uint64_t times = *seen & 255, number = *seen >> 8;
  if (number > stamp.number) {
    // It lay in a ring while a whole memory's worth of frames went by.
    counters->late++;
  } else {
    if (number != stamp.number) times = 0;
    if (++times > stamp.copies) counters->again++;
    *seen = stamp.number << 8 | times;
  }
  if (other->awaited > 0) other->awaited--;
}

static void receive(struct guest *self, struct guest *other, unsigned sender, uint64_t time) {
  struct guest_counters *counters = self->counters;
  struct rte_mbuf *burst[BURST];
  uint16_t count = rte_eth_rx_burst(self->port, 0, burst, BURST);
  uint64_t asked = __atomic_load_n(&counters->asked, __ATOMIC_ACQUIRE);
  if (asked != counters->answered) {
    counters->silence = counters->silence_end = 0;
    counters->last = time;
    __atomic_store_n(&counters->answered, asked, __ATOMIC_RELEASE);
  }
  if (count == 0) return;
  if (time - counters->last > counters->silence) {
    counters->silence_end = time;
    __atomic_store_n(&counters->silence, time - counters->last, __ATOMIC_RELEASE);
  }
  counters->last = time;
  other->awaited_since = time;
  for (uint16_t i = 0; i < count; i++) check(self, other, sender, burst[i]);
  rte_pktmbuf_free_bulk(burst, count);
}

static void transmit(struct guest *self, unsigned sender, struct rte_mempool *pool, uint64_t time, uint64_t run) {
  struct guest_counters *counters = self->counters;
  if (self->awaited + 3 * BURST > AWAITED) {
    if (run == LOSE_NOTHING || time - self->awaited_since < PATIENCE_NS) return;
    counters->lost += self->awaited;
    self->awaited = 0;
    self->awaited_since = time;
  }
  struct rte_mbuf *burst[BURST];
  uint32_t copies[BURST];
  uint16_t count = 0;
  while (count < BURST && (burst[count] = stamped(pool, sender, self->next + count, &copies[count])) != NULL) count++;
  // Receivers believe no number that was not sent yet.
  self->next += count;
  if (self->awaited == 0) self->awaited_since = time;
  uint16_t sent = rte_eth_tx_burst(self->port, 0, burst, count);
  for (uint16_t i = 0; i < sent; i++) {
    self->awaited += copies[i];
    counters->expected += copies[i];
  }
  counters->sent += sent;
  if (sent < count) rte_pktmbuf_free_bulk(burst + sent, count - sent);
}

static void fail(const char *what, int code) {
  fprintf(stderr, "guests: %s: %s\n", what, strerror(code < 0 ? -code : code));
  exit(1);
}

static void start(uint16_t port, struct rte_mempool *pool) {
  // Only with the interrupt the driver notices that the switch has gone, and takes it back.
  struct rte_eth_conf setting = {.intr_conf.lsc = 1};
  int code = rte_eth_dev_configure(port, 1, 1, &setting);
  if (code == 0) code = rte_eth_rx_queue_setup(port, 0, DESCRIPTORS, SOCKET_ID_ANY, NULL, pool);
  if (code == 0) code = rte_eth_tx_queue_setup(port, 0, DESCRIPTORS, SOCKET_ID_ANY, NULL);
  if (code == 0) code = rte_eth_dev_start(port);
  if (code != 0) fail("the port does not start", code);
}

static struct counters *map(const char *path) {
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof(struct counters)) != 0) fail(path, errno);
  void *memory = mmap(NULL, sizeof(struct counters), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) fail(path, errno);
  close(file);
  return memory;
}

int main(int argc, char **argv) {
  int used = rte_eal_init(argc, argv);
  if (used < 0) fail("rte_eal_init", rte_errno);
  if (argc - used != 2 || rte_eth_dev_count_avail() != GUESTS) {
    fprintf(stderr, "usage: guests EAL-OPTIONS (with two net_virtio_user devices) -- COUNTERS-FILE\n");
    return 64;
  }
  signal(SIGTERM, stop);
  signal(SIGINT, stop);
  struct counters *counters = map(argv[used + 1]);
  struct rte_mempool *pool =
      rte_pktmbuf_pool_create("guests", 4095, 256, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
  if (pool == NULL) fail("rte_pktmbuf_pool_create", rte_errno);
  struct guest guests[GUESTS];
  for (unsigned i = 0; i < GUESTS; i++) {
    guests[i] = (struct guest){.port = (uint16_t)i, .next = 1, .counters = &counters->guest[i]};
    guests[i].seen = calloc(REMEMBERED, sizeof(uint64_t));
    if (guests[i].seen == NULL) fail("no memory", ENOMEM);
    start((uint16_t)i, pool);
  }
  counters->ready = 1;
  int was_up[GUESTS] = {0};
  uint64_t looked = 0, did_run = STOP;
  while (!stopped) {
    uint64_t time = now(), received = 0;
    // What lets the driver notice: asking for the link.
    if (time - looked > 2000000) {
      looked = time;
      for (unsigned i = 0; i < GUESTS; i++) {
        struct rte_eth_link link = {0};
        int is_up = rte_eth_link_get_nowait(guests[i].port, &link) == 0 && link.link_status == RTE_ETH_LINK_UP;
        if (is_up && !was_up[i]) counters->guest[i].links++;
        was_up[i] = is_up;
      }
    }
    uint64_t run = __atomic_load_n(&counters->run, __ATOMIC_RELAXED);
    // Whoever stopped them has waited until nothing was on its way.
    if (did_run == STOP && run != STOP) guests[0].awaited = guests[1].awaited = 0;
    did_run = run;
    for (unsigned i = 0; i < GUESTS; i++) {
      uint64_t before = guests[i].counters->received;
      receive(&guests[i], &guests[1 - i], 1 - i, time);
      received += guests[i].counters->received - before;
      if (run != STOP && was_up[i]) transmit(&guests[i], i, pool, time, run);
    }
    // Whoever waits for an answer lets others use the CPU.
    if (received == 0) usleep(20);
  }
  for (unsigned i = 0; i < GUESTS; i++) {
    rte_eth_dev_stop(guests[i].port);
    rte_eth_dev_close(guests[i].port);
  }
  rte_eal_cleanup();
  return 0;
}
