/* test_tone.c - coverage comes back from colours as far as they keep it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/learn/tone.h"

#include "ocr/fit.h"
#include "tests/check.h"

#define WHITE 0xffffffU

/* ramp() - every tone of one kind over @paper in @ink; gray, or other tones in each channel. */
static struct img *ramp(uint32_t paper, uint32_t ink, bool gray)
{
	struct img *img = img_new(256, 1);

	for (uint32_t t = 0; t < 256; t++) {
		const uint32_t tone = gray ? t * 0x010101 : t << 16 | (255 - t) << 8 | (t ^ 0x55);
		img->px[t] = fit_blend(paper, ink, tone);
	}
	return img;
}

TEST(tones_that_come_back_give_the_same_colours)
{
	static const struct {
		uint32_t paper, ink;
		bool exact; /* no two tones have one colour */
	} table[] = { { 0xffffff, 0x000000, true },
		      { 0x000000, 0xffffff, true },
		      { 0xffffff, 0x2e3436, false },
		      { 0x000080, 0xffff00, false },
		      { 0x808080, 0x7f7f00, false } };

	EACH_CASE (row, table) {
		for (int gray = 0; gray < 2; gray++) {
			CLEANUP(img_unrefp) struct img *seen = ramp(row->paper, row->ink, gray);
			struct tones t;
			tones_learn(&t, row->paper, &seen, 1);
			CLEANUP(img_unrefp) struct img *back = tones_apply(&t, seen);
			CHECK_EQ_UINT(t.ink_rgb, row->ink);
			CHECK(gray ? t.gray : true);
			if (!CHECK(back))
				continue;
			for (int i = 0; i < 256; i++)
				CHECK_EQ_UINT(fit_blend(row->paper, row->ink, WHITE - back->px[i]),
					      seen->px[i]);
			if (row->exact && gray)
				for (uint32_t i = 0; i < 256; i++)
					CHECK_EQ_UINT(WHITE - back->px[i], i * 0x010101);
			CHECK(row->exact == (tones_apart_max(&t) == 0));
		}
	}
}

TEST(a_colour_that_is_no_ink_is_told)
{
	CLEANUP(img_unrefp) struct img *seen = ramp(0xffffff, 0x2e3436, true);
	struct tones t;

	tones_learn(&t, 0xffffff, &seen, 1);
	seen->px[7] = 0x2e3436 + 1; /* between ink and the tone before it */
	CHECK(t.gray);
	CLEANUP(img_unrefp) struct img *red = img_crop(seen, img_bounds(seen));
	red->px[9] = 0xffff00;
	CLEANUP(img_unrefp) struct img *none = tones_apply(&t, red);
	CHECK(!none);
}
