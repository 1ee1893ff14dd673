// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <rte_config.h>
