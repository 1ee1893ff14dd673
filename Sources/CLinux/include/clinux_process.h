// SPDX-License-Identifier: BSD-3-Clause
// How a process ended, by its pidfd: siginfo_t is a union that Swift reads badly.
#pragma once

// 0 and the exit status or the signal of a child that has ended, which is reaped. -EAGAIN while it runs, -ECHILD when it
// is nobody's child here.
int clinux_ending(int pidfd, int *status, int *is_signal);
