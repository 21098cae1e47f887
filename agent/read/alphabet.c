/* alphabet.c - the letters that are looked for: ASCII and DIN 91379, or the usual ones of them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/alphabet.h"

#include "agent/read/din_letters.h"
#include "base/str.h"

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* ASCII but for control characters, then what German adds. */
static const char *const usual[] = {
	" ", "!", "\"", "#", "$", "%", "&",  "'", "(", ")", "*", "+", ",", "-", ".", "/", "0", "1",
	"2", "3", "4",  "5", "6", "7", "8",  "9", ":", ";", "<", "=", ">", "?", "@", "A", "B", "C",
	"D", "E", "F",  "G", "H", "I", "J",  "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U",
	"V", "W", "X",  "Y", "Z", "[", "\\", "]", "^", "_", "`", "a", "b", "c", "d", "e", "f", "g",
	"h", "i", "j",  "k", "l", "m", "n",  "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y",
	"z", "{", "|",  "}", "~", "Ä", "Ö",  "Ü", "ä", "ö", "ü", "ß", "§", "€", "°",
};

/* What DIN 91379 names and a German form may hold; combining marks only in sequences, not alone. */
static const struct {
	const char *const *texts;
	size_t n;
} groups[] = {
	{ din_bll, ARRAY_LEN(din_bll) },
	{ din_bnlreq, ARRAY_LEN(din_bnlreq) },
	{ din_bnl, ARRAY_LEN(din_bnl) },
	{ din_bnlopt, ARRAY_LEN(din_bnlopt) },
};

static void add(struct repertoire *r, const char **list, const char *text)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_eq(list[i], text))
			return;
	list[r->n++] = text;
}

struct repertoire alphabet_whole(struct arena *a)
{
	size_t most = ARRAY_LEN(usual);

	for (size_t g = 0; g < ARRAY_LEN(groups); g++)
		most += groups[g].n;
	const char **list = arena_calloc(a, most, sizeof *list);
	struct repertoire r = { .texts = list };
	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		add(&r, list, usual[i]);
	for (size_t g = 0; g < ARRAY_LEN(groups); g++)
		for (size_t i = 0; i < groups[g].n; i++)
			add(&r, list, groups[g].texts[i]);
	return r;
}

struct repertoire alphabet_usual(void)
{
	return (struct repertoire){ usual, ARRAY_LEN(usual) };
}
