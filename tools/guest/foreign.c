// SPDX-License-Identifier: BSD-3-Clause
// Counts the frames that reach an interface although they are for somebody else: a guest's proof that
// the switch did not send it its neighbour's packets. Counts until its standard input says a line, then
// writes "FRAMES FOREIGN" and goes on.
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVERY_PROTOCOL 0x0003  // ETH_P_ALL

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: foreign INTERFACE\n");
    return 64;
  }
  int fd = socket(AF_PACKET, SOCK_RAW, htons(EVERY_PROTOCOL));
  struct sockaddr_ll from = {.sll_family = AF_PACKET, .sll_protocol = htons(EVERY_PROTOCOL)};
  from.sll_ifindex = (int)if_nametoindex(argv[1]);
  if (fd < 0 || from.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&from, sizeof from) != 0) {
    fprintf(stderr, "foreign: %s: %s\n", argv[1], strerror(errno));
    return 1;
  }
  unsigned long frames = 0, foreign = 0;
  struct pollfd watched[2] = {{.fd = fd, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
  for (;;) {
    if (poll(watched, 2, -1) < 0 && errno != EINTR) return 1;
    char frame[64];
    socklen_t length = sizeof from;
    while (recvfrom(fd, frame, sizeof frame, MSG_DONTWAIT, (struct sockaddr *)&from, &length) >= 0) {
      length = sizeof from;
      if (from.sll_pkttype == PACKET_OUTGOING) continue;
      frames++;
      if (from.sll_pkttype == PACKET_OTHERHOST) foreign++;
    }
    if (watched[1].revents) {
      if (read(STDIN_FILENO, frame, sizeof frame) <= 0) return 0;
      printf("%lu %lu\n", frames, foreign);
      fflush(stdout);
    }
  }
}
