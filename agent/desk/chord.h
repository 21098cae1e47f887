/* chord.h - the names of keys and chords that recipes may use. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/X.h>
#include <stdbool.h>
#include <stddef.h>

/* CHORD_KEYS_MAX: all five modifiers and a key. */
enum { CHORD_KEYS_MAX = 6 };

/* The keys of a chord in the order they are pressed: modifiers, then one that is none. */
struct chord {
	KeySym keys[CHORD_KEYS_MAX];
	size_t n; /* 1..6 */
};

/* chord_parse() - is @text "ctrl+s" or the like? */
bool chord_parse(const char *text, struct chord *ret_chord);
