/* marks.h - how many equal marks stand in a row: what a field shows that hides its text. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/img.h"

/*
 * marks_count() - marks in the ink that both looks have (only a caret moved between them). No
 * font is asked, and no letter recognised: marks are pieces of ink in a row, gaps between them, as
 * wide, high and far apart as each other (1 px of difference: outlines stand between two pixels).
 * @looks: one size; what touches their edge is no mark
 * @ret_n: 0 if there is no ink. A single piece counts only if something else moved.
 * Untouched if the ink is anything but one row of marks.
 */
bool marks_count(const struct img *const looks[2], size_t *ret_n);
