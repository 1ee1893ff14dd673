// SPDX-License-Identifier: BSD-3-Clause
import Glibc
import SPPProcess

exit(VFProcess.run(Array(CommandLine.arguments.dropFirst())))
