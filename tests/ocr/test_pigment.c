/* test_pigment.c - thin text is read though no pixel of it shows its ink, and in no other ink. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/pigment.h"

#include "base/str.h"
#include "ocr/fit.h"
#include "ocr/freetype.h"
#include "ocr/glyphs.h"
#include "ocr/repertoire.h"
#include "tests/check.h"

static const struct {
	uint32_t ink_rgb, paper_rgb;
} colours[] = {
	{ 0x202020, 0xc8d4e3 },
	{ 0xf0f0f0, 0x1f3a5f },
	{ 0x2e3436, 0xffffff },
	{ 0x000000, 0xdcdad5 },
};

static const char *const texts[] = { "Lfd.",     "Zweck",      "Euro",     "11.03.1970",
				     "Wohngeld", "Jagdschein", "-2,61 EUR" };

struct table {
	struct arena *a;
	struct freetype *font;
	struct atlas *atlas;
	struct err e;
};

/* set_up() - Liberation Sans at 8 pt, as GTK draws it. */
static bool set_up(struct table *t, enum freetype_look look)
{
	char path[4096] = "";
	FILE *answer = popen("fc-match -f '%{file}' 'Liberation Sans'", "r");
	size_t n = answer ? fread(path, 1, sizeof path - 1, answer) : 0;
	const struct freetype_options o = { .file = path,
					    .size_64ths = 683,
					    .hinting = FREETYPE_SLIGHT,
					    .look = look,
					    .shaped = true };

	*t = (struct table){ .a = arena_new() };
	const struct repertoire din = repertoire_din(t->a);
	return CHECK(answer && pclose(answer) == 0 && n > 0) &&
	       CHECK_OK(freetype_open(&o, &t->font, &t->e), t->e) &&
	       CHECK_OK(atlas_build(freetype_face(t->font), &din, &t->atlas, &t->e), t->e);
}

static void tear_down(struct table *t)
{
	atlas_free(t->atlas);
	freetype_free(t->font);
	arena_free(t->a);
}

/* write_line() - @text in colours, with paper around it; owned by the caller. */
static struct img *write_line(struct table *t, const char *text, uint32_t ink, uint32_t paper)
{
	const struct face *face = freetype_face(t->font);
	struct img *img = NULL;
	int advance_px;

	if (!CHECK_OK(face->draw(face->self, text, &img, &advance_px, &t->e), t->e))
		return NULL;
	for (int i = 0; i < img->width_px * img->height_px; i++)
		img->px[i] = fit_blend(paper, ink, 0xffffff - img->px[i]);
	return img;
}

static void read_all(struct table *t)
{
	struct ocr_reading r;

	for (size_t c = 0; c < sizeof colours / sizeof *colours; c++) {
		EACH_CASE (text, texts) {
			CLEANUP(img_unrefp)
			struct img *img =
				write_line(t, *text, colours[c].ink_rgb, colours[c].paper_rgb);
			if (!img ||
			    !CHECK_OK(glyphs_read(t->atlas, img, img_bounds(img), t->a, &r, &t->e),
				      t->e))
				return;
			CHECK_EQ_STR(reading_certainty_word(r.certainty), "certain");
			CHECK_EQ_STR(r.text, *text);
			/* One pixel off, and no ink explains it. */
			img_row(img, r.box.y + 1)[r.box.x + 1] ^= 0x010000;
			CHECK_OK(glyphs_read(t->atlas, img, img_bounds(img), t->a, &r, &t->e),
				 t->e);
			CHECK_EQ_STR(reading_certainty_word(r.certainty), "uncertain");
		}
	}
}

TEST(grey_text_is_read_in_any_ink)
{
	struct table t;

	if (set_up(&t, FREETYPE_GRAY))
		read_all(&t);
	tear_down(&t);
}

TEST(sub_pixel_text_is_read_in_any_ink)
{
	struct table t;

	if (set_up(&t, FREETYPE_RGB))
		read_all(&t);
	tear_down(&t);
}
