// SPDX-License-Identifier: BSD-3-Clause
import Glibc
import SPPProcess

exit(PrimaryProgram.run(Array(CommandLine.arguments.dropFirst())))
