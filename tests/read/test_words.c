/* test_words.c - readings are cut into words at blanks, each with its box and its own certainty. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/words.h"

#include "tests/check.h"
#include "tests/ocr/handmade.h"

enum { PLACES_MAX = 8, VARIANTS_MAX = 3, WORDS_MAX = 3, AT_X = 100, AT_Y = 50 };

/* What stands at the places of a reading, and the words it must give: "x|y" is ambiguous. */
struct row {
	const char *places[PLACES_MAX][VARIANTS_MAX];
	const char *words[WORDS_MAX];
};

static const struct handmade hand = { handmade_letters,
				      sizeof handmade_letters / sizeof *handmade_letters };
static const struct face face = { .name = "hand", .self = (void *)&hand, .draw = handmade_draw };

/* reading_of() - as the glyph engine gives it. */
static struct ocr_reading reading_of(const struct row *row, struct arena *a)
{
	struct ocr_place *places = arena_calloc(a, PLACES_MAX, sizeof *places);
	struct ocr_reading r = {
		.engine = OCR_ENGINE_GLYPHS, .places = places, .drawn_ix = AT_X, .drawn_iy = AT_Y
	};

	for (; r.n_places < PLACES_MAX && row->places[r.n_places][0]; r.n_places++) {
		struct ocr_place *p = &places[r.n_places];
		p->variants = row->places[r.n_places];
		while (p->n_variants < VARIANTS_MAX && p->variants[p->n_variants])
			p->n_variants++;
	}
	reading_spell(&r, a);
	return r;
}

/* said() - a word as the table writes it. */
static const char *said(const struct page_word *w, struct arena *a)
{
	const char *text = w->text;

	CHECK_EQ_INT(w->certainty, w->n_alternatives ? OCR_AMBIGUOUS : OCR_CERTAIN);
	for (size_t i = 1; i < w->n_alternatives; i++)
		text = arena_printf(a, "%s|%s", text, w->alternatives[i]);
	return text;
}

TEST(readings_become_words)
{
	static const struct row table[] = {
		{ { { "oo" } }, { "oo" } },
		{ { { "o" }, { "n" }, { " " }, { "r" } }, { "on", "r" } },
		{ { { "I", "l" }, { "o" }, { " " }, { "on" } }, { "Io|lo", "on" } },
		{ { { "o" }, { " " }, { "rn", "m" }, { "I", "l" } }, { "o", "rnI|mI|rnl|ml" } },
		{ { { "o" }, { " " }, { " " }, { "n" }, { " " } }, { "o", "n" } },
		{ { { "o r", "n r" } }, { "o|n", "r" } },
		{ { { "or", "o r" } }, { "or|o r" } },
		{ { { " " } }, { NULL } },
		{ { { NULL } }, { NULL } },
	};

	EACH_CASE (row, table) {
		CLEANUP(arena_freep) struct arena *a = arena_new();
		struct words words = { .arena = a };
		const struct ocr_reading r = reading_of(row, a);
		struct err e = { 0 };
		size_t n = 0;

		while (n < WORDS_MAX && row->words[n])
			n++;
		if (!CHECK_OK(words_add_read(&words, &r, &face, &e), e) ||
		    !CHECK_EQ_UINT(words.n, n))
			continue;
		for (size_t i = 0; i < n; i++) {
			CHECK_EQ_STR(said(&words.list[i], a), row->words[i]);
			CHECK(words.list[i].apart == (i == 0));
		}
	}
}

TEST(boxes_are_where_the_font_draws)
{
	static const struct row row = { { { "oo" }, { " " }, { "I", "l" }, { "n" } }, { NULL } };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct words words = { .arena = a };
	const struct ocr_reading r = reading_of(&row, a);
	struct err e = { 0 };

	if (!CHECK_OK(words_add_read(&words, &r, &face, &e), e) || !CHECK_EQ_UINT(words.n, 2))
		return;
	/* o: three columns and one between, rows 3 to 5; a blank is 3 px; I: row 0 on. */
	CHECK(rect_equal(words.list[0].box, (struct rect){ AT_X + HANDMADE_LEFT, AT_Y + 3, 7, 3 }));
	CHECK(rect_equal(words.list[1].box,
			 (struct rect){ AT_X + HANDMADE_LEFT + 11, AT_Y, 5, 6 }));
}

/* bars() - white, with a black bar of 4 px at each of @at (0 ends them). */
static struct img *bars(const int *at)
{
	struct img *img = img_new(60, 20);

	img_fill(img, img_bounds(img), 0xffffff);
	for (; *at; at++)
		img_fill(img, (struct rect){ *at, 5, 4, 10 }, 0x000000);
	return img;
}

TEST(proposals_are_cut_at_the_widest_gaps)
{
	static const int at[] = { 10, 16, 34, 0 };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(img_unrefp) struct img *img = bars(at);
	const struct rect box = { 10, 5, 28, 10 };
	struct words words = { .arena = a };

	words_add_proposed(&words, img, box, "ab c");
	words_add_proposed(&words, img, box, "a b c d e");
	words_add_proposed(&words, img, box, "a\tb\001\xe2\x80\xae");
	if (!CHECK_EQ_UINT(words.n, 5))
		return;
	CHECK_EQ_STR(words.list[0].text, "ab");
	CHECK(rect_equal(words.list[0].box, (struct rect){ 10, 5, 10, 10 }));
	CHECK_EQ_STR(words.list[1].text, "c");
	CHECK(rect_equal(words.list[1].box, (struct rect){ 34, 5, 4, 10 }));
	CHECK_EQ_STR(words.list[2].text, "a b c d e"); /* more blanks than gaps */
	CHECK(rect_equal(words.list[2].box, box));
	/* Control characters and what turns the direction of text are no text. */
	CHECK_EQ_STR(words.list[3].text, "a");
	CHECK_EQ_STR(words.list[4].text, "b\xef\xbf\xbd\xef\xbf\xbd");
	for (size_t i = 0; i < words.n; i++)
		CHECK_EQ_INT(words.list[i].certainty, OCR_UNCERTAIN);
}
