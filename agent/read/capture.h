/* capture.h - what an application shows, as a picture. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/err.h"
#include "base/img.h"

struct desk;

struct capture_options {
	const char *const *argv; /* NULL-terminated; a relative path is the caller's */
	const char *title;       /* glob of the window to wait for, NULL: the first */
	int timeout_ms;          /* until its window is there, and until it rests */
};

/* capture_start() - start it on @desk, wait for its window and until nothing moves.
 * @e: as capture_app() */
MUST_USE bool capture_start(struct desk *desk, const struct capture_options *o, struct err *e);

/*
 * capture_app() - start it on @desk, wait for its window and until nothing moves, take the picture,
 * end it.
 * @ret_img: the whole screen; owned by the caller
 * @e: ERR_START, ERR_GONE (it ended, with its exit status), ERR_NOT_FOUND (no such window within
 *     the time), ERR_HUNG (does not answer, or never rests), ERR_DISPLAY, ERR_STOPPED
 */
MUST_USE bool capture_app(struct desk *desk, const struct capture_options *o, struct img **ret_img,
			  struct err *e);
