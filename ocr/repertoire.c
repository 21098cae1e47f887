/* repertoire.c - ASCII and the Latin letters of DIN 91379: what an atlas is made of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/repertoire.h"

#include <string.h>
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/din_letters.h"

enum { LIST_MAX = 2048 };

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
	const char **list = arena_calloc(a, LIST_MAX, sizeof *list);
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

struct repertoire repertoire_read(struct arena *a)
{
	static const char *const alike[] = { "\u2013", "\u01dd", "ff", "fi", "fl", "ffi", "ffl" };
	const size_t n_alike = sizeof alike / sizeof *alike;
	const struct repertoire din = repertoire_din(a);
	const char **list = arena_calloc(a, din.n + n_alike, sizeof *list);

	memcpy(list, din.texts, din.n * sizeof *list);
	memcpy(list + din.n, alike, sizeof alike);
	return (struct repertoire){ list, din.n + n_alike };
}

struct repertoire repertoire_cells(struct arena *a)
{
	const struct repertoire read = repertoire_read(a);
	const size_t n_marks = sizeof din_dc / sizeof *din_dc;
	const char **list = arena_calloc(a, read.n + n_marks, sizeof *list);

	memcpy(list, read.texts, read.n * sizeof *list);
	memcpy(list + read.n, din_dc, sizeof din_dc);
	return (struct repertoire){ list, read.n + n_marks };
}
