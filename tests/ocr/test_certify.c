/* test_certify.c - every pixel of the look must be the drawing's: none more, none less. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/certify.h"

#include "base/mem.h"
#include "ocr/freetype.h"
#include "ocr/glyphs.h"
#include "ocr/repertoire.h"
#include "tests/check.h"
#include "tests/ocr/handmade.h"

static struct handmade font = { handmade_tones, sizeof handmade_tones / sizeof *handmade_tones };
static const struct face hand = { .name = "handmade", .self = &font, .draw = handmade_draw };

static bool holds(const struct img *look, const struct certify_claim *claim)
{
	struct err e = { 0 };
	bool equal = false;

	CHECK_OK(certify_text(look, claim, &equal, &e), e);
	return equal;
}

TEST(one_step_in_one_channel_of_one_pixel_is_refused)
{
	struct certify_claim claim = { .face = &hand,
				       .text = "To vj.",
				       .ix = 2,
				       .iy = 1,
				       .paper_rgb = 0x102030,
				       .ink_rgb = 0xf0f0a0 };
	CLEANUP(img_unrefp) struct img *drawn = NULL;
	struct err e = { 0 };
	int advance_px;

	if (!CHECK_OK(hand.draw(hand.self, claim.text, &drawn, &advance_px, &e), e))
		return;
	CLEANUP(img_unrefp) struct img *look = img_new(drawn->width_px + 5, drawn->height_px + 3);
	img_fill(look, img_bounds(look), claim.paper_rgb);
	for (int iy = 0; iy < drawn->height_px; iy++)
		for (int ix = 0; ix < drawn->width_px; ix++)
			img_row(look, iy + 1)[ix + 2] = fit_blend(claim.paper_rgb, claim.ink_rgb,
								  0xffffff - img_at(drawn, ix, iy));
	int n = look->width_px * look->height_px;
	CLEANUP(mem_freep) uint8_t *veil = mem_calloc((size_t)n, 1);
	CHECK(holds(look, &claim));
	for (int i = 0; i < n; i++) {
		look->px[i] ^= 1U << 8 * (i % 3);
		claim.veil = NULL;
		CHECK(!holds(look, &claim));
		veil[i] = 1;
		claim.veil = veil;
		CHECK(holds(look, &claim));
		veil[i] = 0;
		look->px[i] ^= 1U << 8 * (i % 3);
	}
	claim.veil = NULL;
	claim.text = "To vj";
	CHECK(!holds(look, &claim));
	claim.text = "To vj.";
	claim.ix++;
	CHECK(!holds(look, &claim));
	claim.ix--;
	CLEANUP(img_unrefp)
	struct img *cut = img_crop(look, (struct rect){ 0, 0, look->width_px, 4 });
	CHECK(!holds(cut, &claim)); /* ink of the drawing lies outside of the look */
}

/* font_file() - where the machine keeps DejaVu Serif. */
static bool font_file(char path[4096])
{
	FILE *answer = popen("fc-match -f '%{file}' 'DejaVu Serif'", "r");
	size_t n = answer ? fread(path, 1, 4095, answer) : 0;

	path[n] = 0;
	return CHECK(answer && pclose(answer) == 0 && n > 0);
}

/* LINE_PX: of Wine's line above the letters' foot. */
enum { MARGIN_PX = 8, LINE_PX = 12 };

/* write_line() - @text as the program of @face shows it, paper around it; owned by the caller. */
static struct img *write_line(const struct face *face, const char *text)
{
	const struct face_brush brush = { .ix = MARGIN_PX, .iy = MARGIN_PX, .ink_rgb = 0xf0f0f0 };
	CLEANUP(img_unrefp) struct img *drawn = NULL;
	struct err e = { 0 };
	bool inside = true;
	int advance_px;

	CHECK_OK(face->draw(face->self, text, &drawn, &advance_px, &e), e);
	struct img *look =
		img_new(drawn->width_px + 2 * MARGIN_PX, drawn->height_px + 2 * MARGIN_PX);
	img_fill(look, img_bounds(look), 0x1f3a5f);
	if (face->paint)
		CHECK_OK(face->paint(face->self, text, &brush, look, &inside, &e), e);
	for (int i = 0; !face->paint && i < drawn->width_px * drawn->height_px; i++)
		if (drawn->px[i] != 0xffffff)
			img_row(look,
				MARGIN_PX + i / drawn->width_px)[MARGIN_PX + i % drawn->width_px] =
				brush.ink_rgb;
	return look;
}

/* base_of() - the row that the letters of "nnn" stand on. */
static int base_of(const struct face *face)
{
	CLEANUP(img_unrefp) struct img *look = write_line(face, "nnn");
	int base = 0;

	for (int i = 0; i < look->width_px * look->height_px; i++)
		base = look->px[i] != 0x1f3a5f ? i / look->width_px : base;
	return base;
}

/*
 * Wine draws nothing above its line's height: of the letter with two marks the lower one is left
 * (seen in an entry, DejaVu Serif 13 px), and that is another letter.
 */
TEST(what_wine_cuts_off_above_its_line_is_not_certain)
{
	static const char text[] = "n\u1ec4u", left[] = "n\u00cau";
	static const enum freetype_look looks[] = { FREETYPE_GRAY, FREETYPE_MONO };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct repertoire din = repertoire_din(a);
	char path[4096];

	EACH_CASE (row, looks) {
		const struct freetype_options o = { .file = path,
						    .size_64ths = 13 * 64,
						    .hinting = FREETYPE_FULL,
						    .look = *row,
						    .program = *row == FREETYPE_GRAY
								       ? FREETYPE_WINE
								       : FREETYPE_XFT };
		CLEANUP(freetype_freep) struct freetype *drawer = NULL;
		CLEANUP(atlas_freep) struct atlas *at = NULL;
		struct ocr_reading r = { 0 };
		struct err e = { 0 };
		if (!font_file(path) || !CHECK_OK(freetype_open(&o, &drawer, &e), e) ||
		    !CHECK_OK(atlas_build(freetype_face(drawer), &din, &at, &e), e))
			return;
		CLEANUP(img_unrefp) struct img *look = write_line(at->face, text);
		int top = base_of(at->face) + 1 - LINE_PX;
		img_fill(look, (struct rect){ 0, 0, look->width_px, top }, 0x1f3a5f);
		CHECK_OK(glyphs_read(at, look, img_bounds(look), a, &r, &e), e);
		printf("\t%s '%s'\n", reading_certainty_word(r.certainty), r.text);
		CHECK(r.certainty != OCR_CERTAIN);
		CHECK(reading_allows(&r, text));
		CHECK(reading_allows(&r, left));
	}
}
