/* input.h - pointer, keys, text and selections of a desk. Nothing waits for the application. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/clock.h"
#include "base/err.h"

struct desk;

/* input_click() - move the pointer to root (@rx,@ry) and press and release @button (1..3) @times
 * times. */
MUST_USE bool input_click(struct desk *desk, int rx, int ry, int button, int times, struct err *e);

/*
 * input_part_clicks() - let the time pass in which the application would take the next click for a
 * part of the last one (docs/decisions/007). The pause lies in the X server's queue, at most 0.25
 * s.
 */
MUST_USE bool input_part_clicks(struct desk *desk, struct err *e);

/* input_move() - move the pointer to root (@rx,@ry). */
MUST_USE bool input_move(struct desk *desk, int rx, int ry, struct err *e);

/*
 * input_key() - press and release a chord such as "Tab", "ctrl+s", "shift+End", "F3" (X keysym
 * names; modifiers shift, ctrl, alt). @e: ERR_RECIPE names an unknown key.
 */
MUST_USE bool input_key(struct desk *desk, const char *chord, struct err *e);

/* input_key_known() - is @chord one that input_key() takes? Needs no desk. */
bool input_key_known(const char *chord);

/* input_can_type() - 0 if every code point of @text (valid UTF-8) is on the keymap, else the first
 * that is not. */
uint32_t input_can_type(struct desk *desk, const char *text);

/* input_type() - type @text by XTEST without delays. ERR_UNSUPPORTED names a character that is not
 * on the keymap; then nothing was typed. */
MUST_USE bool input_type(struct desk *desk, const char *text, struct err *e);

/*
 * input_offer() - own CLIPBOARD and PRIMARY with @text (copied), served (TARGETS, UTF8_STRING,
 * STRING, TIMESTAMP) while the desk waits, until input_withdraw() or another owner.
 */
MUST_USE bool input_offer(struct desk *desk, const char *text, struct err *e);

/* input_drop_selection() - take PRIMARY away from whoever has it, so that an owner found later is
 * new. */
MUST_USE bool input_drop_selection(struct desk *desk, struct err *e);

/* input_withdraw() - give both selections up and wipe the text. */
void input_withdraw(struct desk *desk);

/*
 * input_selection() - what the application offers as PRIMARY, as UTF8_STRING (INCR followed).
 * @ret_text: owned by the caller (free()); NULL if nobody owns it, we own it, or the owner refused
 * @e: ERR_HUNG (no answer until @limit), ERR_DISPLAY, ERR_LIMIT (over 1 MiB), ERR_MISBEHAVED (not
 *     UTF-8)
 */
MUST_USE bool input_selection(struct desk *desk, struct deadline limit, char **ret_text,
			      struct err *e);

/* input_release_all() - every key and button up; true if none is down or locked afterwards. */
bool input_release_all(struct desk *desk);
