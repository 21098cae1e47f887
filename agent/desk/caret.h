/* caret.h - telling a blinking text cursor from other changes of the screen. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/rect.h"

enum { CARETS = 4 };

/* Small changes seen lately, the places a cursor may blink at. */
struct caret_watch {
	struct {
		struct rect box;
		uint64_t before, after; /* img_hash() of the box */
		int64_t at_ms;
	} seen[CARETS];
	size_t next;
};

/* caret_sized() - is a change of @box small enough to be a text cursor? */
bool caret_sized(struct rect box);

/*
 * caret_blinks() - is this change the way back of an earlier one at the same place?
 * @box: what changed, caret_sized(); @before, @after: hashes of its pixels
 */
bool caret_blinks(struct caret_watch *w, struct rect box, uint64_t before, uint64_t after);
