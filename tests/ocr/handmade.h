/* handmade.h - a font of a few letters drawn by hand, with bearings no real font is so odd in. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <string.h>
#include "base/img.h"
#include "base/utf8.h"
#include "ocr/face.h"
#include "ocr/fit.h"

/* Rows from the top; '#' is ink, '+' half of it; the pen stands at column @pen of the rows. */
struct handmade_letter {
	uint32_t cp;
	int pen, advance;
	const char *rows[8];
};

/* I and l are twins; r and n side by side look like m; j begins before its pen, f ends behind the
 * next one's; - and _ differ in height only; ~ has tones. */
static const struct handmade_letter handmade_letters[] = {
	{ ' ', 0, 3, { "" } },
	{ 'I', 0, 2, { "#", "#", "#", "#", "#", "#" } },
	{ 'l', 0, 2, { "#", "#", "#", "#", "#", "#" } },
	{ 'o', 0, 4, { "", "", "", "###", "# #", "###" } },
	{ 'r', 0, 3, { "", "", "", "##", "#", "#" } },
	{ 'n', 0, 4, { "", "", "", "###", "# #", "# #" } },
	{ 'm', 0, 7, { "", "", "", "## ###", "#  # #", "#  # #" } },
	{ 'j', 2, 2, { "", "", "  #", "", "  #", "  #", "# #", "###" } },
	{ 'f', 0, 2, { " ###", " #", "###", " #", " #", " #" } },
	{ 'i', 0, 2, { "", "#", "", "#", "#", "#" } },
	{ '.', 0, 2, { "", "", "", "", "", "#" } },
	{ '-', 0, 4, { "", "", "", "###" } },
	{ '_', 0, 4, { "", "", "", "", "", "", "###" } },
};

/* The same with a letter of tones, so that the atlas is not mono. */
static const struct handmade_letter handmade_tones[] = {
	{ ' ', 0, 3, { "" } },
	{ 'o', 0, 4, { "", "", "", "+#+", "# #", "+#+" } },
	{ 'v', 0, 4, { "", "", "", "#+#", "###", "+#+" } },
	{ 'j', 1, 2, { "", "", " #", "", " #", " #", "+#", "#+" } },
	{ 'T', 0, 4, { "+###+", "+ # +", "  #", "  #", "  #", "  #" } },
	{ '.', 0, 2, { "", "", "", "", "", "+" } },
};

enum { HANDMADE_LEFT = 6, HANDMADE_ROWS = 8, HANDMADE_HALF = 0x80 };

struct handmade {
	const struct handmade_letter *letters;
	size_t n;
};

/* handmade_put() - one letter with its pen at column @x. */
static inline void handmade_put(struct img *img, const struct handmade_letter *l, int x)
{
	for (int row = 0; row < HANDMADE_ROWS && l->rows[row]; row++) {
		for (int i = 0; l->rows[row][i]; i++) {
			uint32_t *px = &img_row(img, row)[x - l->pen + i];
			if (l->rows[row][i] == '#')
				*px = 0;
			else if (l->rows[row][i] == '+')
				*px = 0xffffff - fit_add(0xffffff - *px, HANDMADE_HALF * 0x010101);
		}
	}
}

/* handmade_draw() - the face's draw(); letters it lacks are a box. */
static inline bool handmade_draw(void *self, const char *text, struct img **ret_ink,
				 int *ret_advance_px, struct err *e)
{
	static const struct handmade_letter box = { 0, 0, 4, { "###", "# #", "# #", "###" } };
	const struct handmade *font = self;
	struct img *img = NULL;
	int x = HANDMADE_LEFT;

	(void)e;
	for (int pass = 0; pass < 2; pass++) { /* measured, then drawn */
		const char *rest = text;
		uint32_t cp;
		if (pass == 1) {
			img = img_new(x + 2 * HANDMADE_LEFT, HANDMADE_ROWS);
			img_fill(img, img_bounds(img), 0xffffff);
			x = HANDMADE_LEFT;
		}
		while ((cp = utf8_next(&rest)) != 0) {
			const struct handmade_letter *l = &box;
			for (size_t i = 0; i < font->n; i++)
				l = font->letters[i].cp == cp ? &font->letters[i] : l;
			if (img)
				handmade_put(img, l, x);
			x += l->advance;
		}
	}
	*ret_ink = img;
	*ret_advance_px = x - HANDMADE_LEFT;
	return true;
}
