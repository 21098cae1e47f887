/* chord.h - keys pressed together, as recipes write them: "ctrl+s", "alt+F4", "Escape". */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/recipe/source.h"
#include "agent/recipe/value.h"

/*
 * chord_check() - findings for what is no chord: modifiers (ctrl, shift, alt, super, altgr) and
 * one key, joined by +. A key is a letter, a digit, F1..F12 or one of the names in chord.c (X11's
 * keysym names, so that the desk takes them as they are).
 */
void chord_check(const struct source *s, struct place at, const char *text);
