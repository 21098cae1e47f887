/* survey.h - what an input has to know before and behind it, asked in one round trip. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include "base/err.h"

struct desk;

/* The answers of the server: of one moment, but for what others do between two requests. */
struct survey {
	int rx, ry;                       /* the point that was asked about */
	Window under;                     /* the uppermost window there, None: the root window */
	bool keyboard_held, pointer_held; /* another client has a grab */
	Window focus;                     /* of whatever depth */
	unsigned key;                     /* a keycode that is down, 0 if none is */
	unsigned modifiers;               /* in effect, be they held, latched or locked */
	unsigned group;
	unsigned buttons; /* of the pointer, that are down; bit 0 is button 1 */
	bool repeats;     /* autorepeat is on */
};

/*
 * survey_take() - ask about root (@rx,@ry) and the rest, and handle the events that came before the
 * answers. What was sent before it, the server has handled when it returns. @e: ERR_DISPLAY
 */
MUST_USE bool survey_take(struct desk *d, int rx, int ry, struct survey *ret, struct err *e);

/* survey_keys() - only what is pressed, in effect or repeated; the rest of @ret is 0. Three answers
 * instead of seven, each of which the server writes by itself. As survey_take() else. */
MUST_USE bool survey_keys(struct desk *d, struct survey *ret, struct err *e);
