/* test_verify.c - every name is verified, every near miss refused, carets do not disturb. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/verify.h"

#include <string.h>
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tests/check.h"
#include "tests/fixture/xscreen.h"

static const struct rect field = { 40, 40, 400, 32 };
static const char *const names[] = {
	"Müller",  "Škvor̆ecová-Đặng", "Łódź",       "Ngọc Ánh",    "Þórður",      "O'Neill-Groß",
	"ĲSBRAND", "Ởn Ẵng",          "ȘTEFĂNIȚĂ",  "Žižka, Jiří", "12.345678.9", "i",
	"-",       "Ḥusayn aẓ-Ẓāhir", "Straße 7 b",
};

struct desk {
	struct xscreen screen;
	struct xfont font;
};

static bool desk_up(struct desk *d, const char *font)
{
	return CHECK(xscreen_open(&d->screen, 1280, 200)) &&
	       CHECK(xfont_open(&d->font, &d->screen, font));
}

static void desk_down(struct desk *d)
{
	xfont_close(&d->font);
	xscreen_close(&d->screen);
}

/* show() - a picture of the field with @text in it. */
static struct img *show(struct desk *d, const char *text, unsigned long ink, unsigned long paper)
{
	xscreen_fill(&d->screen, field, paper);
	(void)xfont_write(&d->font, field.x + 12, field.y + 22, ink, text);
	return xscreen_grab(&d->screen, field);
}

static bool looks_like(struct desk *d, const struct img *look, const char *text)
{
	struct err e = { 0 };
	bool equal = false;

	CHECK_OK(verify_text(&look, 1, &d->font.face, text, &equal, &e), e);
	return equal;
}

TEST(names_are_verified_in_every_font_and_colour)
{
	static const char *const fonts[] = { XSCREEN_9X15, XSCREEN_10X20, XSCREEN_6X13 };
	static const struct {
		unsigned long ink, paper;
	} colours[] = {
		{ 0x000000, 0xffffff },
		{ 0x000000, 0xc0c0c0 },
		{ 0xffffff, 0x000000 },
		{ 0xffff00, 0x003366 },
	};

	for (size_t f = 0; f < 3; f++) {
		struct desk d;
		if (!desk_up(&d, fonts[f]))
			return;
		for (size_t i = 0; i < 4 * sizeof names / sizeof names[0]; i++) {
			const char *name = names[i / 4];
			CLEANUP(img_unrefp)
			struct img *look = show(&d, name, colours[i % 4].ink, colours[i % 4].paper);
			if (!CHECK(looks_like(&d, look, name)))
				printf("\t%s in %s\n", name, fonts[f]);
		}
		desk_down(&d);
	}
}

/* repertoire() - the letters of DIN 91379's blocks and ASCII that the tests replace others by. */
static char *repertoire(void)
{
	static const struct {
		uint32_t from, to;
	} blocks[] = {
		{ 0x21, 0x7e },   { 0xa1, 0xac },     { 0xae, 0x17e },
		{ 0x1cd, 0x1dc }, { 0x1e6, 0x1f0 },   { 0x218, 0x21b },
		{ 0x22a, 0x233 }, { 0x1e02, 0x1e99 }, { 0x1ea0, 0x1ef9 },
	};
	struct buf b;
	char utf8[5];

	buf_init(&b, 4096);
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
		for (uint32_t cp = blocks[i].from; cp <= blocks[i].to; cp++)
			buf_add(&b, utf8, utf8_encode(cp, utf8));
	return buf_take(&b);
}

/* miss_at() - @name with the letter at byte @at (@len bytes) replaced by each other of @letters. */
static unsigned miss_at(struct desk *d, const struct img *look, const char *name, size_t at,
			const char *letters)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct err e = { 0 };
	const char *rest = name + at, *twins = "";
	uint32_t was = utf8_next(&rest), cp;
	unsigned tried = 0;

	if (!CHECK_OK(verify_twins(&d->font.face, was, letters, a, &twins, &e), e))
		return 0;
	while ((cp = utf8_next(&letters)) != 0) {
		char utf8[5];
		if (cp == was)
			continue;
		(void)utf8_encode(cp, utf8);
		const char *near = arena_printf(a, "%.*s%s%s", (int)at, name, utf8, rest);
		bool equal = looks_like(d, look, near);
		if (!CHECK(equal == (strstr(twins, utf8) != NULL)))
			printf("\t%s taken for %s\n", name, near);
		tried++;
	}
	return tried;
}

TEST(near_misses_are_refused_unless_they_are_twins)
{
	static const char *const chosen[] = { "Škvor̆ecová-Đặng", "Iłl10O, Țß." };
	CLEANUP(mem_freep) char *letters = repertoire();
	struct desk d;
	unsigned tried = 0;

	if (!desk_up(&d, XSCREEN_9X15))
		return;
	for (size_t i = 0; i < 2; i++) {
		CLEANUP(img_unrefp) struct img *look = show(&d, chosen[i], 0, 0xffffff);
		for (const char *s = chosen[i]; *s;) {
			size_t at = (size_t)(s - chosen[i]);
			(void)utf8_next(&s);
			tried += miss_at(&d, look, chosen[i], at, letters);
		}
	}
	CHECK(tried > 10000);
	desk_down(&d);
}

TEST(lost_doubled_and_swapped_letters_are_refused)
{
	static const char *const wrong[] = {
		"Mller",   "Müler",         "Mülller", "Mülelr", "Müller.", "mMüller",
		"M üller", "Müller Müller", "Muller",  "MÜLLER", "",        "Mü ller",
	};
	struct desk d;

	if (!desk_up(&d, XSCREEN_9X15))
		return;
	CLEANUP(img_unrefp) struct img *look = show(&d, "Müller", 0, 0xffffff);
	EACH_CASE (row, wrong)
		CHECK(!looks_like(&d, look, *row));
	CHECK(looks_like(&d, look, "Müller "));
	desk_down(&d);
}

TEST(empty_text_wants_no_ink)
{
	struct desk d;

	if (!desk_up(&d, XSCREEN_9X15))
		return;
	CLEANUP(img_unrefp) struct img *blank = show(&d, "", 0, 0xc0c0c0);
	CLEANUP(img_unrefp) struct img *dot = show(&d, ".", 0, 0xc0c0c0);
	CHECK(looks_like(&d, blank, ""));
	CHECK(looks_like(&d, blank, "  "));
	CHECK(!looks_like(&d, blank, "."));
	CHECK(!looks_like(&d, dot, ""));
	desk_down(&d);
}

TEST(ink_of_two_colours_is_refused)
{
	struct desk d;

	if (!desk_up(&d, XSCREEN_9X15))
		return;
	CLEANUP(img_unrefp) struct img *look = show(&d, "Anna Meier", 0, 0xffffff);
	CHECK(looks_like(&d, look, "Anna Meier"));
	int dx = xfont_write(&d.font, field.x + 12, field.y + 22, 0, "Anna ");
	(void)xfont_write(&d.font, field.x + 12 + dx, field.y + 22, 0xff0000, "Meier");
	CLEANUP(img_unrefp) struct img *red = xscreen_grab(&d.screen, field);
	CHECK(!looks_like(&d, red, "Anna Meier"));
	desk_down(&d);
}

TEST(twins_of_the_font_are_named)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(mem_freep) char *letters = repertoire();
	struct err e = { 0 };
	const char *twins = NULL;
	struct desk d;

	if (!desk_up(&d, XSCREEN_9X15))
		return;
	CHECK_OK(verify_twins(&d.font.face, 0x110, letters, a, &twins, &e), e);
	CHECK_EQ_STR(twins, "Ð");
	CHECK_OK(verify_twins(&d.font.face, 'l', letters, a, &twins, &e), e);
	CHECK_EQ_STR(twins, "");
	CHECK_OK(verify_twins(&d.font.face, ' ', "a\u00a0.", a, &twins, &e), e);
	CHECK_EQ_STR(twins, "\u00a0");
	desk_down(&d);
}

static bool draw_fails(void *self, const char *text, struct img **ret_ink, int *ret_advance_px,
		       struct err *e)
{
	(void)ret_advance_px;
	(void)self;
	(void)ret_ink;
	return err_set(e, ERR_DISPLAY, "no '%s'", text);
}

TEST(errors_of_the_face_are_passed_on)
{
	const struct face broken = { .name = "broken", .draw = draw_fails };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(img_unrefp) struct img *img = img_new(9, 9);
	const struct img *look = img;
	struct err e = { 0 };
	const char *twins;
	bool equal;

	CHECK_ERR(verify_text(&look, 1, &broken, "a", &equal, &e), e, ERR_DISPLAY);
	CHECK_ERR(verify_twins(&broken, 'a', "ab", a, &twins, &e), e, ERR_DISPLAY);
}

/* The Motif form of tests/fixture; fields 0 (grey) and 1 (white), inside their bevels. */
struct form {
	struct desk desk;
	struct xprogram program;
};

static const struct rect insides[] = { { 274, 64, 232, 25 }, { 274, 104, 232, 25 } };

static bool form_up(struct form *f)
{
	CLEANUP(mem_freep) char *path = xprogram_path("panel_form");

	return CHECK(xscreen_open(&f->desk.screen, 1280, 1024)) &&
	       CHECK(xfont_open(&f->desk.font, &f->desk.screen, XSCREEN_9X15)) &&
	       CHECK(xprogram_start(&f->program, &f->desk.screen, path));
}

static void form_down(struct form *f)
{
	xprogram_stop(&f->program);
	desk_down(&f->desk);
}

static struct img *look_at(struct form *f, struct rect r)
{
	CLEANUP(img_unrefp) struct img *all = xscreen_grab_root(&f->desk.screen);

	return img_crop(all, r);
}

static bool two_looks_like(struct form *f, const struct img *one, const struct img *two,
			   const char *text)
{
	const struct img *looks[] = { one, two };
	struct err e = { 0 };
	bool equal = false;

	CHECK_OK(verify_text(looks, 2, &f->desk.font.face, text, &equal, &e), e);
	return equal;
}

TEST(a_motif_caret_at_either_end_is_removed)
{
	struct form f;

	if (!form_up(&f))
		return;
	CHECK(xprogram_tell(&f.program, "focus 1"));
	CHECK(xprogram_tell(&f.program, "caret 1 0"));
	CLEANUP(img_unrefp) struct img *start = look_at(&f, insides[1]);
	CHECK(xprogram_tell(&f.program, "caret 1 12"));
	CLEANUP(img_unrefp) struct img *end = look_at(&f, insides[1]);
	CHECK(!img_equal(start, end));
	CHECK(!looks_like(&f.desk, start, "Am Wall 12 b"));
	CHECK(!looks_like(&f.desk, end, "Am Wall 12 b"));
	CHECK(two_looks_like(&f, start, end, "Am Wall 12 b"));
	CHECK(!two_looks_like(&f, start, end, "Am Wall 12 h"));
	form_down(&f);
}

TEST(an_unfocused_motif_caret_is_removed_by_a_look_with_focus)
{
	struct form f;

	if (!form_up(&f))
		return;
	CLEANUP(img_unrefp) struct img *stippled = look_at(&f, insides[0]);
	CHECK(xprogram_tell(&f.program, "focus 0"));
	CHECK(xprogram_tell(&f.program, "caret 0 17"));
	CLEANUP(img_unrefp) struct img *focused = look_at(&f, insides[0]);
	CHECK(!looks_like(&f.desk, stippled, "Škvor̆ecová-Đặng"));
	CHECK(two_looks_like(&f, stippled, focused, "Škvor̆ecová-Đặng"));
	form_down(&f);
}

TEST(a_blinking_motif_caret_is_removed)
{
	struct form f;

	if (!form_up(&f))
		return;
	CHECK(xprogram_tell(&f.program, "focus 1"));
	CHECK(xprogram_tell(&f.program, "blink 1 20"));
	CLEANUP(img_unrefp) struct img *one = look_at(&f, insides[1]);
	CLEANUP(img_unrefp) struct img *two = look_at(&f, insides[1]);
	struct deadline limit = deadline_in(5000);
	while (img_equal(one, two) && !deadline_over(limit)) {
		img_unref(two);
		two = look_at(&f, insides[1]);
	}
	CHECK(!img_equal(one, two));
	CHECK(two_looks_like(&f, one, two, "Am Wall 12 b"));
	form_down(&f);
}

/* A caret between letters that reach into its column: no position may cost a pixel of text. */
TEST(a_motif_caret_inside_dense_letters_is_removed)
{
	static const char text[] = "ggĜǕẤ_jWWMMgg";
	enum { LETTERS = 13 };
	struct form f;

	if (!form_up(&f))
		return;
	CHECK(xprogram_tell(&f.program, "focus 1"));
	CHECK(xprogram_tell(&f.program, "text 1 ggĜǕẤ_jWWMMgg"));
	CHECK(xprogram_tell(&f.program, "caret 1 0"));
	CLEANUP(img_unrefp) struct img *was = look_at(&f, insides[1]);
	for (int at = 1; at <= LETTERS; at++) {
		char line[32];
		CHECK(fmt_into(line, sizeof line, "caret 1 %d", at));
		CHECK(xprogram_tell(&f.program, line));
		struct img *now = look_at(&f, insides[1]);
		if (!CHECK(two_looks_like(&f, was, now, text)))
			printf("\tcaret at %d and %d\n", at - 1, at);
		img_unref(was);
		was = now;
	}
	form_down(&f);
}

TEST(a_selected_text_is_verified_in_its_own_box)
{
	struct form f;

	if (!form_up(&f))
		return;
	CHECK(xprogram_tell(&f.program, "focus 1"));
	CHECK(xprogram_tell(&f.program, "select 1 0 12"));
	CLEANUP(img_unrefp) struct img *all = look_at(&f, insides[1]);
	CLEANUP(img_unrefp) struct img *block = look_at(&f, (struct rect){ 279, 109, 108, 15 });
	CHECK(looks_like(&f.desk, block, "Am Wall 12 b"));
	CHECK(!looks_like(&f.desk, all, "Am Wall 12 b"));
	form_down(&f);
}
