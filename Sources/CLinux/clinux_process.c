// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include "clinux_process.h"
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

int clinux_ending(int pidfd, int *status, int *is_signal) {
  siginfo_t info = {0};
  while (waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG) != 0) {
    if (errno != EINTR) return -errno;
  }
  if (info.si_pid == 0) return -EAGAIN;
  *status = info.si_status;
  *is_signal = info.si_code != CLD_EXITED;
  return 0;
}
