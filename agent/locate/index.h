/* index.h - what each look of a phrase was found to say: read once, kept while it is seen. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/rect.h"
#include "ocr/layout.h"
#include "ocr/reading.h"

/* INDEX_MAX: the demo shows about 30 phrases a mask, a list over a whole screen some hundred. */
enum { INDEX_MAX = 1024 };

/* One look; the same pixels say the same. */
struct known {
	uint64_t hash;            /* struct phrase */
	struct rect size;         /* w and h only: guards the hash */
	uint64_t seen;            /* when it was asked for last; grows */
	bool read;                /* @exact is set */
	struct ocr_reading exact; /* by its pixels */
	const char *certain;      /* text that drawn again is pixel-equal where @exact is uncertain,
				     NULL: none found (yet) */
	const char *proposal;     /* Tesseract's, NULL: not asked yet */
	bool decoded;             /* @certain was tried for without a proposal */
	bool mended;              /* and with one */
};

struct index;

/* index_new() - empty; the caller frees it with index_free(). */
struct index *index_new(void);

/* index_free() - takes NULL. */
void index_free(struct index *x);
DEFINE_CLEANUP(struct index *, index_free)

/*
 * index_entry() - the entry of @p's look, made if it is new. When all are taken, the half that was
 * not seen for longest is forgotten.
 * Valid, with its texts, until another phrase is asked for.
 */
struct known *index_entry(struct index *x, const struct phrase *p);

/* index_peek() - the entry of @p's look, NULL if there is none; nothing is made or forgotten. */
const struct known *index_peek(const struct index *x, const struct phrase *p);

/* index_texts() - where the texts of entries live; borrowed until another phrase is asked for. */
struct arena *index_texts(struct index *x);
