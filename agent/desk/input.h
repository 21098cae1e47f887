/* input.h - pointer, keys, text and selections of a desk. Only what takes a deadline waits for the
 * application. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/clock.h"
#include "base/err.h"

struct desk;

/*
 * input_click() - move the pointer to root (@rx,@ry) and press and release @button (1..3) @times
 * times, as one gesture: several clicks are 10 ms apart and parted from a click just before.
 * @e: ERR_RECIPE (no such point or click), ERR_MISBEHAVED (see guard.h; a key, modifier or button
 *     is held by another client; the pointer does not stay), ERR_DISPLAY
 */
MUST_USE bool input_click(struct desk *desk, int rx, int ry, int button, int times, struct err *e);

/*
 * input_part_clicks() - let the time pass in which the application would take the next click for a
 * part of the last one (docs/decisions/007, 018). The pause lies in the X server's queue and is at
 * most 50 ms over the application's double-click time.
 */
MUST_USE bool input_part_clicks(struct desk *desk, struct err *e);

/* input_part_clicks_at() - likewise, if the last click was within 8 px of root (@rx,@ry). */
MUST_USE bool input_part_clicks_at(struct desk *desk, int rx, int ry, struct err *e);

/* input_move() - put the pointer to root (@rx,@ry), out of the way: at one go, nothing asked. */
MUST_USE bool input_move(struct desk *desk, int rx, int ry, struct err *e);

/*
 * input_hover() - rest the pointer on root (@rx,@ry): it comes from 12 px beside, so that what is
 * there sees it move. What lies on the way from where it was is not touched.
 * @e: as input_click()
 */
MUST_USE bool input_hover(struct desk *desk, int rx, int ry, struct err *e);

/* X's buttons of a wheel. */
enum input_wheel { INPUT_WHEEL_UP = 4, INPUT_WHEEL_DOWN, INPUT_WHEEL_LEFT, INPUT_WHEEL_RIGHT };

/* input_scroll() - turn the wheel at root (@rx,@ry) by @notches (1..1000). The keyboard stays where
 * it is. @e: as input_click() */
MUST_USE bool input_scroll(struct desk *desk, int rx, int ry, enum input_wheel wheel, int notches,
			   struct err *e);

struct input_drag {
	int from_x, from_y, to_x, to_y; /* on the root window */
	int button;                     /* 1..3 */
};

/*
 * input_drag() - press at one point, move to the other in steps of 4 px, release there. Before each
 * part the application has eaten the one before. What goes wrong in between calls the drag off by
 * Escape before the button is released, so that nothing is dropped where it does not belong.
 * @limit: for all barriers together
 * @e: as input_click() and desk_barrier()
 */
MUST_USE bool input_drag(struct desk *desk, const struct input_drag *drag, struct deadline limit,
			 struct err *e);

/*
 * input_key() - press and release a chord such as "Tab", "ctrl+s", "shift+End", "F3" (X keysym
 * names; modifiers shift, ctrl, alt, super, altgr).
 * @e: ERR_RECIPE names an unknown key; ERR_MISBEHAVED, before and behind, a key or modifier that
 *     another client holds, or what it made of the keymap
 */
MUST_USE bool input_key(struct desk *desk, const char *chord, struct err *e);

/* input_keys() - up to eight chords with a blank between two, in one go: nobody looks between them.
 * @e: as input_key() */
MUST_USE bool input_keys(struct desk *desk, const char *chords, struct err *e);

/* input_key_known() - is @chord one that input_key() takes? Needs no desk. */
bool input_key_known(const char *chord);

/* Control characters that may be typed, by the key a person would press for them. */
enum input_controls {
	INPUT_LINE_END_IS_RETURN = 1, /* U+000A presses Return */
	INPUT_TABULATOR_IS_TAB = 2,   /* U+0009 presses Tab */
};

/* A text as it came, checked before the first key is pressed. */
struct input_text {
	const char *bytes;
	size_t len_bytes; /* NUL among them is refused like everything that is not UTF-8 */
	unsigned keys;    /* set of enum input_controls; every other control character is refused */
	const char *before, *after; /* chords as for input_keys(), in one go with it; NULL: none */
};

/* A text that never goes through a selection: what takes this type types it or does nothing. */
struct input_secret {
	const char *text; /* UTF-8 */
};

/* INPUT_TYPE_MS: what input_type() gives the application for a text of several portions. */
enum { INPUT_TYPE_MS = 60000 };

/* input_can_type() - 0 if every code point of @text (valid UTF-8) is on the keymap, else the first
 * that is not. */
uint32_t input_can_type(struct desk *desk, const char *text);

/*
 * input_enter() - type @text by XTEST without delays. A long text goes in portions with a barrier
 * between (docs/decisions/011-portions.md), so that neither the server nor the application piles
 * it up; the last portion is not waited for.
 * @limit: for all barriers together
 * @e: nothing was typed: ERR_SYNTAX (not UTF-8; names the byte), ERR_UNSUPPORTED (names the
 *     character that is not on the keymap), ERR_MISBEHAVED (see input_key()). Part of it may have
 *     been: ERR_HUNG, ERR_GONE, and ERR_MISBEHAVED if the keymap was changed meanwhile
 */
MUST_USE bool input_enter(struct desk *desk, const struct input_text *text, struct deadline limit,
			  struct err *e);

/* input_type() - input_enter() for a text without any control character, within INPUT_TYPE_MS. */
MUST_USE bool input_type(struct desk *desk, const char *text, struct err *e);

/* input_type_secret() - input_enter() for a secret; no error names any of its letters. */
MUST_USE bool input_type_secret(struct desk *desk, struct input_secret secret,
				struct deadline limit, struct err *e);

/*
 * input_offer() - own CLIPBOARD and PRIMARY with @text (copied), served while the desk waits, until
 * input_withdraw() or another owner. Served are the forms that are exactly this text: UTF8_STRING,
 * text/plain;charset=utf-8, COMPOUND_TEXT, TEXT, and STRING if it is Latin-1; in pieces (INCR)
 * where one request does not hold it. A secret has another type and does not get here. To be called
 * behind a barrier: an application that is still marking text takes PRIMARY for itself.
 * @e: ERR_LIMIT (over 1 MiB), ERR_SYNTAX (not UTF-8; names the byte), ERR_MISBEHAVED (taken by
 *     another in the same moment), ERR_DISPLAY
 */
MUST_USE bool input_offer(struct desk *desk, const char *text, struct err *e);

/*
 * input_paste() - press @chord, by which the application pastes, and wait until it has asked for
 * all it wants of the offered text, been given it, and handled that. A clipboard of its own, as
 * Wine has it, must know of the text before the chord is pressed (docs/decisions/028).
 * @e: as input_key() and desk_barrier(); ERR_HUNG also if it asks and does not take, and, with
 *     nothing pressed, if its clipboard does not
 */
MUST_USE bool input_paste(struct desk *desk, const char *chord, struct deadline limit,
			  struct err *e);

/* input_drop_selection() - take PRIMARY away from whoever has it, so that an owner found later is
 * new. */
MUST_USE bool input_drop_selection(struct desk *desk, struct err *e);

/*
 * input_await_owner() - until somebody owns PRIMARY that was taken away by input_drop_selection().
 * Who is asked for it then answers behind all input that came before.
 * @ret_taken: false: nobody did until @limit
 */
MUST_USE bool input_await_owner(struct desk *desk, struct deadline limit, bool *ret_taken,
				struct err *e);

/* input_withdraw() - give both selections up and wipe the text; who was just being given it gets
 * no more of it. */
void input_withdraw(struct desk *desk);

/*
 * input_selection() - what the application offers as PRIMARY, as UTF8_STRING (INCR followed).
 * No other form is asked for: what old toolkits offer as STRING may have lost letters unseen.
 * @ret_text: owned by the caller (free()); NULL if nobody owns it, we own it, or the owner refused
 * An owner that comes while it is read is asked in the place of the one before.
 * @e: ERR_HUNG (no answer until @limit), ERR_DISPLAY, ERR_LIMIT (over 1 MiB), ERR_MISBEHAVED (not
 *     UTF-8, or the owner went away while it was read)
 */
MUST_USE bool input_selection(struct desk *desk, struct deadline limit, char **ret_text,
			      struct err *e);

/* input_clipboard() - likewise what it offers as CLIPBOARD. */
MUST_USE bool input_clipboard(struct desk *desk, struct deadline limit, char **ret_text,
			      struct err *e);

/* input_release_all() - every key and button up; true if none is down or locked afterwards. */
bool input_release_all(struct desk *desk);
