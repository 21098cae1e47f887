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
#include "ocr/reading.h"

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
	LOCATE_AREA,      /* the area text is entered in, or the button of an option menu */
	LOCATE_ENTRY,     /* the area text is entered in, nothing else */
	LOCATE_INDICATOR, /* the box of a check box */
	LOCATE_TAB,       /* of a text: the title of a tab, if any of them looks like one */
};

/* Why a label has no area. */
#define LOCATE_MISSES(X) \
	X(MISS_NOTHING, "") \
	X(MISS_NO_AREA, "no area stands beside its label") \
	X(MISS_ELSE, "what stands nearest to its label is no area of this kind") \
	X(MISS_HIDDEN, "the area beside its label is not seen whole, or belongs to another window")

enum locate_miss {
#define X(miss, words) miss,
	LOCATE_MISSES(X)
#undef X
};

/* locate_miss_words() - for messages. */
const char *locate_miss_words(enum locate_miss miss);

struct hit {
	struct rect box;    /* root coordinates */
	uint32_t window_id; /* the top-level window it stands in */
	struct rect label;  /* the label it was found by, empty if by none */
	enum locate_as as;  /* what was asked for */
};

struct hits {
	struct arena *arena; /* set by the caller before use; owns the list */
	struct hit *list;
	size_t n;
	enum locate_miss miss; /* labels were seen, but the last of them had no area */
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

/* What kind of control it is, in which state: by its look alone, UNKNOWN if that does not tell. */
#define CONTROL_KINDS(X) \
	X(CONTROL_UNKNOWN, "unknown") \
	X(CONTROL_ENTRY, "entry") \
	X(CONTROL_CHOICE, "option menu or combo box") \
	X(CONTROL_BUTTON, "button") \
	X(CONTROL_CHECK_BOX, "check box") \
	X(CONTROL_RADIO_BUTTON, "radio button") \
	X(CONTROL_TAB, "tab")
#define CONTROL_STATES(X) \
	X(CONTROL_STATE_UNKNOWN, "unknown") \
	X(CONTROL_ON, "on") \
	X(CONTROL_OFF, "off") \
	X(CONTROL_MIXED, "neither on nor off")
#define CONTROL_USES(X) \
	X(CONTROL_USE_UNKNOWN, "unknown") \
	X(CONTROL_ENABLED, "enabled") \
	X(CONTROL_DISABLED, "disabled")

#define X(name, words) name,
enum control_kind { CONTROL_KINDS(X) };
enum control_state { CONTROL_STATES(X) };
enum control_use { CONTROL_USES(X) };
#undef X

struct control {
	enum control_kind kind;
	enum control_state state; /* of check boxes, radio buttons and tabs (ON: on top) */
	enum control_use use;     /* by its text or label: disabled ones are pale or stippled */
	struct rect button;       /* of a combo box with an entry: its arrow; else empty */
};

/* locate_control() - what @hit is, on the screen as it is now; rules in docs/decisions/034. */
MUST_USE bool locate_control(struct locator *l, const struct hit *hit, struct control *ret_control,
			     struct err *e);

/* control_kind_word() - for messages. */
const char *control_kind_word(enum control_kind kind);

/* control_state_word() - as well. */
const char *control_state_word(enum control_state state);

/* control_use_word() - as well. */
const char *control_use_word(enum control_use use);

/* What stands in a box, for one who asks for a form. Only what is OCR_CERTAIN may leave the job. */
struct reading {
	enum ocr_certainty certainty;
	const char *text;         /* certain text or best proposal, "" if nothing stands there */
	const char *alternatives; /* ambiguous: the texts that look the same, joined by " | " */
	bool exact;               /* every phrase is drawn pixel-equal, whatever its form */
	bool cut;                 /* a field may hold more than it shows; then neither certain nor
				     exact */
	struct rect box;
	size_t lines; /* that stand in it, empty ones between others too */
};

struct read_query {
	struct rect box;             /* what to read; ignored by locate_read_window() */
	const struct pattern *match; /* form the text must have, NULL: any */
	enum check_digit check_digit;
	bool field;          /* the box may be a field's: its text may go on beyond its edges */
	struct arena *arena; /* owns the reading's texts */
};

/*
 * locate_read() - the text inside the box: its phrases in reading order joined by a blank, lines
 * by U+000A. Where an area may have wrapped instead it is ambiguous (agent/locate/lines.h).
 * Certain means: every phrase drawn again in one of the recipe's fonts is pixel-equal, no other
 * text that fits pattern and check digit looks the same, and both hold. A reading of several
 * phrases is as sure as the least of them: pattern and check digit settle a phrase that stands
 * alone.
 */
MUST_USE bool locate_read(struct locator *l, const struct read_query *q,
			  struct reading *ret_reading, struct err *e);

/* locate_read_window() - as locate_read(), over the texts that stand on the window @id itself, not
 * in its buttons and fields. */
MUST_USE bool locate_read_window(struct locator *l, uint32_t id, const struct read_query *q,
				 struct reading *ret_reading, struct err *e);

/*
 * locate_read_line() - as locate_read(), of a picture of one line with paper around it instead of
 * the screen, by its pixels only: nothing is proposed.
 * @said: what the application says the line is (its selection), NULL if it says nothing. One of the
 *        texts that have the pixels, blanks at the ends apart, it is certain; else it is ignored.
 */
MUST_USE bool locate_read_line(struct locator *l, const struct img *line, const char *said,
			       const struct read_query *q, struct reading *ret_reading,
			       struct err *e);

/*
 * locate_read_cells() - as locate_read(), over cells of the character screen in the window
 * @window_id: the box is one that locate_find() gave for them. Each cell is compared with every
 * letter of the fonts; blanks at either end are left out.
 */
MUST_USE bool locate_read_cells(struct locator *l, uint32_t window_id, const struct read_query *q,
				struct reading *ret_reading, struct err *e);

/* A column that is asked for. */
struct table_field {
	const char *heading;
	const struct pattern
		*match; /* form its texts must have, NULL: any; an empty cell has none */
	enum check_digit check_digit;
};

struct table_query {
	uint32_t window_id; /* 0: the active one */
	struct rect area;   /* only inside this, root coordinates; empty: the whole window */
	const struct table_field *fields;
	size_t n_fields;
	bool ellipsis;       /* the application marks a text that it cuts off by "..." */
	struct arena *arena; /* owns the result */
};

/* One row as it is seen now; @cells are in the order of the fields. */
struct table_row {
	struct rect box;
	struct reading *cells; /* an empty cell is certain and "" */
};

struct table {
	struct rect area; /* below the headings, where rows are */
	uint32_t window_id;
	struct table_row *rows; /* from top to bottom, those that can be seen whole */
	size_t n_rows;
	bool cut_off; /* another row is seen in part at an edge */
};

/*
 * locate_table() - the rows under the headings, as far as they are seen.
 * A layout in doubt gives no value at all: headings that stand there twice, a text that reaches
 * over two columns or stands in none.
 * @e: ERR_NOT_FOUND (a heading), ERR_AMBIGUOUS (headings twice), ERR_UNCERTAIN (the layout; says
 * where)
 */
MUST_USE bool locate_table(struct locator *l, const struct table_query *q, struct table *ret_table,
			   struct err *e);

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

/*
 * locate_hide() - @field hides its text: from now on nothing in it
 * is read, looked for or proposed, as long as it is there. ERR_LIMIT beyond 16 fields.
 */
MUST_USE bool locate_hide(struct locator *l, const struct hit *field, struct err *e);

/* locate_hidden() - boxes of hidden fields on the screen as it is now, @ret_n of them; @a owns
 * them. For pictures that persons see. */
MUST_USE bool locate_hidden(struct locator *l, struct arena *a, struct rect **ret_boxes,
			    size_t *ret_n, struct err *e);

/* What the locator has done so far; the same pixels are read once. */
struct locate_counts {
	uint64_t read;     /* looks of phrases read by their pixels */
	uint64_t proposed; /* lines that Tesseract was asked for */
};

/* locate_counts() - since locator_new(). */
struct locate_counts locate_counts(const struct locator *l);

/* locate_popup_text() - the phrases that read @text inside windows that pop up over the others
 * (menus). */
MUST_USE bool locate_popup_text(struct locator *l, const char *text, struct hits *hits,
				struct err *e);

struct face;
/* locate_faces() - the recipe's fonts as faces, @ret_n of them; borrowed. */
const struct face *locate_faces(const struct locator *l, size_t *ret_n);

/*
 * locate_alone() - is @text, drawn in @face, the only one of @q's form that any of the recipe's
 * fonts draws with these pixels? Asked where nothing but pixels tells. Box of @q: ignored.
 */
MUST_USE bool locate_alone(struct locator *l, const struct read_query *q, const struct face *face,
			   const char *text, bool *ret_alone, struct err *e);

/* locate_describe() - a target in a few words for messages ("field 'Ort'"), owned by @a. */
const char *locate_describe(const struct target *t, struct scope *s, struct arena *a);
