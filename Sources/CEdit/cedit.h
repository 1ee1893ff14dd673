// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <stdio.h>
#include <editline/readline.h>
