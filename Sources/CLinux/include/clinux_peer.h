// SPDX-License-Identifier: BSD-3-Clause
// Who is at the other end of a Unix socket.
#pragma once
#include <sys/types.h>

// Whether the peer is root, `user`, or a member of `group` (SO_PEERCRED, SO_PEERGROUPS): 1 or 0, and 0 when the kernel
// does not say.
int clinux_peer_is(int socket, uid_t user, gid_t group);
