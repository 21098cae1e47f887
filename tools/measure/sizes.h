/* sizes.h - limits on files, functions, nesting, complexity and parameters. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "tools/measure/finding.h"

/* sizes_check() - report every limit of the house style that this file breaks. */
void sizes_check(const struct source *s, struct findings *f);
