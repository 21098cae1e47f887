/* pattern.c - regular expressions (PCRE2) with limits on time and depth. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <assert.h>
#include <pcre2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

/*
 * PCRE2's match limit starts anew at every position of the text, so that n times the limit may be
 * spent. Therefore a callout before every item of the pattern (auto callout) takes from one budget:
 * one unit for itself, one for each BYTES_PER_UNIT bytes walked since the last, and as much again
 * for what a single item can walk in vain (a fixed count, a lookbehind, a back reference).
 * BUDGET: at most 0.1 s on a 2.5 GHz core; DIN SPEC 91379 on 1,000 letters takes a quarter of it.
 */
enum { BUDGET = 1500000, BYTES_PER_UNIT = 16 };

/* Backstops below the budget. HEAP_KIB: 10,000 letters in nested groups need 3 MiB. */
enum { MATCH_LIMIT = 10000000, DEPTH_LIMIT = 500000, HEAP_KIB = 64 * 1024 };

struct pattern {
	char *source;     /* owned */
	pcre2_code *code; /* owned */
	uint32_t groups;
	size_t item_bytes; /* most bytes that one item may walk in vain */
	bool back_reference;
};

/* What one call may still spend. */
struct budget {
	uint64_t left, per_step;
	size_t at; /* where the last callout stood */
};

struct search {
	const struct pattern *pattern; /* borrowed */
	const char *text;              /* borrowed */
	size_t len;
	pcre2_match_data *data;       /* owned */
	pcre2_match_context *context; /* owned */
	struct budget budget;
};

static int on_item(pcre2_callout_block *block, void *ctx)
{
	struct budget *b = ctx;
	size_t at = block->current_position;
	size_t walked = at > b->at ? at - b->at : b->at - at;
	uint64_t cost = b->per_step + walked / BYTES_PER_UNIT;

	b->at = at;
	if (cost > b->left)
		return PCRE2_ERROR_MATCHLIMIT;
	b->left -= cost;
	return 0;
}

/* largest_count() - the largest number behind a brace: what an item like a{5000} may walk. */
static size_t largest_count(const char *source)
{
	size_t largest = 0;

	for (const char *s = source; (s = strchr(s, '{')); s++) {
		size_t count = 0;
		if (s - source >= 2 && s[-2] == '\\' && (s[-1] == 'x' || s[-1] == 'o'))
			continue; /* a character by its number */
		for (const char *d = s + 1; *d >= '0' && *d <= '9' && count < 100000; d++)
			count = count * 10 + (size_t)(*d - '0');
		largest = count > largest ? count : largest;
	}
	return largest;
}

/* refuse() - say what PCRE2 dislikes, and at which character. */
static bool refuse(const char *source, int code, size_t at, struct err *e)
{
	PCRE2_UCHAR cause[160] = "unknown cause";
	size_t nth = 1;

	(void)pcre2_get_error_message(code, cause, sizeof cause); /* a cut one is good enough */
	for (size_t i = 0; i < at && source[i]; i++)
		nth += ((unsigned char)source[i] & 0xc0) != 0x80;
	return err_set(e, ERR_SYNTAX, "pattern, character %zu: %s", nth, (const char *)cause);
}

bool pattern_new(const char *source, struct pattern **ret_pattern, struct err *e)
{
	const uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_DOLLAR_ENDONLY |
				 PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
	uint32_t lookbehind = 0, reference = 0;
	int code;
	size_t at;

	if (strlen(source) > PATTERN_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "pattern: longer than %d bytes", PATTERN_BYTES_MAX);
	CLEANUP(pattern_freep) struct pattern *p = mem_zalloc(sizeof *p);
	p->code =
		pcre2_compile((PCRE2_SPTR)source, PCRE2_ZERO_TERMINATED, options, &code, &at, NULL);
	if (!p->code)
		return refuse(source, code, at, e);
	(void)pcre2_pattern_info(p->code, PCRE2_INFO_MAXLOOKBEHIND, &lookbehind); /* cannot */
	(void)pcre2_pattern_info(p->code, PCRE2_INFO_BACKREFMAX, &reference);     /* fail */
	(void)pcre2_pattern_info(p->code, PCRE2_INFO_CAPTURECOUNT, &p->groups);   /* here */
	p->source = mem_strdup(source);
	p->item_bytes = largest_count(source) + lookbehind;
	p->back_reference = reference > 0;
	*ret_pattern = TAKE(p);
	return true;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_code_free(p->code);
	free(p->source);
	free(p);
}

const char *pattern_source(const struct pattern *p)
{
	return p->source;
}

static void search_clear(struct search *s)
{
	pcre2_match_data_free(s->data);
	pcre2_match_context_free(s->context);
}

/* search_init() - prepare to look for @p in @text. */
static void search_init(struct search *s, const struct pattern *p, const char *text)
{
	*s = (struct search){ .pattern = p, .text = text, .len = strlen(text) };
	assert(utf8_valid(text, s->len) && "text is checked where it comes in");
	s->data = pcre2_match_data_create_from_pattern(p->code, NULL);
	s->context = pcre2_match_context_create(NULL);
	assert(s->data && s->context && "out of memory");
	size_t item = p->back_reference || p->item_bytes > s->len ? s->len : p->item_bytes;
	s->budget = (struct budget){ .left = BUDGET, .per_step = 1 + item / BYTES_PER_UNIT };
	(void)pcre2_set_callout(s->context, on_item, &s->budget); /* these never fail */
	(void)pcre2_set_match_limit(s->context, MATCH_LIMIT);
	(void)pcre2_set_depth_limit(s->context, DEPTH_LIMIT);
	(void)pcre2_set_heap_limit(s->context, HEAP_KIB);
}

/* search_next() - look from byte @at on; *@ret_found says whether the match data are set. */
static bool search_next(struct search *s, size_t at, uint32_t options, bool *ret_found,
			struct err *e)
{
	/* Checked once in search_init(): again for each match would be quadratic. */
	int n = pcre2_match(s->pattern->code, (PCRE2_SPTR)s->text, s->len, at,
			    options | PCRE2_NO_UTF_CHECK, s->data, s->context);

	if (n < 0 && n != PCRE2_ERROR_NOMATCH)
		return err_set(e, ERR_LIMIT, "pattern '%s': takes too many steps on this text",
			       s->pattern->source);
	*ret_found = n >= 0;
	return true;
}

bool pattern_matches(const struct pattern *p, const char *text, bool *ret_matches, struct err *e)
{
	CLEANUP(search_clear) struct search s;

	search_init(&s, p, text);
	return search_next(&s, 0, 0, ret_matches, e);
}

bool pattern_matches_whole(const struct pattern *p, const char *text, bool *ret_matches,
			   struct err *e)
{
	CLEANUP(search_clear) struct search s;

	search_init(&s, p, text);
	return search_next(&s, 0, PCRE2_ANCHORED | PCRE2_ENDANCHORED, ret_matches, e);
}

/* check_replacement() - every $ in @with is $$ or names a group that exists. */
static bool check_replacement(const struct pattern *p, const char *with, struct err *e)
{
	while ((with = strchr(with, '$'))) {
		char c = with[1];
		if (c != '$' && (c < '1' || c > '9'))
			return err_set(e, ERR_SYNTAX,
				       "replacement: after $ expected 1..9 or another $");
		if (c != '$' && (uint32_t)(c - '0') > p->groups)
			return err_set(e, ERR_SYNTAX,
				       "replacement: group $%c, but the pattern has %u", c,
				       (unsigned)p->groups);
		with += 2;
	}
	return true;
}

/* add_replacement() - append @with, its groups filled from the current match. */
static void add_replacement(const struct search *s, const char *with, struct buf *out)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(s->data);

	while (*with) {
		size_t plain = strcspn(with, "$");
		buf_add(out, with, plain);
		with += plain;
		if (!*with)
			return;
		size_t group = with[1] == '$' ? 0 : (size_t)(with[1] - '0');
		if (group == 0)
			buf_addc(out, '$');
		else if (ends[2 * group] != PCRE2_UNSET)
			buf_add(out, s->text + ends[2 * group],
				ends[2 * group + 1] - ends[2 * group]);
		with += 2;
	}
}

/* replace_all() - walk all matches; between them the text is copied. */
static bool replace_all(struct search *s, const char *with, struct buf *out, struct err *e)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(s->data);
	const uint32_t not_again = PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED;
	uint32_t options = 0; /* not_again: at this place an empty match was just replaced */
	size_t at = 0;
	bool found;

	while (at <= s->len && !out->overflowed) {
		if (!search_next(s, at, options, &found, e))
			return false;
		if (found) {
			buf_add(out, s->text + at, ends[0] - at);
			add_replacement(s, with, out);
			at = ends[1];
			options = ends[0] == ends[1] ? not_again : 0;
			continue;
		}
		if (options == 0 || at == s->len)
			break;
		const char *next = s->text + at;
		(void)utf8_next(&next); /* only its length is wanted */
		buf_add(out, s->text + at, (size_t)(next - s->text) - at);
		at = (size_t)(next - s->text);
		options = 0;
	}
	buf_adds(out, s->text + (at < s->len ? at : s->len));
	return buf_check(out, "result of a replacement", e);
}

bool pattern_replace(const struct pattern *p, const char *text, const char *with, char **ret_text,
		     struct err *e)
{
	CLEANUP(search_clear) struct search s;
	CLEANUP(buf_clear) struct buf out = { 0 };

	buf_init(&out, PATTERN_RESULT_MAX);
	search_init(&s, p, text);
	if (!check_replacement(p, with, e) || !replace_all(&s, with, &out, e))
		return false;
	*ret_text = buf_take(&out);
	return true;
}
