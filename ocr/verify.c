/* verify.c - does this text stand there? Draw it and compare pixels. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/verify.h"

#include <assert.h>
#include <string.h>
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ocr/ink.h"

enum { LOOKS_MAX = 4 };

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
	CLEANUP(ink_clear) struct ink want = ink_of((const struct img *const *)&drawn, 1);
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

/* draw_letter() - the ink of @cp alone. */
static bool draw_letter(const struct face *face, uint32_t cp, struct ink *ret_ink, struct err *e)
{
	CLEANUP(img_unrefp) struct img *img = NULL;
	char text[5];
	int advance_px;

	(void)utf8_encode(cp, text);
	if (!face->draw(face->self, text, &img, &advance_px, e))
		return err_wrap(e, "face '%s'", face->name);
	*ret_ink = ink_of((const struct img *const *)&img, 1);
	return true;
}

bool verify_draws(const struct face *face, const char *text, bool *ret_draws, struct err *e)
{
	CLEANUP(ink_clear) struct ink absent = { 0 };
	uint32_t cp;

	*ret_draws = true;
	if (!draw_letter(face, VERIFY_ABSENT, &absent, e))
		return false;
	while (*ret_draws && (cp = utf8_next(&text)) != 0) {
		CLEANUP(ink_clear) struct ink one = { 0 };
		if (!draw_letter(face, cp, &one, e))
			return false;
		*ret_draws = rect_empty(one.box) || !ink_equal(&one, &absent);
	}
	return true;
}

/*
 * draw_between() - @cp between two letters, so that its advance shows in the place of the second.
 */
static bool draw_between(const struct face *face, uint32_t cp, struct img **ret_img, struct err *e)
{
	char text[8] = "n";
	int advance_px;

	text[1 + utf8_encode(cp, text + 1)] = 'n';
	if (!face->draw(face->self, text, ret_img, &advance_px, e))
		return err_wrap(e, "face '%s'", face->name);
	return true;
}

static bool is_twin(const struct face *face, uint32_t cp, const struct img *want, bool *ret_twin,
		    struct err *e)
{
	CLEANUP(img_unrefp) struct img *other = NULL;

	if (!draw_between(face, cp, &other, e))
		return false;
	CLEANUP(ink_clear) struct ink a = ink_of(&want, 1);
	CLEANUP(ink_clear) struct ink b = ink_of((const struct img *const *)&other, 1);
	*ret_twin = ink_equal(&a, &b);
	return true;
}

bool verify_twins(const struct face *face, uint32_t cp, const char *repertoire, struct arena *a,
		  const char **ret_twins, struct err *e)
{
	CLEANUP(img_unrefp) struct img *want = NULL;
	CLEANUP(buf_clear) struct buf twins = { 0 };
	char utf8[5];
	uint32_t other;

	buf_init(&twins, strlen(repertoire));
	if (!draw_between(face, cp, &want, e))
		return false;
	while ((other = utf8_next(&repertoire)) != 0) {
		bool twin = false;
		if (other == cp)
			continue;
		if (!is_twin(face, other, want, &twin, e))
			return false;
		if (twin)
			buf_add(&twins, utf8, utf8_encode(other, utf8));
	}
	*ret_twins = arena_strdup(a, twins.data);
	return true;
}
