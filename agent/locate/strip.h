/* strip.h - the rows of a window, cut into strips whose phrases depend on few rows only. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/img.h"
#include "ocr/layout.h"

/* Rows of the frame from @top to before @bottom, and the phrases that stand in them. */
struct strip {
	int top, bottom;
	const struct phrase *phrases;
	size_t n;
};

struct strips {
	const struct strip *list;
	size_t n;
};

/* What is laid out: a window's rows, as they are now. */
struct strip_rows {
	const struct img *frame;
	struct rect area;    /* of the window, inside the frame */
	const bool *changed; /* one a row of the frame; NULL: all are new */
};

/*
 * strips_make() - the strips of @rows. Those of @was (NULL: none) that no changed row could have
 * told otherwise are taken over, so that the result is the same as without @was.
 * @a: owns the result
 * @ret_laid_out: rows whose phrases were searched again
 */
void strips_make(const struct strip_rows *rows, const struct strips *was, struct arena *a,
		 struct strips *ret_strips, int *ret_laid_out);
