/* test_freetype.c - outline fonts are drawn as real programs draw them: pixel for pixel. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/freetype.h"

#include "base/buf.h"
#include "base/str.h"
#include "ocr/fit.h"
#include "ocr/glyphs.h"
#include "ocr/repertoire.h"
#include "ocr/verify.h"
#include "tests/check.h"
#include "tests/desk/stage.h"

/* What the programs show, a blank line after each: capitals, marks, confusables. xterm cuts what
 * reaches out of the first and last cell, so the lines begin and end with letters that do not. */
static const char *const lines[] = {
	"Straße 7 b, Mölln.",
	"1O0Q Il1| 5S 8B rn/m cl/d.",
	"DE89 3704 0044 0532 0130 00.",
	"1 Łódź, Malmö, ánh Đặng.",
	"1 ĳ ŉ ǰ Ẓāhir.",
	"1.234,56 (§ 12) [x] {y}.",
	"1 jfj.gy_Qq.",
};

enum { LINES = sizeof lines / sizeof *lines };

/* font_file() - where the machine keeps a font. */
static bool font_file(const char *family, char path[4096])
{
	char command[256];

	if (!CHECK(fmt_into(command, sizeof command, "fc-match -f '%%{file}' '%s'", family)))
		return false;
	FILE *answer = popen(command, "r");
	size_t n = answer ? fread(path, 1, 4095, answer) : 0;
	path[n] = 0;
	return CHECK(answer && pclose(answer) == 0 && n > 0);
}

/* next_line() - the rows of @area with ink below row @from; empty if there are none. */
static struct rect next_line(const struct img *frame, struct rect area, int from)
{
	uint32_t paper = img_at(frame, area.x, area.y);
	struct rect line = { area.x, from, area.w, 0 };

	for (; line.y + line.h < area.y + area.h; line.h++) {
		const uint32_t *row = img_row(frame, line.y + line.h) + area.x;
		bool blank = true;
		for (int ix = 0; ix < area.w && blank; ix++)
			blank = row[ix] == paper;
		if (blank && line.h > 0)
			break;
		if (blank) {
			line.y++;
			line.h = -1;
		}
	}
	return line.h > 0 ? line : (struct rect){ 0 };
}

/* show_program() - start it on a desk and wait until it rests. */
static bool show_program(struct stage *s, const char *const *argv, const struct img **ret_frame)
{
	return stage_open(s) && CHECK_OK(desk_launch(s->desk, argv, NULL, &s->e), s->e) &&
	       stage_await(s, "ready") &&
	       CHECK_OK(desk_settle(s->desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &s->e), s->e) &&
	       CHECK_OK(desk_frame(s->desk, ret_frame, &s->e), s->e);
}

/* is_verified() - @line of @frame against @text, drawn in the face of @at. */
static bool is_verified(const struct img *frame, struct rect line, const struct atlas *at,
			const char *text)
{
	CLEANUP(img_unrefp) struct img *look = img_crop(frame, rect_grow(line, 1));
	const struct img *looks[] = { look };
	struct err e = { 0 };
	bool equal = false;

	CHECK_OK(verify_text(looks, 1, at->face, text, &equal, &e), e);
	return equal;
}

/* read_lines() - every line of the window, each with the truth among what it may be. */
static void read_lines(struct stage *s, const struct img *frame, const struct atlas *at,
		       unsigned must)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct rect area = stage_window(s, "ready").area, line = { 0 };
	unsigned certain = 0, allowed = 0, verified = 0;
	int64_t cost_us = 0;

	area = rect_intersection(rect_grow(area, -1), img_bounds(frame));
	line.y = area.y;
	for (size_t i = 0; i < LINES; i++) {
		struct ocr_reading r;
		line = next_line(frame, area, line.y + line.h);
		if (!CHECK(!rect_empty(line)) ||
		    !CHECK_OK(glyphs_read(at, frame, rect_grow(line, 1), a, &r, &s->e), s->e))
			return;
		certain += r.certainty == OCR_CERTAIN;
		allowed += reading_allows(&r, lines[i]);
		cost_us += r.cost_us;
		if (!reading_allows(&r, lines[i]))
			printf("\t'%s' is %s '%s': %s\n", lines[i],
			       reading_certainty_word(r.certainty), r.text, r.why ? r.why : "");
		CHECK(r.certainty == OCR_UNCERTAIN || reading_allows(&r, lines[i]));
		verified += is_verified(frame, line, at, lines[i]);
		CHECK(!is_verified(frame, line, at, lines[(i + 1) % LINES]));
	}
	printf("\t%u of %d lines read, %u certain, %" PRId64 " us a line\n", allowed, LINES,
	       certain, cost_us / LINES);
	CHECK_EQ_UINT(allowed, must);
	CHECK_EQ_UINT(verified, must);
}

/* read_program() - what @argv shows, in the font @o. */
static void read_program(const char *const *argv, const struct freetype_options *o, unsigned must)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(freetype_freep) struct freetype *font = NULL;
	CLEANUP(atlas_freep) struct atlas *at = NULL;
	const struct repertoire din = repertoire_din(a);
	const struct img *frame;
	struct stage s;
	struct err e = { 0 };

	if (CHECK_OK(freetype_open(o, &font, &e), e) &&
	    CHECK_OK(atlas_build(freetype_face(font), &din, &at, &e), e) &&
	    show_program(&s, argv, &frame))
		for (int again = 0; again < 2; again++) /* once more with all kerning asked for */
			read_lines(&s, frame, at, must);
	stage_close(&s);
}

/*
 * A widget's bevel stands two pixels left of its text. What it could hide is told, but the text
 * without that is among the texts: an apostrophe under it was the only reading once.
 */
TEST(a_bevel_beside_text_hides_no_letter_for_certain)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(freetype_freep) struct freetype *font = NULL;
	CLEANUP(atlas_freep) struct atlas *at = NULL;
	CLEANUP(img_unrefp) struct img *drawn = NULL;
	const struct repertoire din = repertoire_din(a);
	struct ocr_reading r;
	struct err e = { 0 };
	char path[4096];
	int advance_px;

	if (!font_file("Liberation Sans", path))
		return;
	const struct freetype_options o = {
		.file = path, .size_64ths = 12 * 64, .hinting = FREETYPE_FULL, .look = FREETYPE_MONO
	};
	if (!CHECK_OK(freetype_open(&o, &font, &e), e) ||
	    !CHECK_OK(atlas_build(freetype_face(font), &din, &at, &e), e) ||
	    !CHECK_OK(at->face->draw(at->face->self, "Geburtsdatum", &drawn, &advance_px, &e), e) ||
	    !CHECK_OK(glyphs_read(at, drawn, img_bounds(drawn), a, &r, &e), e))
		return;
	CHECK_EQ_STR(r.text, "Geburtsdatum");
	const struct rect look = rect_grow(r.box, 2);
	img_fill(drawn, (struct rect){ look.x, 0, 1, drawn->height_px }, 0xf4f4f4);
	CHECK_OK(glyphs_read(at, drawn, look, a, &r, &e), e);
	CHECK(r.certainty == OCR_UNCERTAIN || reading_allows(&r, "Geburtsdatum"));
}

TEST(java_puts_the_mark_of_a_sequence_above_its_letter)
{
	CLEANUP(freetype_freep) struct freetype *font = NULL;
	CLEANUP(img_unrefp) struct img *letter = NULL, *marked = NULL;
	struct err e = { 0 };
	char path[4096];
	int advance_px, marked_px;

	if (!font_file("DejaVu Sans", path))
		return;
	const struct freetype_options o = { .file = path,
					    .size_64ths = 12 * 64,
					    .hinting = FREETYPE_STRONG,
					    .look = FREETYPE_MONO };
	if (!CHECK_OK(freetype_open(&o, &font, &e), e))
		return;
	const struct face *face = freetype_face(font);
	if (CHECK_OK(face->draw(face->self, "Z", &letter, &advance_px, &e), e) &&
	    CHECK_OK(face->draw(face->self, "Z\u0304", &marked, &marked_px, &e), e))
		CHECK(!img_equal(letter, marked));
	CHECK_EQ_INT(advance_px, marked_px);
	CHECK(!face->kern);
}

TEST(xterm_with_xft_is_read)
{
	static const struct {
		const char *family, *pattern;
		struct freetype_options o;
	} table[] = {
		{ "DejaVu Sans Mono",
		  "pixelsize=13:hintstyle=hintslight",
		  { .size_64ths = 13 * 64, .hinting = FREETYPE_SLIGHT, .look = FREETYPE_GRAY } },
		{ "DejaVu Sans Mono",
		  "pixelsize=16:hintstyle=hintfull",
		  { .size_64ths = 16 * 64, .hinting = FREETYPE_FULL, .look = FREETYPE_GRAY } },
		{ "DejaVu Sans Mono",
		  "pixelsize=15:hinting=false",
		  { .size_64ths = 15 * 64, .hinting = FREETYPE_UNHINTED, .look = FREETYPE_GRAY } },
		{ "DejaVu Sans Mono",
		  "pixelsize=14:rgba=rgb:hintstyle=hintfull",
		  { .size_64ths = 14 * 64, .hinting = FREETYPE_FULL, .look = FREETYPE_RGB } },
		{ "DejaVu Sans Mono",
		  "pixelsize=14:rgba=rgb:hintstyle=hintslight",
		  { .size_64ths = 14 * 64, .hinting = FREETYPE_SLIGHT, .look = FREETYPE_RGB } },
		{ "DejaVu Sans Mono",
		  "pixelsize=14:antialias=false",
		  { .size_64ths = 14 * 64, .hinting = FREETYPE_FULL, .look = FREETYPE_MONO } },
		/* Its cells are wider than its letters. */
		{ "Noto Sans Mono",
		  "pixelsize=12:hintstyle=hintslight",
		  { .size_64ths = 12 * 64,
		    .hinting = FREETYPE_SLIGHT,
		    .look = FREETYPE_GRAY,
		    .cell_px = 9 } },
	};
	struct buf script;
	char path[4096];

	buf_init(&script, 4096);
	buf_adds(&script, "printf '\\033[?25l'; printf '%s\\n\\n'");
	for (size_t i = 0; i < LINES; i++)
		buf_addf(&script, " '%s'", lines[i]);
	buf_adds(&script, "; printf '\\033]2;ready\\a'; read x");
	EACH_CASE (row, table) {
		struct freetype_options o = row->o;
		char font[128];
		o.file = path;
		if (!font_file(row->family, path))
			break;
		CHECK(fmt_into(font, sizeof font, "%s:%s", row->family, row->pattern));
		const char *argv[] = { "xterm", "-u8", "-fa", font, "-fg",       "white", "-bg",
				       "navy",  "-e",  "sh",  "-c", script.data, NULL };
		printf("%s\n", font);
		read_program(argv, &o, LINES);
	}
	buf_clear(&script);
}

TEST(yad_with_gtk3_is_read)
{
	struct freetype_options o = {
		.size_64ths = 853, .hinting = FREETYPE_SLIGHT, .look = FREETYPE_GRAY, .shaped = true
	};
	struct buf text;
	char path[4096];

	if (!font_file("DejaVu Sans", path))
		return;
	o.file = path;
	o.em_1024ths = 13653;
	buf_init(&text, 4096);
	buf_adds(&text, "--text=");
	for (size_t i = 0; i < LINES; i++)
		buf_addf(&text, "%s\n\n", lines[i]);
	const char *argv[] = { "yad",          "--title=ready", "--no-markup",
			       "--no-buttons", text.data,       NULL };
	read_program(argv, &o, LINES);
	buf_clear(&text);
}

TEST(what_is_no_font_is_refused)
{
	struct freetype *font = NULL;
	struct freetype_options o = { .file = "/nowhere/font.ttf",
				      .size_64ths = 640,
				      .hinting = FREETYPE_FULL,
				      .look = FREETYPE_GRAY,
				      .shaped = true };
	struct err e = { 0 };
	char path[4096];

	CHECK_ERR(freetype_open(&o, &font, &e), e, ERR_CONFIG);
	o.file = "/dev/null";
	CHECK_ERR(freetype_open(&o, &font, &e), e, ERR_CONFIG);
	if (!font_file("DejaVu Sans", path))
		return;
	o.file = path;
	o.size_64ths = 0;
	CHECK_ERR(freetype_open(&o, &font, &e), e, ERR_CONFIG);
	o.size_64ths = 1 << 20;
	CHECK_ERR(freetype_open(&o, &font, &e), e, ERR_CONFIG);
	CHECK(!font);
}

/* A field as a program of toned letters shows it. */
struct field {
	const struct face *face;
	uint32_t paper, ink;
};

enum { PEN_X = 8, PEN_Y = 4 };

/* shown() - @text in @f, a caret of the ink's colour and one column at @caret_ix, if that
 * is not 0. */
static struct img *shown(const struct field *f, const char *text, int caret_ix)
{
	CLEANUP(img_unrefp) struct img *drawn = NULL;
	struct err e = { 0 };
	int advance_px;

	CHECK_OK(f->face->draw(f->face->self, text, &drawn, &advance_px, &e), e);
	struct img *look = img_new(drawn->width_px + 2 * PEN_X, drawn->height_px + 2 * PEN_Y);
	img_fill(look, img_bounds(look), f->paper);
	for (int iy = 0; iy < drawn->height_px; iy++)
		for (int ix = 0; ix < drawn->width_px; ix++)
			img_row(look, PEN_Y + iy)[PEN_X + ix] =
				fit_blend(f->paper, f->ink, 0xffffff - img_at(drawn, ix, iy));
	if (caret_ix)
		img_fill(look, (struct rect){ caret_ix, 2, 1, look->height_px - 4 }, f->ink);
	return look;
}

static bool two_show(const struct field *f, const struct img *one, const struct img *two,
		     const char *text)
{
	const struct img *looks[] = { one, two };
	struct err e = { 0 };
	bool equal = false;

	CHECK_OK(verify_text(looks, 2, f->face, text, &equal, &e), e);
	return equal;
}

/* shade() - the first pixel that is neither paper nor ink, by one level of one channel. */
static void shade(const struct field *f, struct img *img)
{
	uint32_t *px = img->px;

	while (*px == f->paper || *px == f->ink)
		px++;
	*px ^= 1;
}

/* check_carets() - wherever the two carets stand, the text is verified and no other. */
static void check_carets(const struct field *f)
{
	static const char text[] = "Łódź 7 b";
	const int from = PEN_X + 28, step = 3;

	for (int at = from; at < from + 30; at += step) {
		CLEANUP(img_unrefp) struct img *one = shown(f, text, at);
		CLEANUP(img_unrefp) struct img *two = shown(f, text, at + 40);
		CHECK(two_show(f, one, two, text));
		CHECK(!two_show(f, one, one, text));
		CHECK(!two_show(f, one, two, "Łódz 7 b"));
		CHECK(!two_show(f, one, two, "Łódź 7 h"));
		CLEANUP(img_unrefp) struct img *bare = shown(f, text, 0);
		CHECK(two_show(f, bare, bare, text));
		shade(f, bare);
		CHECK(!two_show(f, bare, bare, text));
	}
}

TEST(written_text_is_verified_in_any_colours_but_for_a_caret)
{
	static const struct {
		uint32_t paper, ink;
	} table[] = { { 0xffffff, 0x2e3436 }, { 0x000080, 0xffffff }, { 0x808080, 0x7f7f00 } };
	struct freetype_options o = {
		.size_64ths = 853, .hinting = FREETYPE_SLIGHT, .look = FREETYPE_GRAY, .shaped = true
	};
	char path[4096];

	if (!font_file("DejaVu Sans", path))
		return;
	o.file = path;
	for (int rgb = 0; rgb < 2; rgb++) {
		CLEANUP(freetype_freep) struct freetype *font = NULL;
		struct err e = { 0 };
		o.look = rgb ? FREETYPE_RGB : FREETYPE_GRAY;
		if (!CHECK_OK(freetype_open(&o, &font, &e), e))
			return;
		EACH_CASE (row, table) {
			const struct field f = { freetype_face(font), row->paper, row->ink };
			check_carets(&f);
		}
	}
}

/* A line that a program paints letter by letter. */
struct painted {
	const struct atlas *atlas;
	uint32_t paper, ink;
	int fine;
};

/* paint_line() - @text with paper around it; owned by the caller. */
static struct img *paint_line(const struct painted *p, const char *text)
{
	const struct face *face = p->atlas->face;
	const struct face_brush brush = { PEN_X, PEN_Y, p->ink, p->fine };
	CLEANUP(img_unrefp) struct img *drawn = NULL;
	struct err e = { 0 };
	bool inside = false;
	int advance_px;

	if (!CHECK_OK(face->draw(face->self, text, &drawn, &advance_px, &e), e))
		return NULL;
	struct img *look = img_new(drawn->width_px + 3 * PEN_X, drawn->height_px + 2 * PEN_Y);
	img_fill(look, img_bounds(look), p->paper);
	CHECK_OK(face->paint(face->self, text, &brush, look, &inside, &e), e);
	CHECK(inside);
	return look;
}

static bool reads(const struct painted *p, const struct img *look, const char *text)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct ocr_reading r = { 0 };
	struct err e = { 0 };

	CHECK_OK(glyphs_read(p->atlas, look, img_bounds(look), a, &r, &e), e);
	return reading_allows(&r, text); /* what is above Wine's lines may be cut off */
}

static void read_painted(const struct painted *p, const char *text)
{
	const struct field f = { p->atlas->face, p->paper, p->ink };
	CLEANUP(img_unrefp) struct img *look = paint_line(p, text);

	if (!look)
		return;
	if (!CHECK(reads(p, look, text)))
		printf("'%s' painted at %d\n", text, p->fine);
	CHECK(two_show(&f, look, look, text));
	shade(&f, look);
	CHECK(!reads(p, look, text));
	CHECK(!two_show(&f, look, look, text));
}

TEST(what_qt_and_wine_paint_is_read)
{
	static const char *const texts[] = { "Straße 7 b, Mölln.", "1O0Q 5S 8B rn/m cl/d.",
					     "AV. Tj. LT 1.234,56", "Łódź, ánh" };
	static const struct {
		enum freetype_program program;
		enum freetype_hinting hinting;
		int fines[4];
	} table[] = { { FREETYPE_QT, FREETYPE_SLIGHT, { 0, 13, 37, 63 } },
		      { FREETYPE_WINE, FREETYPE_FULL, { 0 } } };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct repertoire din = repertoire_din(a);
	char path[4096];

	if (!font_file("DejaVu Sans", path))
		return;
	EACH_CASE (row, table) {
		const struct freetype_options o = { .file = path,
						    .size_64ths = 853,
						    .hinting = row->hinting,
						    .look = FREETYPE_GRAY,
						    .program = row->program };
		CLEANUP(freetype_freep) struct freetype *font = NULL;
		CLEANUP(atlas_freep) struct atlas *at = NULL;
		struct err e = { 0 };
		if (!CHECK_OK(freetype_open(&o, &font, &e), e) ||
		    !CHECK_OK(atlas_build(freetype_face(font), &din, &at, &e), e))
			return;
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
			struct painted p = { at, 0xdcdad5, 0x202060, row->fines[i] };
			read_painted(&p, texts[i]);
			p = (struct painted){ at, 0x1f3a5f, 0xf0f0f0, row->fines[3 - i] };
			read_painted(&p, texts[i]);
		}
	}
}

TEST(qt_is_drawn_gray_and_slightly_hinted_only)
{
	struct freetype_options o = { .size_64ths = 853,
				      .hinting = FREETYPE_FULL,
				      .look = FREETYPE_GRAY,
				      .program = FREETYPE_QT };
	struct freetype *font = NULL;
	struct err e = { 0 };
	char path[4096];

	if (!font_file("DejaVu Sans", path))
		return;
	o.file = path;
	CHECK_ERR(freetype_open(&o, &font, &e), e, ERR_CONFIG);
	o.hinting = FREETYPE_SLIGHT;
	o.look = FREETYPE_RGB;
	CHECK_ERR(freetype_open(&o, &font, &e), e, ERR_CONFIG);
	CHECK(!font);
}
