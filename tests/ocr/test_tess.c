/* test_tess.c - what Tesseract proposes for lines of a screen, and that it proposes clean text. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/tess.h"

#include <string.h>
#include "base/mem.h"
#include "base/str.h"
#include "tests/check.h"
#include "tests/fixture/xscreen.h"

struct reader {
	struct xscreen screen;
	struct xfont font;
	struct tess *tess;
};

static bool reader_up(struct reader *r, const char *font)
{
	struct err e = { 0 };

	return CHECK_OK(tess_open("deu", &r->tess, &e), e) &&
	       CHECK(xscreen_open(&r->screen, 1280, 100)) &&
	       CHECK(xfont_open(&r->font, &r->screen, font));
}

static void reader_down(struct reader *r)
{
	xfont_close(&r->font);
	xscreen_close(&r->screen);
	tess_free(r->tess);
}

/* ink_box() - tight around what differs from @paper. */
static struct rect ink_box(const struct img *img, uint32_t paper)
{
	struct rect box = { 0 };

	for (int iy = 0; iy < img->height_px; iy++)
		for (int ix = 0; ix < img->width_px; ix++)
			if (img_at(img, ix, iy) != paper)
				box = rect_union(box, (struct rect){ ix, iy, 1, 1 });
	return box;
}

/* propose() - what is read after @text was drawn; owned by the caller. */
static char *propose(struct reader *r, const char *text, const char *alphabet, uint32_t ink)
{
	const struct rect all = { 0, 0, 1280, 60 };
	uint32_t paper = 0xffffff - ink;
	struct tess_options o = { .alphabet = alphabet };
	struct err e = { 0 };
	char *read = NULL;

	xscreen_fill(&r->screen, all, paper);
	(void)xfont_write(&r->font, 20, 40, ink, text);
	CLEANUP(img_unrefp) struct img *img = xscreen_grab(&r->screen, all);
	CHECK_OK(tess_read_line(r->tess, img, ink_box(img, paper), &o, &read, &e), e);
	return read;
}

TEST(a_language_without_data_names_its_package)
{
	struct tess *t = NULL;
	struct err e = { 0 };

	CHECK(!tess_open("chi_sim", &t, &e));
	CHECK_EQ_INT(e.code, ERR_CONFIG);
	CHECK_HAS_STR(e.msg, "tesseract-ocr-chi-sim");
	CHECK(t == NULL);
}

/* Measured on 100 numbers: 96 in 9x15, 98 in 10x20; the bound leaves room for the seed. */
TEST(most_file_numbers_are_proposed_right)
{
	static const char *const fonts[] = { XSCREEN_9X15, XSCREEN_10X20 };

	EACH_CASE (font, fonts) {
		struct reader r;
		int right = 0;
		if (!reader_up(&r, *font))
			return;
		for (int i = 0; i < 40; i++) {
			char text[16];
			uint64_t n = check_random();
			CHECK(fmt_into(text, sizeof text, "%02u.%06u.%u", (unsigned)(n % 100),
				       (unsigned)(n / 100 % 1000000), (unsigned)(n >> 60) % 10));
			CLEANUP(mem_freep) char *read = propose(&r, text, "0123456789.", 0);
			right += read && str_eq(read, text);
		}
		printf("%d of 40 right\n", right);
		CHECK(right >= 32);
		reader_down(&r);
	}
}

TEST(words_are_read_on_light_and_on_dark)
{
	static const uint32_t inks[] = { 0x000000, 0xffffff };
	struct reader r;

	if (!reader_up(&r, XSCREEN_10X20))
		return;
	EACH_CASE (ink, inks) {
		CLEANUP(mem_freep) char *read = propose(&r, "Vorgang gespeichert", NULL, *ink);
		CHECK_EQ_STR(read, "Vorgang gespeichert");
	}
	reader_down(&r);
}

TEST(the_alphabet_holds_for_one_line_only)
{
	struct reader r;

	if (!reader_up(&r, XSCREEN_10X20))
		return;
	CLEANUP(mem_freep) char *digits = propose(&r, "Vorgang 4711", "0123456789", 0);
	CHECK(digits && strspn(digits, "0123456789 ") == strlen(digits));
	CLEANUP(mem_freep) char *any = propose(&r, "Vorgang", NULL, 0);
	CHECK_EQ_STR(any, "Vorgang");
	reader_down(&r);
}

TEST(nothing_is_read_where_nothing_is)
{
	CLEANUP(img_unrefp) struct img *img = img_new(100, 30);
	struct rect boxes[] = { { 0, 0, 100, 30 }, { 10, 10, 1, 1 }, { 200, 0, 10, 10 }, { 0 } };
	struct tess_options o = { 0 };
	struct tess *t = NULL;
	struct err e = { 0 };

	if (!CHECK_OK(tess_open("deu", &t, &e), e))
		return;
	EACH_CASE (box, boxes) {
		CLEANUP(mem_freep) char *read = NULL;
		CHECK_OK(tess_read_line(t, img, *box, &o, &read, &e), e);
		CHECK_EQ_STR(read, "");
	}
	tess_free(t);
}
