// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include "clinux_peer.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

int clinux_peer_is(int socket, uid_t user, gid_t group) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return 0;
  if (peer.uid == 0 || peer.uid == user || peer.gid == group) return 1;
  // With too little room the kernel says how much it needs; a user may be in 65,536 groups.
  gid_t few[32];
  gid_t *groups = few;
  length = sizeof few;
  int code = getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups, &length);
  if (code != 0 && errno == ERANGE && length <= 65536 * sizeof *groups) {
    groups = malloc(length);
    if (groups == NULL) return 0;
    code = getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups, &length);
  }
  int found = 0;
  for (size_t index = 0; code == 0 && index < length / sizeof *groups; index++) found |= groups[index] == group;
  if (groups != few) free(groups);
  return found;
}
