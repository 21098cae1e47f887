/* specimen.h - texts written into one field of an application, and the ink they leave there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/doctor/field.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/img.h"

struct specimen {
	struct field field; /* found and tried; its way selects all */
	bool terminal;      /* the application is one */
	struct rect area;   /* of the root window: every picture is of it */
	struct img *clean;  /* owned; the area with an empty field and no caret */
	uint32_t paper_rgb; /* of the field */
};

enum specimen_outcome {
	SPECIMEN_TAKEN,
	SPECIMEN_NO_WAY, /* a letter is not on the keymap, and the field pastes nothing */
	SPECIMEN_OTHER,  /* another text stands in the field */
};

/*
 * specimen_open() - find the field that has the keyboard and the ways to fill it.
 * @s: all is 0 but for the field's desk and limit_ms, and terminal
 * @e: ERR_NOT_FOUND (no field, or no way to replace its text); errors of the desk
 */
MUST_USE bool specimen_open(struct specimen *s, struct err *e);

/* specimen_close() - release what specimen_open() made. */
void specimen_close(struct specimen *s);

/*
 * specimen_take() - write @text and some blanks, so that the caret stands off its ink.
 * @ret_img: of s->area, where everything that is not ink of the text or the caret has the paper's
 *           colour; owned by the caller; only with SPECIMEN_TAKEN
 * @e: errors of the desk; ERR_LIMIT (longer than a field is tried with)
 */
MUST_USE bool specimen_take(struct specimen *s, const char *text,
			    enum specimen_outcome *ret_outcome, struct img **ret_img,
			    struct err *e);

/* specimen_take_still() - likewise, without the caret: taken twice with the caret elsewhere. */
MUST_USE bool specimen_take_still(struct specimen *s, const char *text, struct img **ret_img,
				  struct err *e);
