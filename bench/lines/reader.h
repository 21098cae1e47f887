/* reader.h - the reader that is measured: one line of text in a picture, as a recipe reads it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/img.h"
#include "base/rect.h"
#include "ocr/reading.h"

struct reader;

/*
 * reader_open() - everything that is paid for once: the recipe, a desk for core fonts, the atlases.
 * @folder: of a recipe whose application.fonts are the fonts
 */
MUST_USE bool reader_open(const char *folder, struct reader **ret_reader, struct err *e);

/* reader_free() - takes NULL. */
void reader_free(struct reader *r);

/* reader_tight() - the ink inside @box, as layout gives it; @box if there is none. */
struct rect reader_tight(const struct img *img, struct rect box);

/*
 * reader_read_line() - the one line of text inside @box of @img, by its pixels.
 * @ret_reading: texts owned by @a
 */
MUST_USE bool reader_read_line(struct reader *r, const struct img *img, struct rect box,
			       struct arena *a, struct ocr_reading *ret_reading, struct err *e);
