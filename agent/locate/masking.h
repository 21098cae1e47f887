/* masking.h - what of the screen may be kept: nothing, but what is known to carry no data. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/recipe/recipe.h"
#include "base/cleanup.h"
#include "base/img.h"
#include "base/rect.h"

struct locator;
struct masking;

enum masking_mode {
	MASKING_LABELS, /* plain ground, lines, frames, and text that stands in the recipe */
	MASKING_HIDDEN, /* all but the fields that hide their text */
};

/* masking_new() - of a screen of which nothing is known yet; @r is borrowed. */
struct masking *masking_new(const struct recipe *r, enum masking_mode mode);

/* masking_free() - takes NULL. */
void masking_free(struct masking *m);
DEFINE_CLEANUP(struct masking *, masking_free)

/* One look at the screen, as it may be kept; borrowed until the next. */
struct masked {
	const struct img *frame; /* with all that stood there */
	int64_t at_us;           /* when that was, on clock_boot_us() */
	struct rect area;        /* only in here something changed */
	const struct rect *open; /* inside the area: this may be kept, nothing else of it */
	size_t n_open;
};

/*
 * masking_look() - the last look of @l, judged by what has been found out about it by now; reads
 * nothing. False: nothing is new since the last call.
 */
bool masking_look(struct masking *m, struct locator *l, struct masked *ret_masked);

/*
 * masking_watch() - from now on @leave is called with @self whenever the last look is about to be
 * replaced by the next. What was looked at before is never given. NULL: nobody any more.
 */
void masking_watch(struct locator *l, void (*leave)(void *self), void *self);
