/* keyboard.h - the state the keyboard must be in around every input. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/err.h"

struct desk;
struct survey;

/*
 * keyboard_check() - as @s tells: no key or button is held, no modifier held, latched or locked,
 * the first group chosen, the keymap still ours. If somebody turned autorepeat on,
 * it is off again.
 * @when: "before typing", for the message
 * @e: ERR_MISBEHAVED names the key, the modifier or what became of the keymap; ERR_DISPLAY
 */
MUST_USE bool keyboard_check(struct desk *d, const struct survey *s, const char *when,
			     struct err *e);
