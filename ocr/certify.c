/* certify.c - the text drawn again, at its place and in its colours, and every pixel compared. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/certify.h"

#include "base/cleanup.h"
#include "ocr/fit.h"

/* tone_at() - how much ink the drawing has at a pixel of the look. */
static uint32_t tone_at(const struct img *drawn, const struct certify_claim *c, int ix, int iy)
{
	if (!rect_has_point(img_bounds(drawn), ix - c->ix, iy - c->iy))
		return 0;
	return 0xffffff - img_at(drawn, ix - c->ix, iy - c->iy);
}

/* nothing_outside() - the drawing has no ink beyond the look. */
static bool nothing_outside(const struct img *look, const struct img *drawn,
			    const struct certify_claim *c)
{
	for (int iy = 0; iy < drawn->height_px; iy++)
		for (int ix = 0; ix < drawn->width_px; ix++)
			if (img_at(drawn, ix, iy) != 0xffffff &&
			    !rect_has_point(img_bounds(look), ix + c->ix, iy + c->iy))
				return false;
	return true;
}

static bool same_pixels(const struct img *look, const struct img *drawn,
			const struct certify_claim *c)
{
	const uint8_t *veil = c->veil;

	for (int iy = 0; iy < look->height_px; iy++) {
		for (int ix = 0; ix < look->width_px; ix++) {
			uint32_t tone = tone_at(drawn, c, ix, iy);
			if (veil && veil[(size_t)iy * (size_t)look->width_px + (size_t)ix])
				continue;
			if (img_at(look, ix, iy) !=
			    (tone ? fit_blend(c->paper_rgb, c->ink_rgb, tone) : c->paper_rgb))
				return false;
		}
	}
	return true;
}

bool certify_text(const struct img *look, const struct certify_claim *c, bool *ret_equal,
		  struct err *e)
{
	CLEANUP(img_unrefp) struct img *drawn = NULL;
	int advance_px;

	if (!c->face->draw(c->face->self, c->text, &drawn, &advance_px, e))
		return err_wrap(e, "face '%s'", c->face->name);
	*ret_equal = nothing_outside(look, drawn, c) && same_pixels(look, drawn, c);
	return true;
}
