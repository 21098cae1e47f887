/* outline.h - which file holds an outline font, as fontconfig lists them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"

struct outline {
	const char *family, *style, *file;
	bool regular; /* upright, of usual weight and width */
};

struct outlines {
	const struct outline *list;
	size_t n;
};

/*
 * outlines_list() - what `fc-list` has on this machine, files of one font only.
 * @a: owns all of it
 * @e: ERR_IO (fc-list missing or failing; Debian package fontconfig)
 */
MUST_USE bool outlines_list(struct arena *a, struct outlines *ret_list, struct err *e);

/*
 * outlines_find() - the file of "DejaVu Sans" (its regular style) or "DejaVu Sans Bold"; NULL if
 * there is none. Nothing is put in its place, as fontconfig would.
 */
const char *outlines_find(const struct outlines *all, const char *name, struct arena *a);
