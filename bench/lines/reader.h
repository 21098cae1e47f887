/* reader.h - the reader that is measured: one line of text in a picture, and how sure it is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/img.h"
#include "base/rect.h"

struct reader;

enum reader_certainty { READER_CERTAIN, READER_AMBIGUOUS, READER_UNCERTAIN };

/* What one reading says; texts are owned by the arena given. */
struct reading {
	const char *text;
	enum reader_certainty certainty;
	const char *engine;
	const char *const *alternatives; /* NULL-ended; only READER_AMBIGUOUS has some */
};

/* reader_open() - everything that is paid for once. */
MUST_USE bool reader_open(struct reader **ret_reader, struct err *e);

/* reader_free() - takes NULL. */
void reader_free(struct reader *r);

/*
 * reader_read_line() - the one line of text inside @box of @img.
 * THE FUNCTION TO EXCHANGE when another engine reads: see README.md.
 * @ret_reading: texts owned by @a
 */
MUST_USE bool reader_read_line(struct reader *r, const struct img *img, struct rect box,
			       struct arena *a, struct reading *ret_reading, struct err *e);
