/* fuzz_pattern.c - a pattern, NUL, a text: matched, not matched or stopped, in bounded time. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/mem.h"
#include "base/pattern.h"
#include "base/utf8.h"
#include "tests/fuzz/target.h"

/*
 * SECONDS_MAX: ten times what the budget of pattern.c is worth, for sanitizers and a loaded host.
 */
enum { SECONDS_MAX = 2 };

static void match(const char *source, const char *text)
{
	struct pattern *p = NULL;
	struct err e = { 0 };
	char *replaced = NULL;
	bool found = false, whole = false;

	if (!pattern_new(source, &p, &e))
		return;
	clock_t begin = clock();
	if (pattern_matches(p, text, &found, &e) && pattern_matches_whole(p, text, &whole, &e) &&
	    whole && !found)
		abort();
	e = (struct err){ 0 };
	if (pattern_replace(p, text, "<$$>", &replaced, &e) &&
	    !utf8_valid(replaced, strlen(replaced)))
		abort();
	if (clock() - begin > SECONDS_MAX * CLOCKS_PER_SEC)
		abort();
	free(replaced);
	pattern_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *source = mem_strndup((const char *)data, size);
	size_t len = strlen(source);
	const char *text = len < size ? source + len + 1 : "";

	if (utf8_valid(text, strlen(text)))
		match(source, text);
	free(source);
	return 0;
}
