// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine

SPP.main()
