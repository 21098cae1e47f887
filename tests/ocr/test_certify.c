/* test_certify.c - every pixel of the look must be the drawing's: none more, none less. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/certify.h"

#include "base/mem.h"
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
