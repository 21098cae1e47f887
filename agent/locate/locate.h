/* locate.h - from a target to boxes on the screen, from boxes to texts. Never waits. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/recipe/recipe.h"
#include "agent/recipe/scope.h"
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "base/img.h"

struct desk;
struct locator;
struct tess;

struct locator_options {
	struct desk *desk;           /* borrowed, like all of these */
	const struct recipe *recipe; /* whose application.fonts are used */
	struct tess *tess;
};

/* locator_new() - open the recipe's fonts on the desk; ERR_CONFIG names one the server lacks. */
MUST_USE bool locator_new(const struct locator_options *o, struct locator **ret_locator,
			  struct err *e);

/* locator_free() - must come before the desk's end. Takes NULL. */
void locator_free(struct locator *l);
DEFINE_CLEANUP(struct locator *, locator_free)

/* What a FIELD target stands for. */
enum locate_as {
	LOCATE_ENTRY,     /* the area text is entered in, or the button of an option menu */
	LOCATE_INDICATOR, /* the box of a check box */
};

struct hit {
	struct rect box;    /* root coordinates */
	uint32_t window_id; /* the top-level window it stands in */
};

struct hits {
	struct arena *arena; /* set by the caller before use; owns the list */
	struct hit *list;
	size_t n;
};

struct locate_query {
	const struct target *target;
	struct scope *scope; /* for the target's expressions; borrowed */
	enum locate_as as;
	bool everywhere; /* in all windows, not only in the active one */
};

/*
 * locate_find() - every place on the screen as it is now that @q's target means.
 * @hits: emptied, then filled. None found is a list of 0, not an error; two are for the caller to
 * refuse.
 * @e: ERR_EXPRESSION, ERR_DISPLAY, ERR_RECIPE
 */
MUST_USE bool locate_find(struct locator *l, const struct locate_query *q, struct hits *hits,
			  struct err *e);

/* How sure a reading is; only CERTAIN may leave the job. */
enum certainty { READ_CERTAIN, READ_AMBIGUOUS, READ_UNCERTAIN };

struct reading {
	enum certainty certainty;
	const char *text;         /* certain text or best proposal, "" if nothing stands there */
	const char *alternatives; /* AMBIGUOUS: the texts that look the same, joined by " | " */
	bool exact;               /* every phrase is drawn pixel-equal, whatever its form */
	struct rect box;
};

struct read_query {
	struct rect box;             /* what to read; ignored by locate_read_window() */
	const struct pattern *match; /* form the text must have, NULL: any */
	enum check_digit check_digit;
	struct arena *arena; /* owns the reading's texts */
};

/*
 * locate_read() - the text inside the box: its phrases in reading order joined by a blank.
 * CERTAIN means: every phrase drawn again in one of the recipe's fonts is pixel-equal, no other
 * text that fits pattern and check digit looks the same, and both hold.
 */
MUST_USE bool locate_read(struct locator *l, const struct read_query *q,
			  struct reading *ret_reading, struct err *e);

/* locate_read_window() - as locate_read(), over the texts that stand on the window @id itself, not
 * in its buttons and fields. */
MUST_USE bool locate_read_window(struct locator *l, uint32_t id, const struct read_query *q,
				 struct reading *ret_reading, struct err *e);

/* locate_shows() - is @text, drawn in one of the recipe's fonts, exactly what stands in @box? A
 * phrase beside it (the arrow of an option menu is none) makes it false. */
MUST_USE bool locate_shows(struct locator *l, struct rect box, const char *text, bool *ret_shows,
			   struct err *e);

/*
 * locate_propose() - @text was written into @box and verified there: what the one phrase in it
 * reads need not be asked of Tesseract, which takes 8 ms for the caret that a left field still
 * shows. A proposal like any other: nothing is certain because of it.
 */
MUST_USE bool locate_propose(struct locator *l, struct rect box, const char *text, struct err *e);

/* locate_popup_text() - the phrases that read @text inside windows that pop up over the others
 * (menus). */
MUST_USE bool locate_popup_text(struct locator *l, const char *text, struct hits *hits,
				struct err *e);

struct face;
/* locate_faces() - the recipe's fonts as faces, @ret_n of them; borrowed. */
const struct face *locate_faces(const struct locator *l, size_t *ret_n);

/* locate_describe() - a target in a few words for messages ("field 'Ort'"), owned by @a. */
const char *locate_describe(const struct target *t, struct scope *s, struct arena *a);
