/* test_glyphs.c - a line is read exactly, or with the truth among the alternatives, or not. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/glyphs.h"

#include <string.h>
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "ocr/fit.h"
#include "ocr/repertoire.h"
#include "ocr/tess.h"
#include "tests/check.h"
#include "tests/fixture/xscreen.h"
#include "tests/ocr/handmade.h"

static const struct rect paper = { 20, 20, 900, 40 };

/* A face, its atlas, and an arena for what is read. */
struct table {
	struct xscreen screen;
	struct xfont font;
	struct handmade hand;
	struct face face;
	struct atlas *atlas;
	struct arena *arena;
};

static bool hand_up(struct table *t, const struct handmade_letter *letters, size_t n)
{
	struct err e = { 0 };

	*t = (struct table){ .arena = arena_new(), .hand = { letters, n } };
	t->face = (struct face){ .name = "handmade", .self = &t->hand, .draw = handmade_draw };
	const char **texts = arena_calloc(t->arena, n, sizeof *texts);
	for (size_t i = 0; i < n; i++)
		texts[i] = arena_printf(t->arena, "%c", (int)letters[i].cp);
	return CHECK_OK(atlas_build(&t->face, &(struct repertoire){ texts, n }, &t->atlas, &e), e);
}

static bool font_up(struct table *t, const char *font)
{
	struct err e = { 0 };

	*t = (struct table){ .arena = arena_new() };
	if (!CHECK(xscreen_open(&t->screen, 1024, 100)) ||
	    !CHECK(xfont_open(&t->font, &t->screen, font)))
		return false;
	t->face = t->font.face;
	const struct repertoire din = repertoire_din(t->arena);
	return CHECK_OK(atlas_build(&t->font.face, &din, &t->atlas, &e), e);
}

static void table_down(struct table *t)
{
	atlas_free(t->atlas);
	arena_free(t->arena);
	if (t->font.set) {
		xfont_close(&t->font);
		xscreen_close(&t->screen);
	}
}

static struct ocr_reading read_all(struct table *t, const struct img *img)
{
	struct ocr_reading r = { .certainty = OCR_UNCERTAIN, .text = "" };
	struct err e = { 0 };

	CHECK_OK(glyphs_read(t->atlas, img, img_bounds(img), t->arena, &r, &e), e);
	return r;
}

/* show() - @text as the face draws it, black on white, with a margin. */
static struct img *show(struct table *t, const char *text)
{
	CLEANUP(img_unrefp) struct img *drawn = NULL;
	struct err e = { 0 };
	int advance_px;

	if (!CHECK_OK(t->face.draw(t->face.self, text, &drawn, &advance_px, &e), e))
		return img_new(1, 1);
	struct img *img = img_new(drawn->width_px + 6, drawn->height_px + 6);
	img_fill(img, img_bounds(img), 0xffffff);
	img_blit(img, drawn, 3, 3);
	return img;
}

TEST(handmade_lines_are_read_with_every_other_text_that_looks_so)
{
	static const struct {
		const char *text;
		enum ocr_certainty want;
		size_t n; /* alternatives */
	} table[] = {
		{ "ooo", OCR_CERTAIN, 0 },
		{ "oo  o.o", OCR_CERTAIN, 0 },
		{ "oI", OCR_AMBIGUOUS, 2 },
		{ "IlI.", OCR_AMBIGUOUS, 8 },
		{ "om", OCR_AMBIGUOUS, 2 },
		{ "orno", OCR_AMBIGUOUS, 2 },
		{ "jo", OCR_CERTAIN, 0 },
		{ "oj", OCR_CERTAIN, 0 },
		{ "jj.j", OCR_CERTAIN, 0 },
		{ "fi", OCR_AMBIGUOUS, 3 }, /* f fills i's gaps: fI, fl */
		{ "fo f", OCR_CERTAIN, 0 },
		{ "ojfj", OCR_CERTAIN, 0 },
		{ "-", OCR_AMBIGUOUS, 2 },
		{ "_", OCR_AMBIGUOUS, 2 },
		{ "o-", OCR_CERTAIN, 0 },
		{ "o_", OCR_CERTAIN, 0 },
		{ "", OCR_CERTAIN, 0 },
		{ ". .", OCR_CERTAIN, 0 },
	};
	struct table t;

	if (!hand_up(&t, handmade_letters, sizeof handmade_letters / sizeof *handmade_letters))
		return;
	EACH_CASE (row, table) {
		CLEANUP(img_unrefp) struct img *look = show(&t, row->text);
		struct ocr_reading r = read_all(&t, look);
		if (!CHECK_EQ_STR(reading_certainty_word(r.certainty),
				  reading_certainty_word(row->want)))
			printf("\t'%s' read as '%s' (%s)\n", row->text, r.text, r.why);
		CHECK(reading_allows(&r, row->text));
		CHECK_EQ_UINT(r.n_alternatives, row->n);
		if (row->want == OCR_CERTAIN)
			CHECK_EQ_STR(r.text, row->text);
	}
	table_down(&t);
}

TEST(tones_are_read_exactly_in_any_colours)
{
	static const char *const texts[] = { "ovo", "vT.", "T.o", "j vTj", "TTT", "To" };
	static const uint32_t colours[][2] = { { 0x000000, 0xffffff },
					       { 0xffffff, 0x4a90d9 },
					       { 0x123456, 0xeeeedd } };
	struct table t;

	if (!hand_up(&t, handmade_tones, sizeof handmade_tones / sizeof *handmade_tones))
		return;
	for (size_t i = 0; i < 3 * sizeof texts / sizeof *texts; i++) {
		CLEANUP(img_unrefp) struct img *look = show(&t, texts[i / 3]);
		uint32_t ink = colours[i % 3][0], ground = colours[i % 3][1];
		for (int p = 0; p < look->width_px * look->height_px; p++)
			look->px[p] = fit_blend(ground, ink, 0xffffff - look->px[p]);
		struct ocr_reading r = read_all(&t, look);
		if (!CHECK_EQ_STR(r.text, texts[i / 3]) || !CHECK(r.certainty == OCR_CERTAIN))
			printf("\tcolours %zu: %s\n", i % 3, r.why);
		look->px[look->width_px * 8 + 11] ^= 0x000001; /* one step of one channel */
		CHECK(!reading_allows((r = read_all(&t, look), &r), texts[i / 3]));
	}
	table_down(&t);
}

/* write_line() - @text on the screen in the given colours. */
static struct img *write_line(struct table *t, const char *text, uint32_t ink, uint32_t ground)
{
	xscreen_fill(&t->screen, paper, ground);
	(void)xfont_write(&t->font, paper.x + 10, paper.y + 24, ink, text);
	return xscreen_grab(&t->screen, paper);
}

static const char *const fonts[] = { XSCREEN_9X15, XSCREEN_10X20, XSCREEN_6X13 };

static bool is_absent(const struct atlas *at, const char *text)
{
	for (size_t i = 0; i < at->n_absent; i++)
		if (strcmp(at->absent[i], text) == 0)
			return true;
	return false;
}

/* Alone a letter may stand at several heights; between others at one. */
TEST(every_din_letter_is_read_back)
{
	for (size_t f = 0; f < 3; f++) {
		struct table t;
		unsigned certain = 0, ambiguous = 0, wrong = 0;
		if (!font_up(&t, fonts[f]))
			return;
		const struct repertoire din = repertoire_din(t.arena);
		for (size_t i = 0; i < din.n; i++) {
			const char *text = arena_printf(t.arena, "Hg%sxM", din.texts[i]);
			CLEANUP(img_unrefp) struct img *look = write_line(&t, text, 0, 0xffffff);
			struct ocr_reading r = read_all(&t, look);
			certain += r.certainty == OCR_CERTAIN;
			ambiguous += r.certainty == OCR_AMBIGUOUS;
			wrong += r.certainty != OCR_UNCERTAIN && !reading_allows(&r, text);
			bool must = !is_absent(t.atlas, din.texts[i]);
			if (!CHECK(reading_allows(&r, text) == must))
				printf("\t%s: '%s' as '%s': %s %s\n", fonts[f], text, r.text,
				       reading_certainty_word(r.certainty), r.why ? r.why : "");
		}
		printf("%s: %zu letters: %u certain, %u ambiguous, %zu absent, %u wrong\n",
		       fonts[f], din.n, certain, ambiguous, t.atlas->n_absent, wrong);
		CHECK(certain > din.n / 2);
		table_down(&t);
	}
}

/* random_text() - letters of the font, blanks only inside, at most one in a row. */
static const char *random_text(struct table *t)
{
	CLEANUP(buf_clear) struct buf b = { 0 };
	size_t n = 1 + check_random() % 30;

	buf_init(&b, 1024);
	for (size_t i = 0; i < n; i++) {
		const struct glyph *g = &t->atlas->glyphs[check_random() % t->atlas->n_glyphs];
		const char *text = g->members[check_random() % g->n_members];
		if (check_random() % 2)
			text = arena_printf(t->arena, "%c", (int)(0x21 + check_random() % 0x5e));
		bool blank = strcmp(text, " ") == 0 && (i == 0 || i + 1 == n);
		buf_adds(&b, blank ? "x" : text);
	}
	return arena_strdup(t->arena, b.data);
}

/* MANY_MOST: of 300 lines those with more texts than can be listed (docs/decisions/021). */
enum { MANY_MOST = 5 };

/* has_many() - uncertain because the line's texts are too many, which is said. */
static bool has_many(const struct ocr_reading *r)
{
	return r->certainty == OCR_UNCERTAIN && strstr(r->why, "more texts have these pixels");
}

/* made_a_mark() - one pixel more made a stroke an underline or a caret (docs/decisions/033). */
static bool made_a_mark(const struct ocr_reading *r, bool added)
{
	return added && (r->besides & (OCR_UNDERLINE | OCR_CARET));
}

TEST(random_lines_are_read_and_one_pixel_less_is_another_text)
{
	static const uint32_t colours[][2] = { { 0x000000, 0xc0c0c0 },
					       { 0xffffff, 0x000000 },
					       { 0xffff00, 0x003366 } };
	unsigned certain = 0, ambiguous = 0, many = 0;

	for (size_t i = 0; i < 300; i++) {
		static struct table t;
		if (i % 100 == 0 && !font_up(&t, fonts[i / 100]))
			return;
		const char *text = random_text(&t);
		CLEANUP(img_unrefp)
		struct img *look = write_line(&t, text, colours[i % 3][0], colours[i % 3][1]);
		struct ocr_reading r = read_all(&t, look);
		certain += r.certainty == OCR_CERTAIN;
		ambiguous += r.certainty == OCR_AMBIGUOUS;
		many += has_many(&r);
		if (!CHECK(reading_allows(&r, text) || has_many(&r)) ||
		    !CHECK(r.certainty != OCR_CERTAIN || strcmp(r.text, text) == 0))
			printf("\t'%s' read as '%s' (%s)\n", text, r.text, r.why);
		int ix = r.box.x + (int)(check_random() % (unsigned)r.box.w);
		int iy = r.box.y + (int)(check_random() % (unsigned)r.box.h);
		uint32_t *px = &img_row(look, iy)[ix];
		bool added = *px == colours[i % 3][1];
		*px = colours[i % 3][added ? 0 : 1];
		struct ocr_reading other = read_all(&t, look);
		if (!CHECK(!reading_allows(&other, text) || made_a_mark(&other, added)))
			printf("\t'%s' with %d,%d turned\n", text, ix, iy);
		if (i % 100 == 99)
			table_down(&t);
	}
	CHECK(many <= MANY_MOST);
	printf("300 lines: %u certain, %u ambiguous, %u of too many texts\n", certain, ambiguous,
	       many);
}

TEST(what_the_font_does_not_draw_is_uncertain)
{
	struct table t;
	struct xfont other;

	if (!font_up(&t, XSCREEN_9X15) || !CHECK(xfont_open(&other, &t.screen, XSCREEN_6X13)))
		return;
	CLEANUP(img_unrefp) struct img *absent = write_line(&t, "Ka\u0b95l", 0, 0xffffff);
	CHECK_EQ_INT(read_all(&t, absent).certainty, OCR_UNCERTAIN);
	xscreen_fill(&t.screen, paper, 0xffffff);
	(void)xfont_write(&other, paper.x + 10, paper.y + 24, 0, "12.345678.9");
	CLEANUP(img_unrefp) struct img *small = xscreen_grab(&t.screen, paper);
	CHECK_EQ_INT(read_all(&t, small).certainty, OCR_UNCERTAIN);
	CLEANUP(img_unrefp) struct img *two = write_line(&t, "12  ", 0, 0xffffff);
	(void)xfont_write(&t.font, paper.x + 28, paper.y + 24, 0xff0000, "34");
	CLEANUP(img_unrefp) struct img *red = xscreen_grab(&t.screen, paper);
	CHECK_EQ_INT(read_all(&t, red).certainty, OCR_UNCERTAIN);
	CLEANUP(img_unrefp) struct img *line = write_line(&t, "Q123", 0, 0xffffff);
	CLEANUP(img_unrefp) struct img *cut = img_crop(line, (struct rect){ 0, 0, 900, 24 });
	CHECK_HAS_STR(read_all(&t, cut).why, "edge");
	xfont_close(&other);
	table_down(&t);
}

TEST(odd_pictures_give_no_text)
{
	struct table t;
	struct err e = { 0 };
	struct ocr_reading r;
	static const struct rect nowhere[] = { { 0 }, { -5, -5, 3, 3 }, { 40000, 0, 9, 9 } };

	if (!hand_up(&t, handmade_letters, sizeof handmade_letters / sizeof *handmade_letters))
		return;
	CLEANUP(img_unrefp) struct img *dot = img_new(1, 1);
	CHECK_EQ_STR(read_all(&t, dot).text, "");
	for (size_t i = 0; i < 3; i++) {
		CHECK_OK(glyphs_read(t.atlas, dot, nowhere[i], t.arena, &r, &e), e);
		CHECK_EQ_INT(r.certainty, OCR_UNCERTAIN);
	}
	/* Noise, and a comb that fits letters everywhere. */
	CLEANUP(img_unrefp) struct img *noise = img_new(30000, 12);
	for (int i = 0; i < 30000 * 12; i++)
		noise->px[i] = check_random() % 3 ? 0xffffff : 0;
	img_fill(noise, (struct rect){ 0, 0, 30000, 2 }, 0xffffff);
	img_fill(noise, (struct rect){ 0, 10, 30000, 2 }, 0xffffff);
	img_fill(noise, (struct rect){ 0, 0, 2, 12 }, 0xffffff);
	img_fill(noise, (struct rect){ 29998, 0, 2, 12 }, 0xffffff);
	CHECK_EQ_INT(read_all(&t, noise).certainty, OCR_UNCERTAIN);
	img_fill(noise, img_bounds(noise), 0xffffff);
	for (int x = 4; x < 29000; x += 2)
		img_fill(noise, (struct rect){ x, 3, 1, 6 }, 0);
	int64_t began_us = clock_boot_us();
	r = read_all(&t, noise);
	CHECK(r.certainty == OCR_AMBIGUOUS && r.n_alternatives == 0);
	CHECK(clock_boot_us() - began_us < 20 * INT64_C(1000000));
	const struct atlas none = { .face = &t.face };
	CHECK_OK(glyphs_read(&none, noise, img_bounds(noise), t.arena, &r, &e), e);
	CHECK_EQ_INT(r.certainty, OCR_UNCERTAIN);
	table_down(&t);
}

TEST(a_caret_is_told_from_letters)
{
	struct table t;

	if (!font_up(&t, XSCREEN_9X15))
		return;
	static const int places[] = { 0, 9, 45, 46, 99 };
	for (size_t i = 0; i < 5; i++) {
		CLEANUP(img_unrefp) struct img *look = write_line(&t, "12.345678.9", 0, 0xffffff);
		img_fill(look, (struct rect){ 10 + places[i], 10, 1, 20 }, i % 2 ? 0xff0000 : 0);
		struct ocr_reading r = read_all(&t, look);
		CHECK_EQ_UINT(r.besides, OCR_CARET);
		if (!CHECK(reading_allows(&r, "12.345678.9")))
			printf("\tcaret at %d: '%s' (%s)\n", places[i], r.text, r.why);
		img_fill(look, (struct rect){ 60, 30, 2, 2 }, 0);
		CHECK_EQ_INT(read_all(&t, look).certainty, OCR_UNCERTAIN);
	}
	table_down(&t);
}

/* As tall as a letter's own stem: it may be part of something, so nothing is left out. */
TEST(a_bar_that_a_letter_could_have_is_no_caret)
{
	struct table t;

	if (!font_up(&t, XSCREEN_9X15))
		return;
	CLEANUP(img_unrefp) struct img *look = write_line(&t, "12.345678.9", 0, 0xffffff);
	int tall = t.atlas->tall_max_px;
	img_fill(look, (struct rect){ 46, 12, 1, tall }, 0);
	CHECK_EQ_INT(read_all(&t, look).certainty, OCR_UNCERTAIN);
	img_fill(look, (struct rect){ 46, 12, 1, tall + 1 }, 0);
	struct ocr_reading r = read_all(&t, look);
	CHECK(reading_allows(&r, "12.345678.9"));
	table_down(&t);
}

TEST(the_font_is_found_by_trial)
{
	struct table t[2];
	struct err e = { 0 };
	struct ocr_reading r;

	if (!font_up(&t[0], XSCREEN_6X13) || !font_up(&t[1], XSCREEN_9X15))
		return;
	const struct atlas *both[] = { t[0].atlas, t[1].atlas };
	const struct glyphs_fonts f = { both, 2 };
	CLEANUP(img_unrefp) struct img *look = write_line(&t[1], "Am Wall 12 b", 0, 0xffffff);
	CHECK_OK(glyphs_read_any(&f, look, img_bounds(look), t[0].arena, &r, &e), e);
	CHECK_EQ_STR(r.text, "Am Wall 12 b");
	CHECK_EQ_STR(r.face, XSCREEN_9X15);
	CLEANUP(img_unrefp) struct img *two = write_line(&t[1], "Ka\u0b95l", 0, 0xffffff);
	CHECK_OK(glyphs_read_any(&f, two, img_bounds(two), t[0].arena, &r, &e), e);
	CHECK_EQ_INT(r.certainty, OCR_UNCERTAIN);
	table_down(&t[0]);
	table_down(&t[1]);
}

/* What one font leaves open because there is too much of it, another's text does not settle. */
TEST(too_many_texts_in_one_font_leave_it_open_in_all)
{
	static const struct handmade_letter bar[] = {
		{ 'I', 0, 2, { "#", "#", "#", "#", "#", "#" } }
	};
	struct table t, plain;
	struct err e = { 0 };
	struct ocr_reading r;

	if (!hand_up(&t, handmade_letters, sizeof handmade_letters / sizeof *handmade_letters) ||
	    !hand_up(&plain, bar, 1))
		return;
	for (size_t order = 0; order < 2; order++) {
		const struct atlas *both[] = { t.atlas, plain.atlas };
		if (order)
			both[0] = plain.atlas, both[1] = t.atlas;
		const struct glyphs_fonts f = { both, 2 };
		CLEANUP(img_unrefp) struct img *few = show(&plain, "III");
		CLEANUP(img_unrefp) struct img *look = show(&plain, "IIIIIIIIII");
		CHECK_OK(glyphs_read_any(&f, few, img_bounds(few), t.arena, &r, &e), e);
		CHECK(r.certainty == OCR_AMBIGUOUS && r.n_alternatives == 8 && !r.crowded);
		CHECK_OK(glyphs_read_any(&f, look, img_bounds(look), t.arena, &r, &e), e);
		CHECK(r.certainty == OCR_UNCERTAIN && r.crowded);
	}
	table_down(&t);
	table_down(&plain);
}

/* Not a test of time: the figures are printed, beside Tesseract's in the same run. */
TEST(cost_beside_tesseract)
{
	static const char text[] = "Aktenzeichen 32-4/Ö-1I0l/O0";
	struct table t;
	CLEANUP(tess_freep) struct tess *tess = NULL;
	struct err e = { 0 };
	int64_t exact_us = 0, tess_us = 0;

	if (!getenv("OMP_THREAD_LIMIT"))
		SKIP("Tesseract wants OMP_THREAD_LIMIT=1 from the start");
	if (!font_up(&t, XSCREEN_9X15) || !CHECK_OK(tess_open("deu", &tess, &e), e))
		return;
	CLEANUP(img_unrefp) struct img *look = write_line(&t, text, 0, 0xffffff);
	struct ocr_reading r = read_all(&t, look);
	const struct rect box = r.box;
	for (int i = 0; i < 20; i++) {
		CLEANUP(mem_freep) char *proposal = NULL;
		const struct tess_options any = { 0 };
		CHECK_OK(glyphs_read(t.atlas, look, rect_grow(box, 2), t.arena, &r, &e), e);
		CHECK(reading_allows(&r, text));
		exact_us += r.cost_us;
		int64_t began_us = clock_boot_us();
		CHECK_OK(tess_read_line(tess, look, box, &any, &proposal, &e), e);
		tess_us += clock_boot_us() - began_us;
	}
	printf("9x15, %zu looks: %" PRId64 " us a line, tesseract %" PRId64 " us, ratio %.1f\n",
	       t.atlas->n_glyphs, exact_us / 20, tess_us / 20, (double)tess_us / (double)exact_us);
	table_down(&t);
}
