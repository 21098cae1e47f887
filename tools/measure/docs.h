/* docs.h - every function that a header shows has its own comment. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "tools/measure/finding.h"

/* docs_check() - report prototypes without a comment block that names the function. */
void docs_check(const struct source *s, struct findings *f);
