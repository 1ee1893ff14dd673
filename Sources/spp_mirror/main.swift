// SPDX-License-Identifier: BSD-3-Clause
import Glibc
import SPPModel
import SPPProcess

exit(SecondaryProgram.run(.mirror, Array(CommandLine.arguments.dropFirst())))
