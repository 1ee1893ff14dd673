// SPDX-License-Identifier: BSD-3-Clause
import SPPController

await ControllerCommand.start()
