/* keymap.h - the desk's one keymap: German, plus every character of DIN 91379. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/desk/server.h"
#include "base/err.h"

/* Bits of a level; each is one key held while the character's key is pressed. */
enum { KEYMAP_SHIFT = 1, KEYMAP_LEVEL3 = 2, KEYMAP_LEVEL5 = 4, KEYMAP_MODIFIERS = 3 };

struct keymap_place {
	uint32_t cp;
	uint8_t keycode;
	uint8_t level; /* set of KEYMAP_SHIFT, KEYMAP_LEVEL3, KEYMAP_LEVEL5 */
};

struct keymap {
	struct keymap_place *places; /* owned; ascending by cp, each once */
	size_t n;
	uint8_t modifier[KEYMAP_MODIFIERS]; /* keycode that holds bit 1 << index */
};

/*
 * keymap_load() - give the server its keymap, read it back, and check that every printable ASCII
 * character and every code point of DIN 91379 has its place.
 * @e: ERR_DISPLAY, naming the first character that is missing
 */
MUST_USE bool keymap_load(struct keymap *k, Display *x, const struct server *s, struct err *e);

/* keymap_clear() - release the table. */
void keymap_clear(struct keymap *k);

/* keymap_find() - where @cp is, NULL if nowhere. Control characters are nowhere. */
const struct keymap_place *keymap_find(const struct keymap *k, uint32_t cp);
