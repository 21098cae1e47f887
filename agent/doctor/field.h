/* field.h - one text field of an application: written by selecting all, read by its selection. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/desk/desk.h"
#include "base/err.h"
#include "base/rect.h"

/* A way to have the whole text of a field selected or gone; one table in field.c. */
struct field_way {
	const char *name;     /* "ctrl+a"; stands in the output */
	const char *chord[2]; /* pressed in this order */
	bool terminal;      /* for those only: a triple click selects, which is for reading only */
	const char *clear;  /* chord that empties the field; NULL: typing replaces the selection */
	const char *recipe; /* value of `select_all:`, "" if it is the default, NULL: none fits */
};

/* FIELD_WAYS: rows of the table. FIELD_ROOM_MAX: characters a field is tried with; in a terminal
 * fewer, because a line that wraps cannot be taken back whole. */
enum { FIELD_WAYS = 5, FIELD_ROOM_MAX = 160, FIELD_LINE_MAX = 60, FIELD_TEXT_BYTES = 1024 };

extern const struct field_way field_ways[FIELD_WAYS];

enum field_how { FIELD_BY_KEYS, FIELD_BY_PASTE };

struct field {
	struct desk *desk;           /* borrowed */
	int limit_ms;                /* of every answer */
	struct rect box;             /* where text showed, on the root window */
	const struct field_way *way; /* NULL: none works */
	const char *paste;           /* chord that pastes what is offered, NULL: none works */
	bool paste_adds;             /* the selected text is not replaced: Delete goes before it */
	bool reads;       /* the application owns PRIMARY, so what stands there is known */
	size_t room;      /* characters it took, up to FIELD_ROOM_MAX; 0: unknown */
	size_t checks;    /* calls of field_check() */
	size_t overtaken; /* times the barrier had answered before what was written stood there */
	int late_ms;      /* the longest of these, from the barrier to the right text */
	char last[FIELD_TEXT_BYTES]; /* what field_check() read last, "" if nothing */
};

/* field_settle() - the application has eaten its input and the screen rests. */
MUST_USE bool field_settle(struct field *f, struct err *e);

/*
 * field_find() - type a run of the letter e where the keyboard is, and look where it shows.
 * @ret_found: something wider than a text cursor changed; then f->box is there
 */
MUST_USE bool field_find(struct field *f, bool *ret_found, struct err *e);

/* field_write() - replace the whole text by @text, by f->way. What is pasted stays offered until
 * field_check(). */
MUST_USE bool field_write(struct field *f, enum field_how how, const char *text, struct err *e);

/*
 * field_check() - the whole text after field_write() of @text, which differs from the text before;
 * selected by f->way. What is read too early is read again: in Swing and in terminals the barrier
 * answers before what was typed has come through (f->overtaken; docs/decisions/017).
 * @ret_text: owned by the caller (free()); NULL if the application gave no selection
 */
MUST_USE bool field_check(struct field *f, const char *text, char **ret_text, struct err *e);

/* What became of one way. */
enum field_verdict {
	FIELD_FAILS,
	FIELD_SELECTION, /* works: the selection is the new text, byte for byte */
	FIELD_PICTURE,   /* works: two different texts before it leave the same picture */
};

/* field_try_way() - does @way select all? Leaves f->way as it was. */
MUST_USE bool field_try_way(struct field *f, const struct field_way *way,
			    enum field_verdict *ret_verdict, struct err *e);

/* field_try_paste() - find f->paste among the chords programs know; needs f->reads. */
MUST_USE bool field_try_paste(struct field *f, struct err *e);

/* field_measure() - f->room; needs f->reads. */
MUST_USE bool field_measure(struct field *f, struct err *e);

/* What Tab does in the field. */
enum field_tab {
	FIELD_TAB_STAYS,   /* nothing moves */
	FIELD_TAB_MOVES,   /* leaves the field, shift+Tab comes back */
	FIELD_TAB_ONE_WAY, /* leaves the field, shift+Tab does not come back */
	FIELD_TAB_WRITES,  /* changes the text */
};

/* field_try_tab() - Tab, shift+Tab, and by the selection whether we are back. Needs f->way. */
MUST_USE bool field_try_tab(struct field *f, enum field_tab *ret_tab, struct err *e);
