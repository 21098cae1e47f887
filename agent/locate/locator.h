/* locator.h - what the files of this folder share: view, faces, reader, index. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/locate/cellfont.h"
#include "agent/locate/faces.h"
#include "agent/locate/grid.h"
#include "agent/locate/index.h"
#include "agent/locate/locate.h"
#include "agent/locate/view.h"
#include "base/arena.h"

struct locator {
	struct desk *desk;     /* borrowed */
	struct tess *tess;     /* borrowed */
	struct faces *faces;   /* owned */
	struct mend **menders; /* owned: one a face */
	size_t n_menders;
	struct view view;
	struct index *index;         /* owned */
	struct cellfonts *cellfonts; /* owned; NULL: nobody asked for a character screen yet */
	struct grid grid;            /* the last one that was proved */
	struct locate_counts counts;
};

/* TEXTS_MAX: texts of one phrase that are looked at. Hyphen and dash are the twins seen most:
 * twelve of them in one phrase. */
enum { TEXTS_MAX = 1 << 12 };

/* One area to search: the phrases of one window, as far as they lie inside @area. */
struct realm {
	size_t window; /* index in the view */
	struct rect area;
};

/* Some phrases of one view. */
struct phrases {
	const struct phrase **list;
	size_t n;
	bool area; /* of one field or label: its lines are told apart */
};

/* phrase_look() - the picture of @p, owned by the caller: exactly what its hash is made of. */
struct img *phrase_look(const struct locator *l, const struct phrase *p);

/* phrase_reading() - what the pixels of @p say, read once for each look; borrowed until another
 * phrase is asked for. */
MUST_USE bool phrase_reading(struct locator *l, const struct phrase *p,
			     const struct ocr_reading **ret_reading, struct err *e);

/*
 * phrase_known() - what all the ink of @p on the picture of the last refresh was found to be, NULL
 * if that is not known for sure by now. Reads nothing; borrowed until a phrase is asked for.
 */
const struct ocr_reading *phrase_known(const struct locator *l, const struct phrase *p);

/* phrase_shows() - is @text in one of the faces exactly the ink of @p? A twin of it is, too. */
MUST_USE bool phrase_shows(struct locator *l, const struct phrase *p, const char *text,
			   bool *ret_shows, struct err *e);

/* phrase_proposal() - what Tesseract says @p reads, asked once for each look; borrowed. */
MUST_USE bool phrase_proposal(struct locator *l, const struct phrase *p, const char **ret_text,
			      struct err *e);

/* phrase_says() - phrase_shows(), or what differs stands under a caret, or if no font draws what
 * stands there, the proposal is @text to the byte. */
MUST_USE bool phrase_says(struct locator *l, const struct phrase *p, const char *text,
			  bool *ret_says, struct err *e);

/* phrase_matches() - has a text that @p may read, else the proposal, the form of @pattern? */
MUST_USE bool phrase_matches(struct locator *l, const struct phrase *p,
			     const struct pattern *pattern, bool *ret_matches, struct err *e);

/* phrase_certain() - the exact text of a phrase whose reading is uncertain, found with Tesseract's
 * proposal as a start; NULL if no face draws it. Borrowed. */
MUST_USE bool phrase_certain(struct locator *l, const struct phrase *p, const char **ret_text,
			     struct err *e);

/* field_shows_all() - does what was read in the inside @box of a field leave so much room that no
 * letter and no line beyond it is out of sight? */
MUST_USE bool field_shows_all(struct locator *l, struct rect box, const struct reading *r,
			      bool *ret_all, struct err *e);

/* row_find() - boxes of the rows in @realm (or of their cells under a heading) that hold every
 * value of the target. */
MUST_USE bool row_find(struct locator *l, const struct locate_query *q, const struct realm *realm,
		       struct hits *hits, struct err *e);

/* list_around() - all of the list whose part @area was found: its cursor is a frame around a row,
 * which parts it (Motif). Anything else is left as it is. */
struct rect list_around(const struct img *frame, struct rect area);

/* list_whole() - likewise of a list that scrolls: as far as its sides go, for a selected row may
 * part it, too. */
struct rect list_whole(const struct img *frame, struct rect area);

/* text_find() - the phrases in @realm that read @text. */
MUST_USE bool text_find(struct locator *l, const struct realm *realm, const char *text,
			struct hits *hits, struct err *e);

/* area_find() - the areas that belong to the target's label; @hits say why there is none. */
MUST_USE bool area_find(struct locator *l, const struct locate_query *q, const struct realm *realm,
			struct hits *hits, struct err *e);

/* beside_find() - what stands beside another target. */
MUST_USE bool beside_find(struct locator *l, const struct locate_query *q,
			  const struct realm *realm, struct hits *hits, struct err *e);

/* beside_keep() - of @hits those nearest to the target's anchor on its side; equals stay. */
MUST_USE bool beside_keep(struct locator *l, const struct locate_query *q, struct hits *hits,
			  struct err *e);

/* point_find() - the pixel at a distance from the upper left corner of another target. */
MUST_USE bool point_find(struct locator *l, const struct locate_query *q, const struct realm *realm,
			 struct hits *hits, struct err *e);

/*
 * area_is_own() - @box belongs to the realm and is seen whole: what is drawn there may be another
 * window's panel, or the rest of a panel that goes on behind another window.
 */
bool area_is_own(const struct locator *l, const struct realm *realm, struct rect box);

/* area_serves() - the panel @box is what @as asks for, by what it looks like and what is in it. */
bool area_serves(struct locator *l, const struct realm *realm, struct rect box, enum locate_as as);

/* locate_again() - locate_find() on the view as it is, for targets inside or beside others. */
MUST_USE bool locate_again(struct locator *l, const struct locate_query *q, struct hits *hits,
			   struct err *e);

/* cell_find() - the box of the target's cells, if there is a character screen in @realm. */
MUST_USE bool cell_find(struct locator *l, const struct locate_query *q, const struct realm *realm,
			struct hits *hits, struct err *e);

/* reading_of_phrases() - locate_read() of phrases that were found already; the box of @q does not
 * count. */
MUST_USE bool reading_of_phrases(struct locator *l, const struct phrases *p,
				 const struct read_query *q, struct reading *ret_reading,
				 struct err *e);

/* same_line() - the boxes overlap vertically by more than half of the lower one. */
bool same_line(struct rect a, struct rect b);

/* reading_settle() - what pixels allow, as a reading of the form @q asks for; @ret_reading's box is
 * the caller's. Not for an uncertain @exact. */
MUST_USE bool reading_settle(const struct ocr_reading *exact, const struct read_query *q,
			     struct reading *ret_reading, struct err *e);

/* hits_add() - one more hit, unless the same box is in the list already. */
void hits_add(struct hits *hits, struct hit hit);
