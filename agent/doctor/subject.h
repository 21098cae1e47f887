/* subject.h - an application on a private desk: how does it want to be worked? */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/doctor/fact.h"
#include "base/err.h"

struct subject_options {
	const char *command;  /* one text, see words_split() */
	const char *title;    /* glob of the window to wait for, NULL: the first */
	bool has_field;       /* click (field_x,field_y) first, else the field that has the focus */
	int field_x, field_y; /* on the root window, as in a picture of the screen */
	int timeout_ms;       /* for the window, and for every answer of the application */
	/* Tells a person what is about to be done, one line without its end; before it is done. */
	void (*announce)(const char *line);
};

/* How far it came; X(end, word). */
#define SUBJECT_ENDS(X) \
	X(SUBJECT_COMPLETE, "complete") \
	X(SUBJECT_NO_FIELD, "no field")    /* nothing took text: all else was found out */ \
	X(SUBJECT_NO_START, "not started") /* program not found, not executable */ \
	X(SUBJECT_ENDED, "ended")          /* before or while it was looked at */ \
	X(SUBJECT_NO_WINDOW, "no window")  /* within the time */ \
	X(SUBJECT_HUNG, "hung")            /* does not answer, or its screen never rests */ \
	X(SUBJECT_BROKEN, "not looked at") /* our desk failed */

enum subject_end {
#define X(end, word) end,
	SUBJECT_ENDS(X)
#undef X
};

struct subject {
	enum subject_end end;
	const char *why;      /* one line; "" with SUBJECT_COMPLETE */
	struct facts facts;   /* what was found out, also when it did not come to its end */
	const char *proposal; /* the recipe's `application:` as YAML; "" if there was no window */
};

/*
 * subject_try() - start it on a desk of its own, look, type test texts into one field, end it.
 * Presses letters, Tab, shift+Tab, Delete, the chords of field_ways and of pasting, and clicks only
 * into the field; never Return, never a blank. @a owns all of *ret_subject.
 */
void subject_try(const struct subject_options *o, struct arena *a, struct subject *ret_subject);

/* subject_print() - append for people. */
void subject_print(const struct subject *s, struct buf *out);

/* subject_json() - append as one JSON object (docs/doctor.schema.json), with a line end. */
void subject_json(const struct subject_options *o, const struct subject *s, struct buf *out);
