/* chord.h - the names of keys and chords that recipes may use. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/X.h>
#include <stdbool.h>
#include "base/buf.h"

/* CHORD_BYTES_MAX: all modifiers and the longest key, as libxdo spells them. */
enum { CHORD_BYTES_MAX = 128 };

/*
 * chord_parse() - is @chord "ctrl+s" or the like? @ret_key: its last part as keysym.
 * @ret_xdo: initialised; the chord as libxdo spells it
 */
bool chord_parse(const char *chord, KeySym *ret_key, struct buf *ret_xdo);
