/* repertoire.c - ASCII and the letters of DIN 91379, as tests hand them to an atlas. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ocr/repertoire.h"

#include "base/str.h"
#include "base/utf8.h"
#include "tests/ocr/din_letters.h"

/* add() - a text that is not there yet. */
static void add(struct repertoire *r, const char **list, const char *text)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_eq(list[i], text))
			return;
	list[r->n++] = text;
}

struct repertoire repertoire_din(struct arena *a)
{
	static const struct {
		const char *const *texts;
		size_t n;
	} groups[] = {
		{ din_bll, sizeof din_bll / sizeof *din_bll },
		{ din_bnlreq, sizeof din_bnlreq / sizeof *din_bnlreq },
		{ din_bnl, sizeof din_bnl / sizeof *din_bnl },
		{ din_bnlopt, sizeof din_bnlopt / sizeof *din_bnlopt },
	};
	const char **list = arena_calloc(a, 2048, sizeof *list);
	struct repertoire r = { .texts = list };

	for (uint32_t cp = ' '; cp < 0x7f; cp++) {
		char bytes[5];
		(void)utf8_encode(cp, bytes);
		add(&r, list, arena_strdup(a, bytes));
	}
	for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
		for (size_t i = 0; i < groups[g].n; i++)
			add(&r, list, groups[g].texts[i]);
	return r;
}
