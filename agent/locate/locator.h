/* locator.h - what the files of this folder share: view, faces, reader, known texts. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/locate/faces.h"
#include "agent/locate/locate.h"
#include "agent/locate/view.h"
#include "base/arena.h"

/* KNOWN_MAX: the demo shows about 30 phrases a mask; when full, all are read again. */
enum { KNOWN_MAX = 1024 };

/* What one look of a phrase was found to say; the same pixels say the same. */
struct known {
	uint64_t hash;        /* struct phrase */
	struct rect size;     /* w and h only: guards the hash */
	const char *certain;  /* text that drawn again is pixel-equal, NULL: none found (yet) */
	const char *proposal; /* Tesseract's, NULL: not asked yet */
	bool decoded;         /* the exact reading was tried without a proposal */
	bool mended;          /* and with one */
};

struct locator {
	struct desk *desk;     /* borrowed */
	struct tess *tess;     /* borrowed */
	struct faces *faces;   /* owned */
	struct mend **menders; /* owned: one a face */
	size_t n_menders;
	struct view view;
	struct arena *texts; /* owned: texts of @known */
	struct known known[KNOWN_MAX];
	size_t n_known;
};

/* One area to search: the phrases of one window, as far as they lie inside @area. */
struct realm {
	size_t window; /* index in the view */
	struct rect area;
};

/* phrase_look() - the picture of @p, owned by the caller: exactly what its hash is made of. */
struct img *phrase_look(const struct locator *l, const struct phrase *p);

/* phrase_known() - the entry of @p's look, made if it is new; valid until the next call that adds
 * one. */
struct known *phrase_known(struct locator *l, const struct phrase *p);

/* phrase_shows() - is @text in one of the faces exactly the ink of @p? */
MUST_USE bool phrase_shows(struct locator *l, const struct phrase *p, const char *text,
			   bool *ret_shows, struct err *e);

/* phrase_proposal() - what Tesseract says @p reads, asked once for each look; borrowed. */
MUST_USE bool phrase_proposal(struct locator *l, const struct phrase *p, const char **ret_text,
			      struct err *e);

/* phrase_says() - phrase_shows(), or failing that the proposal is @text to the byte. */
MUST_USE bool phrase_says(struct locator *l, const struct phrase *p, const char *text,
			  bool *ret_says, struct err *e);

/* phrase_certain() - the exact text of @p, found with Tesseract's proposal as a start; NULL if no
 * face draws it. Borrowed. */
MUST_USE bool phrase_certain(struct locator *l, const struct phrase *p, const char **ret_text,
			     struct err *e);

/* row_find() - boxes of the rows in @realm (or of their cells under a heading) that hold every
 * value of the target. */
MUST_USE bool row_find(struct locator *l, const struct locate_query *q, const struct realm *realm,
		       struct hits *hits, struct err *e);

/* hits_add() - one more hit, unless the same box is in the list already. */
void hits_add(struct hits *hits, struct hit hit);
