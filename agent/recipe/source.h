/* source.h - the text of a recipe file, and the way from a place in it to a finding. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "agent/recipe/finding.h"
#include "agent/recipe/value.h"
#include "base/err.h"

struct source {
	struct findings *f; /* borrowed */
	const char *file;   /* borrowed: what findings call it */
	const char *text;   /* borrowed: the whole file */
};

/* Words one of which was expected. */
struct words {
	const char *const *list;
	size_t n;
};

/* source_error() - a finding of level error at @at. */
void source_error(const struct source *s, struct place at, const char *fmt, ...) PRINTF(3, 4);

/* source_warn() - a finding of level warning at @at. */
void source_warn(const struct source *s, struct place at, const char *fmt, ...) PRINTF(3, 4);

/*
 * source_unknown() - an error for @word, which is no @what: names the nearest of @valid, or all
 * of them when none is near.
 */
void source_unknown(const struct source *s, struct place at, const char *what, const char *word,
		    const struct words *valid);

/* source_at() - the text from @at to the end of the file; "" beyond it. Borrowed from @s. */
const char *source_at(const struct source *s, struct place at);
