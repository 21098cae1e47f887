/* guard.h - before input: does it go where it is meant to, and who works against it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"

struct client;
struct desk;
struct survey;

/* What an application did that the next input or barrier has to tell; docs/decisions/014. */
struct guard {
	char said[256];          /* what it did last, "" if nothing */
	bool crowded;            /* said once of more windows than the desk works with */
	bool resized;            /* the screen is not as it was opened; for good */
	bool replaced;           /* another program took WM_S0; for good */
	int width_px, height_px; /* of the screen, if resized */
};

/*
 * guard_aim() - may root (@rx,@ry) be clicked for window @id? Only if that is the uppermost window
 * there.
 * @e: ERR_MISMATCH naming the window that lies above, or saying that @id is not there
 */
MUST_USE bool guard_aim(struct desk *desk, uint32_t id, int rx, int ry, struct err *e);

/*
 * guard_point() - may the point that @s was asked about be clicked at all? No program holds the
 * pointer without a menu being open, and no window without a frame lies there but the
 * application's own.
 * @e: ERR_MISBEHAVED in a plain sentence, ERR_DISPLAY
 */
MUST_USE bool guard_point(struct desk *d, const struct survey *s, struct err *e);

/*
 * guard_keys() - may keys be pressed? They reach the active window: it has the focus, and no
 * program holds the keyboard without a menu being open. Waits for a window that was given the focus
 * and has not taken it yet.
 * @e: ERR_MISBEHAVED in a plain sentence, ERR_HUNG (does not take the focus), ERR_DISPLAY
 */
MUST_USE bool guard_keys(struct desk *d, const struct survey *s, struct err *e);

/* guard_check() - tell what was noted, once; what lasts, always. @e: ERR_MISBEHAVED */
MUST_USE bool guard_check(struct desk *d, struct err *e);

/* guard_note() - the next guard_check() says this; the first of several counts. */
void guard_note(struct desk *d, const char *fmt, ...) PRINTF(2, 3);

/* guard_count() - a window was mapped: are there too many? */
void guard_count(struct desk *d);

/* guard_resized() - the root window has this size now. */
void guard_resized(struct desk *d, int width_px, int height_px);

/* guard_replaced() - somebody else owns a selection of ours: that of the window manager? */
void guard_replaced(struct desk *d, const XSelectionClearEvent *event);
