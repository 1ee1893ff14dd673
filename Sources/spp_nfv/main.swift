// SPDX-License-Identifier: BSD-3-Clause
import Glibc
import SPPModel
import SPPProcess

exit(SecondaryProgram.run(.nfv, Array(CommandLine.arguments.dropFirst())))
