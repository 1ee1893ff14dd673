// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <lz4frame.h>
