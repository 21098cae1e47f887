/* pigment.c - the colour of ink that no pixel of a line shows. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/pigment.h"

#include "ocr/fit.h"

/*
 * TONE_MIN: the strongest pixel of a letter tells the ink to a step of 255 only if it is covered
 * by half. WEIGHT_MIN: as many pixels must agree; a dot or a stem alone fits anywhere in some ink.
 */
enum { TONE_MIN = 128, WEIGHT_MIN = 8 };

/* RUNS_MAX: letters behind blank columns that are asked where the ones before tell nothing. */
enum { RUNS_MAX = 4 };

/* A letter at the beginning of the line, at one height. */
struct trial {
	const struct atlas *atlas;
	const struct img *look;
	const struct glyph *glyph;
	int ix, iy;  /* of its first column and of row 0 */
	int columns; /* that no later letter reaches */
	uint32_t paper_rgb;
	const uint64_t *ink; /* rows of the look's ink, column by column from @ix on */
	int shift;           /* of row 0 of @ink, from @iy on */
};

static uint32_t channel(uint32_t rgb, unsigned shift)
{
	return rgb >> shift & 255;
}

static uint32_t tone_at(const struct trial *t, int column, int row)
{
	return t->glyph->tone[column * t->atlas->rows + row];
}

static uint32_t seen_at(const struct trial *t, int column, int row)
{
	int iy = t->iy + row;

	return iy < 0 || iy >= t->look->height_px ? t->paper_rgb
						  : img_at(t->look, t->ix + column, iy);
}

/* estimate() - the ink of one channel by the letter's strongest pixel; false if none is strong. */
static bool estimate(const struct trial *t, unsigned shift, int *ret_ink)
{
	uint32_t most = 0, seen = 0;

	for (int c = 0; c < t->columns; c++) {
		for (int row = 0; row < t->atlas->rows; row++) {
			uint32_t tone = channel(tone_at(t, c, row), shift);
			if (tone <= most)
				continue;
			most = tone;
			seen = channel(seen_at(t, c, row), shift);
		}
	}
	if (most < TONE_MIN)
		return false;
	int paper = (int)channel(t->paper_rgb, shift);
	*ret_ink = paper + ((int)seen - paper) * 255 / (int)most;
	return true;
}

/* agrees() - are all pixels of one channel what @ink gives? */
static bool agrees(const struct trial *t, unsigned shift, uint32_t ink)
{
	for (int c = 0; c < t->columns; c++) {
		for (int row = 0; row < t->atlas->rows; row++) {
			uint32_t tone = tone_at(t, c, row) & UINT32_C(255) << shift;
			uint32_t want =
				blend_over(t->atlas->face->blend, t->paper_rgb, ink << shift, tone);
			if (channel(want, shift) != channel(seen_at(t, c, row), shift))
				return false;
		}
	}
	return true;
}

/* ink_of_channel() - rounding leaves a step or two of choice; -1 if none agrees. */
static int ink_of_channel(const struct trial *t, unsigned shift)
{
	int about;

	if (!estimate(t, shift, &about))
		return -1;
	for (int ink = about - 2; ink <= about + 2; ink++)
		if (ink >= 0 && ink <= 255 && agrees(t, shift, (uint32_t)ink))
			return ink;
	return -1;
}

/* weight_of() - pixels of the letter that have agreed. */
static int weight_of(const struct trial *t)
{
	int n = 0;

	for (int c = 0; c < t->columns; c++)
		n += __builtin_popcountll(t->glyph->any[c]);
	return n;
}

/* ink_of_letter() - false if the letter does not stand there in any ink. */
static bool ink_of_letter(const struct trial *t, uint32_t *ret_ink)
{
	uint32_t ink = 0;

	for (unsigned shift = 0; shift < 24; shift += 8) {
		int one = ink_of_channel(t, shift);
		if (one < 0)
			return false;
		ink |= (uint32_t)one << shift;
	}
	*ret_ink = ink;
	return true;
}

/* covers() - has the letter some ink wherever the look has? A pixel that it leaves is paper. */
static bool covers(const struct trial *t)
{
	for (int c = 0; c < t->columns; c++)
		if (t->ink[c] << t->shift & ~t->glyph->any[c])
			return false;
	return true;
}

/* LETTERS_MAX: inks of first letters. */
enum { LETTERS_MAX = PIGMENT_INKS_MAX - 1 };

/* The best of them so far. */
struct guesses {
	uint32_t inks[LETTERS_MAX];
	int weights[LETTERS_MAX];
	size_t n;
};

static void add(struct guesses *g, uint32_t ink, int weight)
{
	size_t at = 0;

	while (at < g->n && g->inks[at] != ink)
		at++;
	if (at == g->n && g->n < LETTERS_MAX)
		g->weights[g->n++] = 0;
	at = at == LETTERS_MAX ? at - 1 : at;
	if (weight <= g->weights[at])
		return;
	for (; at > 0 && weight > g->weights[at - 1]; at--) {
		g->inks[at] = g->inks[at - 1];
		g->weights[at] = g->weights[at - 1];
	}
	g->inks[at] = ink;
	g->weights[at] = weight;
}

/* utmost() - as far from the paper as can be, in every channel. */
static uint32_t utmost(uint32_t paper_rgb)
{
	uint32_t out = 0;

	for (unsigned shift = 0; shift < 24; shift += 8)
		out |= (channel(paper_rgb, shift) < 128 ? UINT32_C(255) : 0) << shift;
	return out;
}

/* try_height() - every letter with row 0 of the atlas at row @top. */
static void try_height(const struct atlas *atlas, struct trial t, struct guesses *g)
{
	/* Most letters begin behind the pen as the stem of n does. */
	const struct glyph *stem = atlas_find(atlas, "n");
	int pen_px = stem ? stem->left_px - 1 : atlas->left_min_px;

	for (size_t i = 0; i < atlas->n_glyphs; i++) {
		uint32_t ink;
		t.glyph = &atlas->glyphs[i];
		if (!t.glyph->tone)
			continue;
		int before = t.glyph->advance_px - (t.glyph->left_px - pen_px);
		t.columns = t.glyph->width_px < before ? t.glyph->width_px : before;
		if (t.ix + t.columns > t.look->width_px || !covers(&t) ||
		    weight_of(&t) < WEIGHT_MIN)
			continue;
		if (ink_of_letter(&t, &ink))
			add(g, ink, weight_of(&t));
	}
}

/* ink_columns() - what is not paper in @box and right of it, as far as a letter may reach. */
static void ink_columns(const struct img *look, struct rect box, uint32_t paper_rgb,
			uint64_t ret_ink[ATLAS_WIDTH_MAX])
{
	for (int c = 0; c < ATLAS_WIDTH_MAX; c++) {
		ret_ink[c] = 0;
		for (int row = 0; row < box.h && c < box.w; row++)
			if (img_at(look, box.x + c, box.y + row) != paper_rgb)
				ret_ink[c] |= (uint64_t)1 << row;
	}
}

/* next_run() - the first column from @ix on that has ink behind one without; -1: none. */
static int next_run(const struct img *look, struct rect box, uint32_t paper_rgb, int ix)
{
	bool blank = false;

	for (; ix < box.x + box.w; ix++) {
		bool ink = false;
		for (int row = 0; row < box.h && !ink; row++)
			ink = img_at(look, ix, box.y + row) != paper_rgb;
		if (ink && blank)
			return ix;
		blank = blank || !ink;
	}
	return -1;
}

/* guess_at() - every height with a letter that begins at @ix. */
static void guess_at(const struct atlas *atlas, struct trial t, struct rect box, struct guesses *g)
{
	uint64_t ink[ATLAS_WIDTH_MAX];

	t.ink = ink;
	box.w -= t.ix - box.x;
	box.x = t.ix;
	ink_columns(t.look, box, t.paper_rgb, ink);
	for (t.iy = box.y + box.h - atlas->rows; t.iy <= box.y; t.iy++) {
		t.shift = box.y - t.iy;
		try_height(atlas, t, g);
	}
}

size_t pigment_guess(const struct atlas *atlas, const struct img *look, struct rect box,
		     uint32_t paper_rgb, uint32_t ret_inks[PIGMENT_INKS_MAX])
{
	struct trial t = { .atlas = atlas, .look = look, .ix = box.x, .paper_rgb = paper_rgb };
	struct guesses g = { .n = 0 };

	if (atlas->mono || box.h > atlas->rows)
		return 0;
	guess_at(atlas, t, box, &g);
	/* A hyphen tells nothing, and of a j too little is its own. */
	for (int i = 0; i < RUNS_MAX && g.n == 0; i++) {
		t.ix = next_run(look, box, paper_rgb, t.ix);
		if (t.ix < 0)
			break;
		guess_at(atlas, t, box, &g);
	}
	for (size_t i = 0; i < g.n; i++)
		ret_inks[i] = g.inks[i];
	ret_inks[g.n] = utmost(paper_rgb);
	return g.n + 1;
}
