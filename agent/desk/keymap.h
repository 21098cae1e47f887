/* keymap.h - the desk's one keymap: German, plus every character of DIN 91379, extended too. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/desk/server.h"
#include "base/err.h"

/* Bits of a level; each is one key held while the character's key is pressed. */
enum {
	KEYMAP_SHIFT = 1,
	KEYMAP_LEVEL3 = 2,
	KEYMAP_LEVEL5 = 4,
	KEYMAP_MODIFIERS = 3,
	KEYMAP_LEVELS = 1 << KEYMAP_MODIFIERS,
	KEYMAP_CODES = 256,
};

struct keymap_place {
	uint32_t cp;
	uint8_t keycode;
	uint8_t level; /* set of KEYMAP_SHIFT, KEYMAP_LEVEL3, KEYMAP_LEVEL5 */
};

/* What the server gives for every key and level, and which modifiers its keys are. */
struct keymap_image {
	KeySym symbols[KEYMAP_CODES][KEYMAP_LEVELS];
	uint8_t modmap[KEYMAP_CODES];
};

struct keymap {
	struct keymap_place *places; /* owned; ascending by cp, each once */
	size_t n;
	uint8_t modifier[KEYMAP_MODIFIERS];      /* keycode that holds bit 1 << index */
	struct keymap_place line_end, tabulator; /* Return and Tab, where these may be typed */
	struct keymap_image *image;              /* owned; as read back after loading */
	bool doubted; /* the server told of a change: to be read again before anything is typed */
};

/*
 * keymap_load() - give the server its keymap, read it back, and check that every printable ASCII
 * character and every code point of DIN 91379 (letters, non-letters, combining marks; the extended
 * Greek, Cyrillic and E1 too) has its place.
 * @e: ERR_DISPLAY, naming the first character that is missing
 */
MUST_USE bool keymap_load(struct keymap *k, Display *x, const struct server *s, struct err *e);

/*
 * keymap_check() - is the server's map still the one that was loaded? Asks the server only while
 * that is doubted. @e: ERR_MISBEHAVED names the first key that differs
 */
MUST_USE bool keymap_check(struct keymap *k, Display *x, struct err *e);

/* keymap_name() - name of the symbol @keycode gives alone, "nothing" if none; for messages. */
const char *keymap_name(const struct keymap *k, unsigned keycode);

/* keymap_clear() - release the table. */
void keymap_clear(struct keymap *k);

/* keymap_find() - where @cp is, NULL if nowhere. Control characters are nowhere. */
const struct keymap_place *keymap_find(const struct keymap *k, uint32_t cp);
