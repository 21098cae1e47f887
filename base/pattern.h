/* pattern.h - regular expressions (PCRE2) with limits on time and depth. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/cleanup.h"
#include "base/err.h"

struct pattern;

/* pattern_new() - compile @source (UTF-8, Unicode classes); ERR_SYNTAX names the offset and cause. */
MUST_USE bool pattern_new(const char *source, struct pattern **ret_pattern, struct err *e);

/* pattern_free() - takes NULL. */
void pattern_free(struct pattern *p);
DEFINE_CLEANUP(struct pattern *, pattern_free)

/* pattern_source() - the text it was compiled from; borrowed. */
const char *pattern_source(const struct pattern *p);

/* pattern_matches() - is there a match in @text? ERR_LIMIT when match or depth limit is reached. */
MUST_USE bool pattern_matches(const struct pattern *p, const char *text, bool *ret_matches,
			      struct err *e);

/* pattern_matches_whole() - as pattern_matches(), but the match must be the whole of @text. */
MUST_USE bool pattern_matches_whole(const struct pattern *p, const char *text, bool *ret_matches,
				    struct err *e);

/*
 * pattern_replace() - @text with every match replaced by @with ($1..$9 are groups, $$ a dollar).
 * @ret_text: owned by the caller (free()); ERR_LIMIT over 1 MiB or when a limit is reached
 */
MUST_USE bool pattern_replace(const struct pattern *p, const char *text, const char *with,
			      char **ret_text, struct err *e);
