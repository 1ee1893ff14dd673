// SPDX-License-Identifier: BSD-3-Clause
// Starting a program that shares nothing with us; the calls for it need _GNU_SOURCE.
#pragma once

// As cpu_set_t: 1,024 CPUs.
struct clinux_affinity {
  unsigned long bits[16];
};

// CPUs that the calling thread may use.
void clinux_get_affinity(struct clinux_affinity *affinity);

// Starts `program` in a process group of its own, with no signal blocked, on the given CPUs, its input from
// /dev/null, its output to `output`, scheduled as any program, and no other file of ours. 0 with the pid, or an errno.
int clinux_spawn(int *pid, const char *program, char *const *argv, int output, const struct clinux_affinity *affinity);
