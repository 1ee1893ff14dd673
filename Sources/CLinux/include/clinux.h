// SPDX-License-Identifier: BSD-3-Clause
// Linux calls that Swift's Glibc module lacks. Do not define _GNU_SOURCE here: it breaks the importer.
#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <stdint.h>

#include "clinux_peer.h"
#include "clinux_process.h"
#include "clinux_slice.h"
#include "clinux_spawn.h"

// prctl is variadic. Returns 0, or -1 with errno set.
int clinux_set_parent_death_signal(int signal);
// The name shown by `ps -L`; at most 15 bytes.
int clinux_set_thread_name(const char *name);
// Heavy side of an asymmetric fence: every thread of this process has executed a full barrier on return.
// 0, or -1 when the kernel has no membarrier(2).
int clinux_membarrier(void);
// setns(2) and gettid(2) need _GNU_SOURCE.
int clinux_gettid(void);
