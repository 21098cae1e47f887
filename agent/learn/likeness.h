/* likeness.h - which letters fonts draw alike: what a letter nobody saw may be mistaken for. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

/* likeness_holds() - does some font draw @a and @b alike (docs/decisions/036-learnt-fonts.md)? */
bool likeness_holds(const char *a, const char *b);
