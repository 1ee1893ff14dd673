// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include "clinux_slice.h"
#include "clinux_spawn.h"
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/types.h>
#include <unistd.h>

_Static_assert(sizeof(struct clinux_affinity) == sizeof(cpu_set_t), "cpu_set_t has another size");

void clinux_get_affinity(struct clinux_affinity *affinity) {
  sched_getaffinity(0, sizeof(cpu_set_t), (cpu_set_t *)affinity);
}

int clinux_spawn(int *pid, const char *program, char *const *argv, int output, const struct clinux_affinity *affinity) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  // EAL's hugepage files carry locks that a child would keep after our death.
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  // What is ignored here would be ignored there.
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  // A child inherits how the calling thread is scheduled, and its CPUs; EAL has pinned it to one.
  struct clinux_schedule schedule = clinux_wake_as_others();
  struct clinux_affinity pinned;
  clinux_get_affinity(&pinned);
  sched_setaffinity(0, sizeof(cpu_set_t), (const cpu_set_t *)affinity);
  extern char **environ;
  pid_t child = 0;
  int error = posix_spawn(&child, program, &actions, &attributes, argv, environ);
  sched_setaffinity(0, sizeof(cpu_set_t), (const cpu_set_t *)&pinned);
  clinux_restore_schedule(&schedule);

  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  *pid = child;
  return error;
}
