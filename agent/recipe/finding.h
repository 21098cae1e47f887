/* finding.h - what the checker has to say about a recipe: all of it, each with its place. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/recipe/value.h"
#include "base/arena.h"
#include "base/buf.h"

enum finding_level { FINDING_ERROR, FINDING_WARNING };

struct finding {
	enum finding_level level;
	const char *file; /* as given on the command line, with the file's name */
	struct place at;
	const char *text;   /* one line: what is wrong and what was expected or meant */
	const char *source; /* the line it stands in, "" if there is none */
	struct finding *next;
};

struct findings {
	struct arena *arena;   /* borrowed; owns every finding */
	struct finding *first; /* ordered by file, line, column */
	size_t n_errors, n_warnings;
};

/* findings_init() - none yet; @a must outlive them. */
void findings_init(struct findings *f, struct arena *a);

/* findings_add() - one more, put at its place in the order; texts are copied. */
void findings_add(struct findings *f, const struct finding *one);

/*
 * findings_print() - append all as text: `file:line:col: error: text`, the line, a caret under
 * the column.
 */
void findings_print(const struct findings *f, struct buf *out);
