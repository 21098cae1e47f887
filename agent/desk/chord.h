/* chord.h - the names of keys and chords that recipes may use. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/X.h>
#include <stdbool.h>

/* chord_parse() - is @chord "ctrl+s" or the like? @ret_key: its last part as keysym. */
bool chord_parse(const char *chord, KeySym *ret_key);
