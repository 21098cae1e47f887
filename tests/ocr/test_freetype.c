/* test_freetype.c - outline fonts are drawn as real programs draw them: pixel for pixel. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/freetype.h"

#include "base/buf.h"
#include "base/str.h"
#include "ocr/glyphs.h"
#include "tests/check.h"
#include "tests/desk/stage.h"
#include "tests/ocr/repertoire.h"

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

/* read_lines() - every line of the window, each with the truth among what it may be. */
static void read_lines(struct stage *s, const struct img *frame, const struct atlas *at,
		       unsigned must)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct rect area = stage_window(s, "ready").area, line = { 0 };
	unsigned certain = 0, allowed = 0;
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
	}
	printf("\t%u of %d lines read, %u certain, %" PRId64 " us a line\n", allowed, LINES,
	       certain, cost_us / LINES);
	CHECK_EQ_UINT(allowed, must);
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

TEST(xterm_with_xft_is_read)
{
	static const struct {
		const char *pattern;
		struct freetype_options o;
	} table[] = {
		{ "pixelsize=13:hintstyle=hintslight",
		  { NULL, 13 * 64, FREETYPE_SLIGHT, FREETYPE_GRAY, false } },
		{ "pixelsize=16:hintstyle=hintfull",
		  { NULL, 16 * 64, FREETYPE_FULL, FREETYPE_GRAY, false } },
		{ "pixelsize=15:hinting=false",
		  { NULL, 15 * 64, FREETYPE_UNHINTED, FREETYPE_GRAY, false } },
		{ "pixelsize=14:rgba=rgb:hintstyle=hintfull",
		  { NULL, 14 * 64, FREETYPE_FULL, FREETYPE_RGB, false } },
		{ "pixelsize=14:rgba=rgb:hintstyle=hintslight",
		  { NULL, 14 * 64, FREETYPE_SLIGHT, FREETYPE_RGB, false } },
		{ "pixelsize=14:antialias=false",
		  { NULL, 14 * 64, FREETYPE_FULL, FREETYPE_MONO, false } },
	};
	struct buf script;
	char path[4096];

	if (!font_file("DejaVu Sans Mono", path))
		return;
	buf_init(&script, 4096);
	buf_adds(&script, "printf '\\033[?25l'; printf '%s\\n\\n'");
	for (size_t i = 0; i < LINES; i++)
		buf_addf(&script, " '%s'", lines[i]);
	buf_adds(&script, "; printf '\\033]2;ready\\a'; read x");
	EACH_CASE (row, table) {
		struct freetype_options o = row->o;
		char font[128];
		o.file = path;
		CHECK(fmt_into(font, sizeof font, "DejaVu Sans Mono:%s", row->pattern));
		const char *argv[] = { "xterm", "-u8", "-fa", font, "-fg",       "white", "-bg",
				       "navy",  "-e",  "sh",  "-c", script.data, NULL };
		printf("%s\n", row->pattern);
		read_program(argv, &o, LINES);
	}
	buf_clear(&script);
}

TEST(yad_with_gtk3_is_read)
{
	struct freetype_options o = { NULL, 853, FREETYPE_SLIGHT, FREETYPE_GRAY, true };
	struct buf text;
	char path[4096];

	if (!font_file("DejaVu Sans", path))
		return;
	o.file = path;
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
	struct freetype_options o = { "/nowhere/font.ttf", 640, FREETYPE_FULL, FREETYPE_GRAY,
				      true };
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
