/* test_bare.c - ground, lines and frames are told from everything that could be read. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/bare.h"

#include <unistd.h>
#include "ocr/freetype.h"
#include "tests/check.h"

#define FONTS "/usr/share/fonts/truetype/"

enum { W = 900, H = 160, GROUND = 0xc4c4c4, PAPER = 0xffffff, INK = 0x101010, TEXTS = 20 };

static unsigned below(unsigned n)
{
	return (unsigned)(check_random() % n);
}

static uint8_t bare[W * H];

static void find(const struct img *img, struct rect area)
{
	const struct bare_query q = { .img = img, .area = area };

	bare_find(&q, bare);
}

static bool bare_at(struct rect area, int x, int y)
{
	return bare[(y - area.y) * area.w + (x - area.x)];
}

/* frame_at() - a border of @thick lines of pixels around @in, the upper left lighter. */
static void frame_at(struct img *img, struct rect in, int thick)
{
	struct rect out = rect_grow(in, thick);

	img_fill(img, out, 0x5d5d5d);
	img_fill(img, (struct rect){ out.x, out.y, out.w - thick, out.h - thick }, 0xf0f0f0);
	img_fill(img, in, PAPER);
}

/* any_text() - words as they stand in fields, and those made of bars alone. */
static const char *any_text(char into[64])
{
	static const char *const bars[] = {
		"l",    "I",   "|",  "III", "1", "l l", "HHH", "\xe2\x80\x94", "EFTL", "-",
		"0815", "...", "''", "ii",  "T", "[]",  "//"
	};
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	unsigned n = 1 + below(20);

	if (below(3) == 0)
		return bars[below(sizeof bars / sizeof *bars)];
	for (unsigned i = 0; i < n; i++)
		into[i] = i > 0 && i + 1 < n && into[i - 1] != ' ' && below(6) == 0
				  ? ' '
				  : letters[below(sizeof letters - 1)];
	into[n] = 0;
	return into;
}

/* ink_of() - the tightest box around what is darker than the paper in @drawn. */
static struct rect ink_of(const struct img *drawn)
{
	struct rect box = { 0 };

	for (int y = 0; y < drawn->height_px; y++)
		for (int x = 0; x < drawn->width_px; x++)
			if (img_at(drawn, x, y) != 0xffffff)
				box = rect_union(box, (struct rect){ x, y, 1, 1 });
	return box;
}

/* blit_ink() - @drawn, black on white, in @rgb at (@x,@y) of @img. */
static void blit_ink(struct img *img, const struct img *drawn, int x, int y)
{
	for (int iy = 0; iy < drawn->height_px; iy++)
		for (int ix = 0; ix < drawn->width_px; ix++)
			if (img_at(drawn, ix, iy) != 0xffffff &&
			    rect_has_point(img_bounds(img), x + ix, y + iy))
				img_row(img, y + iy)[x + ix] = img_at(drawn, ix, iy);
}

/* place_text() - a picture with @drawn on plain ground or in a field; where its ink is. */
static struct rect place_text(struct img *img, const struct img *drawn)
{
	struct rect ink = ink_of(drawn);
	int x = 40 + (int)below(100), y = 30 + (int)below(20);

	img_fill(img, img_bounds(img), GROUND);
	if (below(2)) {
		int room = (int)below(8);
		frame_at(img,
			 (struct rect){ x - 4, y - room, ink.w + 8 + (int)below(100),
					ink.h + 2 * room },
			 1 + (int)below(3));
	}
	blit_ink(img, drawn, x - ink.x, y - ink.y);
	ink.x = x;
	ink.y = y;
	return rect_intersection(ink, img_bounds(img));
}

/* check_closed() - nothing between the edges of the text is bare: not its ink, not its gaps. */
static void check_closed(struct rect area, struct rect ink, const char *text, int size_px)
{
	int open = 0;

	for (int y = ink.y; y < ink.y + ink.h; y++)
		for (int x = ink.x; x < ink.x + ink.w; x++)
			if (rect_has_point(area, x, y))
				open += bare_at(area, x, y);
	if (!CHECK_EQ_INT(open, 0))
		printf("\t'%s' at %d px\n", text, size_px);
}

static void check_font(const char *file, enum freetype_look look, int size_px)
{
	const struct freetype_options o = {
		.file = file, .size_64ths = 64 * size_px, .hinting = FREETYPE_SLIGHT, .look = look
	};
	CLEANUP(freetype_freep) struct freetype *font = NULL;
	CLEANUP(img_unrefp) struct img *img = img_new(W, H);
	struct err e = { 0 };

	if (!CHECK_OK(freetype_open(&o, &font, &e), e))
		return;
	const struct face *face = freetype_face(font);
	for (int i = 0; i < TEXTS; i++) {
		CLEANUP(img_unrefp) struct img *drawn = NULL;
		char letters[64];
		const char *text = any_text(letters);
		int advance_px;
		if (!CHECK_OK(face->draw(face->self, text, &drawn, &advance_px, &e), e))
			return;
		struct rect ink = place_text(img, drawn);
		find(img, img_bounds(img));
		check_closed(img_bounds(img), ink, text, size_px);
	}
}

TEST(no_text_of_any_size_is_bare)
{
	static const char *const files[] = { FONTS "dejavu/DejaVuSans.ttf",
					     FONTS "dejavu/DejaVuSansMono.ttf",
					     FONTS "liberation/LiberationSerif-BoldItalic.ttf",
					     FONTS "dejavu/DejaVuSans-Bold.ttf" };
	static const int sizes[] = { 6, 8, 10, 12, 13, 15, 18, 24, 32 };

	if (access(files[0], R_OK) != 0)
		SKIP("fonts-dejavu-core is missing");
	EACH_CASE (file, files)
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
			for (int look = FREETYPE_MONO; look <= FREETYPE_RGB; look++)
				check_font(*file, (enum freetype_look)look, sizes[i]);
}

TEST(typed_letter_by_letter_nothing_is_bare)
{
	const struct freetype_options o = { .file = FONTS "dejavu/DejaVuSans.ttf",
					    .size_64ths = 64 * 15,
					    .hinting = FREETYPE_SLIGHT,
					    .look = FREETYPE_GRAY };
	CLEANUP(freetype_freep) struct freetype *font = NULL;
	CLEANUP(img_unrefp) struct img *img = img_new(W, H);
	const char *text = "Illi Wolf 17";
	struct err e = { 0 };

	if (access(o.file, R_OK) != 0)
		SKIP("fonts-dejavu-core is missing");
	if (!CHECK_OK(freetype_open(&o, &font, &e), e))
		return;
	const struct face *face = freetype_face(font);
	img_fill(img, img_bounds(img), GROUND);
	frame_at(img, (struct rect){ 50, 40, 300, 24 }, 2);
	struct rect before = { 0 };
	for (size_t n = 1; n <= strlen(text); n++) {
		CLEANUP(img_unrefp) struct img *drawn = NULL;
		char part[32] = { 0 };
		int advance_px;
		memcpy(part, text, n);
		if (!CHECK_OK(face->draw(face->self, part, &drawn, &advance_px, &e), e))
			return;
		struct rect ink = ink_of(drawn);
		img_fill(img, (struct rect){ 50, 40, 300, 24 }, PAPER);
		blit_ink(img, drawn, 54 - ink.x, 44 - ink.y);
		/* What the last letter changed and what is beside it, as a look would give it. */
		struct rect new = { 54 + before.w - 16, 38, ink.w - before.w + 32, 28 };
		find(img, new);
		check_closed(new, (struct rect){ 54, 44, ink.w, ink.h }, part, 15);
		before = ink;
	}
}

TEST(ground_lines_and_frames_stay)
{
	CLEANUP(img_unrefp) struct img *img = img_new(W, H);
	const struct rect field = { 50, 40, 200, 20 };
	int closed = 0;

	img_fill(img, img_bounds(img), GROUND);
	frame_at(img, field, 2);
	img_fill(img, (struct rect){ 400, 0, 1, H }, 0);            /* upright */
	img_fill(img, (struct rect){ 300, 100, 400, 2 }, 0x333333); /* level */
	find(img, img_bounds(img));
	for (int i = 0; i < W * H; i++)
		closed += !bare[i];
	CHECK_EQ_INT(closed, 0);
}

TEST(what_is_known_keeps_its_neighbours)
{
	CLEANUP(img_unrefp) struct img *img = img_new(W, H);
	const struct rect label = { 20, 44, 24, 8 }, field = { 56, 40, 200, 20 };

	img_fill(img, img_bounds(img), GROUND);
	frame_at(img, field, 2);
	for (int x = label.x; x < label.x + label.w; x += 2)
		img_fill(img, (struct rect){ x, label.y, 1, label.h }, 0);
	struct bare_query q = { .img = img, .area = img_bounds(img) };
	bare_find(&q, bare);
	CHECK(!bare_at(q.area, 54, 50)); /* the field's border, 10 px from the label */
	CHECK(!bare_at(q.area, 21, 46));
	q.known = &label;
	q.n_known = 1;
	bare_find(&q, bare);
	CHECK(bare_at(q.area, 54, 50));
	CHECK(bare_at(q.area, 48, 50));
}

TEST(a_bar_code_is_no_frame)
{
	CLEANUP(img_unrefp) struct img *img = img_new(W, H);
	int open = 0;

	img_fill(img, img_bounds(img), PAPER);
	for (int x = 100; x < 400;) {
		int bar = 1 + (int)below(4), gap = 1 + (int)below(6);
		img_fill(img, (struct rect){ x, 20, bar, 100 }, 0);
		x += bar + gap;
	}
	find(img, img_bounds(img));
	for (int x = 100; x < 395; x++)
		open += bare_at(img_bounds(img), x, 70);
	CHECK_EQ_INT(open, 0);
}
