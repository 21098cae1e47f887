/* pattern.h - regular expressions (PCRE2) with limits on time and depth. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/cleanup.h"
#include "base/err.h"

struct pattern;

/* PATTERN_BYTES_MAX: the longest known, DIN SPEC 91379 spelt out, has about 5,000. */
enum { PATTERN_BYTES_MAX = 16384, PATTERN_RESULT_MAX = 1024 * 1024 };

/*
 * pattern_new() - compile @source. It is UTF-8, classes are those of Unicode (\d is every decimal
 * digit: write [0-9] where only these will do), `.` matches no line end, `$` only the very end.
 * ERR_SYNTAX names the character, counted from 1, and the cause; ERR_LIMIT over PATTERN_BYTES_MAX.
 */
MUST_USE bool pattern_new(const char *source, struct pattern **ret_pattern, struct err *e);

/* pattern_free() - takes NULL. */
void pattern_free(struct pattern *p);
DEFINE_CLEANUP(struct pattern *, pattern_free)

/* pattern_source() - the text it was compiled from; borrowed. */
const char *pattern_source(const struct pattern *p);

/*
 * pattern_matches() - is there a match in @text (valid UTF-8)?
 * ERR_LIMIT when it takes more steps than allowed: counted, not measured, so that the same pattern
 * and text end alike on every machine.
 */
MUST_USE bool pattern_matches(const struct pattern *p, const char *text, bool *ret_matches,
			      struct err *e);

/* pattern_matches_whole() - as pattern_matches(), but the match must be the whole of @text. */
MUST_USE bool pattern_matches_whole(const struct pattern *p, const char *text, bool *ret_matches,
				    struct err *e);

/*
 * pattern_replace() - @text with every match replaced by @with ($1..$9 are groups, $$ a dollar; a
 * group that took no part is empty).
 * @ret_text: owned by the caller (free())
 * @e: ERR_LIMIT over PATTERN_RESULT_MAX or when all matches together take too many steps;
 *     ERR_SYNTAX if @with names a group that does not exist or holds a single $
 */
MUST_USE bool pattern_replace(const struct pattern *p, const char *text, const char *with,
			      char **ret_text, struct err *e);
