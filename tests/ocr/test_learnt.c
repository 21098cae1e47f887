/* test_learnt.c - an atlas that draws reads what it draws, and nothing it was not taught. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/learnt.h"

#include "ocr/glyphs.h"
#include "tests/ocr/learnt_sample.h"

static struct handmade font = { handmade_letters,
				sizeof handmade_letters / sizeof *handmade_letters };

/* read_by_hand() - @text as the program draws it, read with what was learnt. */
static struct ocr_reading read_by_hand(const struct learnt *learnt, const char *text,
				       struct arena *a)
{
	CLEANUP(img_unrefp) struct img *drawn = NULL, *line = NULL;
	struct ocr_reading r = { .text = "" };
	struct err e = { 0 };
	int advance_px;

	CHECK(handmade_draw(&font, text, &drawn, &advance_px, &e));
	line = img_new(drawn->width_px + 4, drawn->height_px + 4);
	img_fill(line, img_bounds(line), 0xffffff);
	img_blit(line, drawn, 2, 2);
	CHECK_OK(glyphs_read(learnt_atlas(learnt), line, img_bounds(line), a, &r, &e), e);
	return r;
}

TEST(what_was_learnt_is_read)
{
	CLEANUP(learnt_freep) struct learnt *learnt = learnt_new(sample_atlas(&font), "sample");
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct ocr_reading r = read_by_hand(learnt, "foj. n", a);

	CHECK_EQ_INT(r.certainty, OCR_CERTAIN);
	CHECK_EQ_STR(r.text, "foj. n");
	CHECK_EQ_STR(r.face, "sample");
	r = read_by_hand(learnt, "foll", a);
	CHECK_EQ_INT(r.certainty, OCR_AMBIGUOUS);
	CHECK(reading_allows(&r, "foIl"));
}

TEST(ink_of_a_letter_that_was_not_learnt_explains_nothing)
{
	struct handmade less = { handmade_letters, font.n };
	CLEANUP(arena_freep) struct arena *a = arena_new();

	less.n -= 2; /* neither - nor _ */
	CLEANUP(learnt_freep) struct learnt *learnt = learnt_new(sample_atlas(&less), "less");
	CHECK_EQ_INT(read_by_hand(learnt, "on", a).certainty, OCR_CERTAIN);
	CHECK_EQ_INT(read_by_hand(learnt, "o-n", a).certainty, OCR_UNCERTAIN);
	CHECK_EQ_INT(read_by_hand(learnt, "o_n", a).certainty, OCR_UNCERTAIN);
}
