/* verify.c - does this text stand there? Draw it and compare pixels. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/verify.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ocr/fit.h"
#include "ocr/ink.h"

#define WHITE 0xffffffU
#define BLACK 0U

enum { LOOKS_MAX = 4 };

/* What a face drew: the picture, and where its ink is. */
struct drawing {
	struct img *img; /* owned */
	struct ink ink;  /* owned */
};

static void drawing_clear(struct drawing *d)
{
	img_unref(d->img);
	ink_clear(&d->ink);
}

/* distance() - between two colours, channel by channel. */
static int distance(uint32_t a, uint32_t b)
{
	int sum = 0;

	for (unsigned shift = 0; shift < 24; shift += 8)
		sum += abs((int)(a >> shift & 255) - (int)(b >> shift & 255));
	return sum;
}

/* paper_of() - the colour of what is not ink in @look; @k is made of it. */
static uint32_t paper_of(const struct img *look, const struct ink *k)
{
	size_t i = 0;

	while (k->set[i])
		i++;
	return look->px[i];
}

/*
 * merge() - one picture of @looks, between which only a caret moved: where they differ, what is
 * nearer to the paper, because a caret only adds to it. NULL if they have different papers.
 */
static struct img *merge(const struct img *const *looks, size_t n_looks, uint32_t *ret_paper)
{
	CLEANUP(img_unrefp) struct img *one = img_crop(looks[0], img_bounds(looks[0]));
	const size_t n = (size_t)one->width_px * (size_t)one->height_px;

	for (size_t l = 0; l < n_looks; l++) {
		CLEANUP(ink_clear) struct ink k = ink_of(&looks[l], 1);
		uint32_t paper = paper_of(looks[l], &k);
		if (l > 0 && paper != *ret_paper)
			return NULL;
		*ret_paper = paper;
		for (size_t i = 0; i < n; i++)
			if (distance(looks[l]->px[i], paper) < distance(one->px[i], paper))
				one->px[i] = looks[l]->px[i];
	}
	return TAKE(one);
}

/* farthest() - per channel the value in @img farthest from @paper: the ink, see ocr/glyphs.c. */
static uint32_t farthest(const struct img *img, uint32_t paper)
{
	const size_t n = (size_t)img->width_px * (size_t)img->height_px;
	uint32_t ink = paper;

	for (size_t i = 0; i < n; i++) {
		for (unsigned shift = 0; shift < 24; shift += 8) {
			const uint32_t channel = UINT32_C(255) << shift;
			const uint32_t was = ink & channel, is = img->px[i] & channel;
			if (distance(is, paper & channel) > distance(was, paper & channel))
				ink = (ink & ~channel) | is;
		}
	}
	return ink;
}

/* same_pixels() - as ink_equal(), and of the same colours. */
static bool same_pixels(const struct img *a, const struct ink *in_a, const struct img *b,
			const struct ink *in_b)
{
	if (!ink_equal(in_a, in_b))
		return false;
	for (int row = 0; row < in_a->box.h; row++)
		if (memcmp(img_row(a, in_a->box.y + row) + in_a->box.x,
			   img_row(b, in_b->box.y + row) + in_b->box.x,
			   (size_t)in_a->box.w * sizeof(uint32_t)) != 0)
			return false;
	return true;
}

/* tinted() - @drawn as it looks on @paper in @ink. */
static struct img *tinted(const struct img *drawn, uint32_t paper, uint32_t ink)
{
	struct img *out = img_crop(drawn, img_bounds(drawn));
	const size_t n = (size_t)out->width_px * (size_t)out->height_px;

	for (size_t i = 0; i < n; i++)
		out->px[i] =
			out->px[i] == WHITE ? paper : fit_blend(paper, ink, WHITE - out->px[i]);
	return out;
}

/* equal_painted() - the same for a program that does not add letters up: over @room, which is as
 * large as what the face draws. The pen may start anywhere between two pixels. */
static bool equal_painted(const struct img *seen, const struct face *face, const char *text,
			  uint32_t paper, struct img *room)
{
	struct face_brush brush = { .ink_rgb = farthest(seen, paper) };
	CLEANUP(ink_clear) struct ink in_seen = ink_on(seen, paper);

	for (; brush.fine < face_pens(face); brush.fine++) {
		struct err unsaid = { 0 }; /* draw() has drawn the same letters */
		bool inside;
		img_fill(room, img_bounds(room), paper);
		if (!face->paint(face->self, text, &brush, room, &inside, &unsaid) || !inside)
			return false;
		CLEANUP(ink_clear) struct ink in_room = ink_on(room, paper);
		if (same_pixels(seen, &in_seen, room, &in_room))
			return true;
	}
	return false;
}

/* equal_tones() - verify_text() for a drawing with tones. */
static bool equal_tones(const struct img *const *looks, size_t n_looks, const struct face *face,
			const char *text, const struct img *drawn)
{
	uint32_t paper = 0;
	CLEANUP(img_unrefp) struct img *seen = merge(looks, n_looks, &paper);

	if (!seen)
		return false;
	const uint32_t ink = farthest(seen, paper);
	CLEANUP(img_unrefp) struct img *want = tinted(drawn, paper, ink);
	if (face->paint)
		return equal_painted(seen, face, text, paper, want);
	CLEANUP(ink_clear) struct ink in_seen = ink_on(seen, paper);
	CLEANUP(ink_clear) struct ink in_want = ink_on(want, paper);
	return same_pixels(seen, &in_seen, want, &in_want);
}

static bool has_tones(const struct img *drawn)
{
	const size_t n = (size_t)drawn->width_px * (size_t)drawn->height_px;

	for (size_t i = 0; i < n; i++)
		if (drawn->px[i] != WHITE && drawn->px[i] != BLACK)
			return true;
	return false;
}

bool verify_text(const struct img *const *looks, size_t n_looks, const struct face *face,
		 const char *text, bool *ret_equal, struct err *e)
{
	CLEANUP(img_unrefp) struct img *drawn = NULL;
	int advance_px;

	assert(n_looks >= 1 && n_looks <= LOOKS_MAX);
	CLEANUP(ink_clear) struct ink seen = ink_of(looks, n_looks);
	/* An empty text has no ink in any font; a renderer need not be able to draw it. */
	if (text[0] == 0) {
		*ret_equal = rect_empty(seen.box);
		return true;
	}
	if (!face->draw(face->self, text, &drawn, &advance_px, e))
		return err_wrap(e, "face '%s'", face->name);
	CLEANUP(ink_clear) struct ink want = ink_on(drawn, WHITE);
	if (has_tones(drawn))
		*ret_equal = equal_tones(looks, n_looks, face, text, drawn);
	else
		*ret_equal = seen.one_colour && ink_equal(&seen, &want);
	return true;
}

bool verify_caret_only(const struct img *look, const struct img *const inside[2])
{
	CLEANUP(ink_clear) struct ink seen = ink_of(&look, 1);
	CLEANUP(ink_clear) struct ink text = ink_of(inside, 2);
	int first = look->width_px, last = -1;

	for (int iy = 0; iy < look->height_px; iy++) {
		for (int ix = 0; ix < look->width_px; ix++) {
			size_t i = (size_t)iy * (size_t)look->width_px + (size_t)ix;
			if (text.set[i] && !seen.set[i])
				return false;
			if (text.set[i] || !seen.set[i])
				continue;
			first = ix < first ? ix : first;
			last = ix > last ? ix : last;
		}
	}
	return last - first < VERIFY_CARET_PX;
}

/* same_drawing() - the same pixels in the same colours, wherever they lie. */
static bool same_drawing(const struct drawing *a, const struct drawing *b)
{
	return same_pixels(a->img, &a->ink, b->img, &b->ink);
}

static bool draw(const struct face *face, const char *text, struct drawing *ret, struct err *e)
{
	struct drawing d = { 0 };
	int advance_px;

	if (!face->draw(face->self, text, &d.img, &advance_px, e))
		return err_wrap(e, "face '%s'", face->name);
	d.ink = ink_on(d.img, WHITE);
	*ret = d;
	return true;
}

static bool draw_letter(const struct face *face, uint32_t cp, struct drawing *ret, struct err *e)
{
	char text[5];

	(void)utf8_encode(cp, text);
	return draw(face, text, ret, e);
}

bool verify_draws(const struct face *face, const char *text, bool *ret_draws, struct err *e)
{
	CLEANUP(drawing_clear) struct drawing absent = { 0 };
	uint32_t cp;

	*ret_draws = true;
	if (!draw_letter(face, VERIFY_ABSENT, &absent, e))
		return false;
	while (*ret_draws && (cp = utf8_next(&text)) != 0) {
		CLEANUP(drawing_clear) struct drawing one = { 0 };
		if (!draw_letter(face, cp, &one, e))
			return false;
		*ret_draws = rect_empty(one.ink.box) || !same_drawing(&one, &absent);
	}
	return true;
}

/*
 * draw_between() - @cp between two letters, so that its advance shows in the place of the second.
 */
static bool draw_between(const struct face *face, uint32_t cp, struct drawing *ret, struct err *e)
{
	char text[8] = "n";

	text[1 + utf8_encode(cp, text + 1)] = 'n';
	return draw(face, text, ret, e);
}

/* A code point and how it looks between two letters. */
struct wanted {
	char bytes[5];
	struct drawing drawing;
};

static void wanted_clear(struct wanted *w)
{
	drawing_clear(&w->drawing);
}

static bool is_twin(const struct face *face, uint32_t cp, const struct wanted *want, bool *ret_twin,
		    struct err *e)
{
	CLEANUP(drawing_clear) struct drawing other = { 0 };
	char bytes[5];

	if (!draw_between(face, cp, &other, e))
		return false;
	(void)utf8_encode(cp, bytes);
	*ret_twin = same_drawing(&want->drawing, &other) ||
		    (face->alike && face->alike(face->self, want->bytes, bytes));
	return true;
}

bool verify_twins(const struct face *face, uint32_t cp, const char *repertoire, struct arena *a,
		  const char **ret_twins, struct err *e)
{
	CLEANUP(wanted_clear) struct wanted want = { 0 };
	CLEANUP(buf_clear) struct buf twins = { 0 };
	char utf8[5];
	uint32_t other;

	buf_init(&twins, strlen(repertoire));
	(void)utf8_encode(cp, want.bytes);
	if (!draw_between(face, cp, &want.drawing, e))
		return false;
	while ((other = utf8_next(&repertoire)) != 0) {
		bool twin = false;
		if (other == cp)
			continue;
		if (!is_twin(face, other, &want, &twin, e))
			return false;
		if (twin)
			buf_add(&twins, utf8, utf8_encode(other, utf8));
	}
	*ret_twins = arena_strdup(a, twins.data);
	return true;
}
