/* learn.h - a font learnt from an application: its letters typed, cut out and proven. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/learn/cut.h"
#include "agent/read/capture.h"
#include "base/arena.h"
#include "base/err.h"
#include "ocr/learnt.h"

struct learn_options {
	struct capture_options app;
	bool has_field; /* click (field_x,field_y) first, else the field that has the focus */
	int field_x, field_y;
	struct repertoire letters; /* to be learnt, the blank among them; none: repertoire_read() */
	/* Tells a person what is about to be done, one line without its end; before it is done. */
	void (*announce)(const char *line);
};

/* A letter that was not learnt. */
struct learn_miss {
	const char *text;
	enum cut_fate fate;
};

struct learn {
	struct learnt *font; /* owned by the caller */
	size_t n_learnt;     /* letters */
	struct learn_miss *missing;
	size_t n_missing;
	size_t n_guessed; /* texts that may look as a learnt letter does */
	bool selection;   /* what arrived was checked by the selection, else by the picture */
	bool mono;        /* every pixel is ink or none */
	uint32_t paper_rgb, ink_rgb;
	size_t n_texts, n_certain; /* of the proof */
};

/*
 * learn_font() - start the application on @desk, type every letter into one field, cut it out, and
 * type texts that must be drawn and read as the letters say.
 * @a: owns all of @ret_learn but the font
 * @e: ERR_UNSUPPORTED (the font cannot be learnt, and why), ERR_NOT_FOUND (no window, no field),
 *     errors of capture_start() and of the desk
 */
MUST_USE bool learn_font(struct desk *desk, const struct learn_options *o, struct arena *a,
			 struct learn *ret_learn, struct err *e);
