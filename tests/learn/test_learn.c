/* test_learn.c - what is learnt from a program is the font it was given, to the pixel. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/learn/learn.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/desk/corefont.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/atlasfile.h"
#include "ocr/freetype.h"
#include "ocr/glyphs.h"
#include "ocr/verify.h"
#include "tests/check.h"

/* What masks show most, with letters that are alike and letters whose marks stand high and low. */
#define LETTERS "0123456789ABCDHIKLMOQSTVabcdeghijlmnorst.,:-/'()ÄÖÜßäöüĐÐŞṣŔỢ"
#define SOME "AHbdilno01.,Đ"
#define TK_FONT "{DejaVu Sans} 10"
#define FIXED "-misc-fixed-medium-r-normal--15-140-75-75-c-90-iso10646-1"

enum { TIMEOUT_MS = 60000, LETTERS_MAX = 128, FOLDER_BYTES = 4096, FILE_BYTES = 1 << 20 };

/* A program and what was learnt from it. */
struct pupil {
	struct desk *desk;
	struct arena *a;
	struct learn learn;
	struct err e;
};

/* below() - a file of the tree or of what is built; ctest says where these are. */
static bool below(const char *variable, const char *name, char path[FOLDER_BYTES])
{
	const char *root = getenv(variable);

	return CHECK(root) && CHECK(fmt_into(path, FOLDER_BYTES, "%s/%s", root, name));
}

static void be_silent(const char *line)
{
	(void)line;
}

static struct repertoire letters_of(struct arena *a, const char *text)
{
	const char **list = arena_calloc(a, LETTERS_MAX, sizeof *list);
	struct repertoire r = { list, 1 };

	list[0] = " ";
	for (uint32_t cp; (cp = utf8_next(&text)) != 0 && r.n < LETTERS_MAX; r.n++) {
		char bytes[5];
		(void)utf8_encode(cp, bytes);
		list[r.n] = arena_strdup(a, bytes);
	}
	return r;
}

/* learn() - @letters from @argv; whether it was learnt. */
static bool learn(struct pupil *p, const char *const *argv, const char *letters)
{
	const struct desk_options o = { .silent = true };

	*p = (struct pupil){ .a = arena_new() };
	const struct learn_options lo = { .app = { .argv = argv, .timeout_ms = TIMEOUT_MS },
					  .letters = letters_of(p->a, letters),
					  .announce = be_silent };
	return CHECK_OK(desk_open(&o, &p->desk, &p->e), p->e) &&
	       learn_font(p->desk, &lo, p->a, &p->learn, &p->e);
}

static void dismiss(struct pupil *p)
{
	learnt_free(p->learn.font);
	desk_free(p->desk);
	arena_free(p->a);
}

static struct rect ink_of(const struct img *img)
{
	struct rect box = { 0 };

	for (int iy = 0; iy < img->height_px; iy++)
		for (int ix = 0; ix < img->width_px; ix++)
			if (img_at(img, ix, iy) != 0xffffff)
				box = rect_union(box, (struct rect){ ix, iy, 1, 1 });
	return box;
}

/* Where two faces place their ink apart: the same for every text. */
struct apart {
	bool known;
	int dx, dy;
};

/* check_text() - both faces draw @text with the same pixels, apart as always. */
static bool check_text(const struct face *learnt, const struct face *truth, const char *text,
		       struct apart *apart)
{
	CLEANUP(img_unrefp) struct img *a = NULL, *b = NULL;
	int advance_a, advance_b;
	struct err e = { 0 };

	if (!CHECK_OK(learnt->draw(learnt->self, text, &a, &advance_a, &e), e) ||
	    !CHECK_OK(truth->draw(truth->self, text, &b, &advance_b, &e), e))
		return false;
	const struct rect in_a = ink_of(a), in_b = ink_of(b);
	const struct apart is = { true, in_a.x - in_b.x, in_a.y - in_b.y };
	if (!apart->known)
		*apart = is;
	bool same = advance_a == advance_b && in_a.w == in_b.w && in_a.h == in_b.h &&
		    (rect_empty(in_a) || (is.dx == apart->dx && is.dy == apart->dy));
	for (int row = 0; row < in_a.h && same; row++)
		same = memcmp(img_row(a, in_a.y + row) + in_a.x, img_row(b, in_b.y + row) + in_b.x,
			      (size_t)in_a.w * sizeof(uint32_t)) == 0;
	if (!CHECK(same))
		printf("\t'%s': %dx%d and %dx%d, advance %d and %d\n", text, in_a.w, in_a.h, in_b.w,
		       in_b.h, advance_a, advance_b);
	return same;
}

/* check_truth() - every letter that was asked for was learnt as @truth draws it. */
static void check_truth(struct pupil *p, const struct face *truth, const char *letters)
{
	const struct face *face = learnt_face(p->learn.font);
	const struct repertoire asked = letters_of(p->a, letters);
	struct apart apart = { 0 };

	for (size_t i = 0; i < p->learn.n_missing; i++)
		printf("\tnot learnt: %s, %s\n", p->learn.missing[i].text,
		       cut_fate_words(p->learn.missing[i].fate));
	CHECK_EQ_UINT(p->learn.n_missing, 0);
	CHECK_EQ_UINT(p->learn.n_learnt, asked.n);
	for (size_t i = asked.n; i-- > 0;) /* the blank last */
		check_text(face, truth, asked.texts[i], &apart);
	check_text(face, truth, "Hin 01.", &apart);
}

static bool draw_core(void *self, const char *text, struct img **ret_ink, int *ret_advance_px,
		      struct err *e)
{
	return corefont_draw(self, text, ret_ink, ret_advance_px, e);
}

/* check_core() - the truth is a core font of the same server. */
static void check_core(struct pupil *p, const char *name, const char *letters)
{
	CLEANUP(corefont_freep) struct corefont *core = NULL;

	if (!CHECK_OK(corefont_open(p->desk, name, &core, &p->e), p->e))
		return;
	const struct face truth = { .name = name, .self = core, .draw = draw_core };
	check_truth(p, &truth, letters);
}

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

/* check_outline() - the truth is FreeType's drawing. */
static void check_outline(struct pupil *p, const char *family, int size_64ths, const char *letters)
{
	CLEANUP(freetype_freep) struct freetype *font = NULL;
	struct freetype_options o = { .size_64ths = size_64ths,
				      .hinting = FREETYPE_SLIGHT,
				      .look = FREETYPE_GRAY };
	char path[4096];

	if (!font_file(family, path))
		return;
	o.file = path;
	if (CHECK_OK(freetype_open(&o, &font, &p->e), p->e))
		check_truth(p, freetype_face(font), letters);
}

TEST(a_core_font_is_learnt_from_xterm)
{
	static const char *const argv[] = { "xterm", "-u8", "-fn", FIXED, "-e", "cat", NULL };
	struct pupil p;

	if (CHECK_OK(learn(&p, argv, SOME), p.e)) {
		CHECK(p.learn.mono && p.learn.selection);
		check_core(&p, FIXED, SOME);
	}
	dismiss(&p);
}

TEST(an_outline_font_is_learnt_from_tk_and_twice_the_same)
{
	struct buf files[2];
	char entry[FOLDER_BYTES];
	const char *const argv[] = { "wish", entry, TK_FONT, NULL };

	if (!below("AMTSBOTE_SOURCE_DIR", "tests/learn/entry.tcl", entry))
		return;
	for (size_t i = 0; i < 2; i++) {
		struct pupil p;
		buf_init(&files[i], FILE_BYTES);
		if (CHECK_OK(learn(&p, argv, LETTERS), p.e)) {
			check_outline(&p, "DejaVu Sans", 853, LETTERS);
			CHECK_OK(atlasfile_encode(learnt_atlas(p.learn.font), &files[i], &p.e),
				 p.e);
		}
		dismiss(&p);
	}
	CHECK_EQ_UINT(files[0].len_bytes, files[1].len_bytes);
	CHECK(memcmp(files[0].data, files[1].data, files[0].len_bytes) == 0);
	buf_clear(&files[0]);
	buf_clear(&files[1]);
}

/* Without Ä, Ö and Ü: GTK's text area cuts their upper row off. */
TEST(an_outline_font_is_learnt_from_gtk)
{
	static const char letters[] = "0123456789ABCDHIKLMOQSTVabcdeghijlmnorst.,:-/'()ßäöüĐÐ";
	static const char *const argv[] = { "yad", "--text-info", "--editable",
					    "--fontname=DejaVu Sans Mono 10", NULL };
	struct pupil p;

	if (CHECK_OK(learn(&p, argv, letters), p.e))
		check_outline(&p, "DejaVu Sans Mono", 853, letters);
	dismiss(&p);
}

TEST(a_font_that_kerns_is_refused_by_name)
{
	static const char *const argv[] = { "yad", "--form", "--field=Name", NULL };
	struct pupil p;

	CHECK(!learn(&p, argv, "AHVTino1."));
	CHECK_EQ_INT(p.e.code, ERR_UNSUPPORTED);
	CHECK_HAS_STR(p.e.msg, "the font kerns");
	dismiss(&p);
}

TEST(a_core_font_is_learnt_from_motif)
{
	char form[FOLDER_BYTES], folder[] = "/tmp/amtsbote-learn-XXXXXX", file[64];
	const char *const argv[] = { form, file, NULL };
	struct pupil p;

	if (!below("AMTSBOTE_BUILD_DIR", "tests/fixture/fixture_form", form) ||
	    !CHECK(mkdtemp(folder)) || !CHECK(fmt_into(file, sizeof file, "%s/text", folder)))
		return;
	if (CHECK_OK(learn(&p, argv, LETTERS), p.e))
		check_core(&p, "-misc-fixed-medium-r-normal--13-*-*-*-*-*-iso10646-1", LETTERS);
	dismiss(&p);
	struct err e = { 0 };
	CHECK_OK(file_remove_tree(folder, &e), e);
}

/* fate_of() - why @text was not learnt; CUT_LEARNT if it is not listed. */
static enum cut_fate fate_of(const struct learn *l, const char *text)
{
	for (size_t i = 0; i < l->n_missing; i++)
		if (str_eq(l->missing[i].text, text))
			return l->missing[i].fate;
	return CUT_LEARNT;
}

/* read_truth() - what the learnt font reads where the program's font has drawn @text. */
static struct ocr_reading read_truth(struct pupil *p, const struct face *truth, const char *text)
{
	CLEANUP(img_unrefp) struct img *drawn = NULL, *line = NULL;
	struct ocr_reading r = { .text = "" };
	int advance_px;

	CHECK_OK(truth->draw(truth->self, text, &drawn, &advance_px, &p->e), p->e);
	line = img_new(drawn->width_px + 2, drawn->height_px + 2);
	img_fill(line, img_bounds(line), 0xffffff);
	img_blit(line, drawn, 1, 1);
	CHECK_OK(glyphs_read(learnt_atlas(p->learn.font), line, img_bounds(line), p->a, &r, &p->e),
		 p->e);
	return r;
}

/* The field refuses Ð and é: nobody saw them. Đ may be either then; é is ink of nothing. */
TEST(letters_that_the_field_refuses_make_no_reading_certain)
{
	char entry[FOLDER_BYTES];
	const char *const argv[] = { "wish", entry, TK_FONT, "Ðé", NULL };
	struct freetype_options o = { .size_64ths = 853,
				      .hinting = FREETYPE_SLIGHT,
				      .look = FREETYPE_GRAY };
	CLEANUP(freetype_freep) struct freetype *font = NULL;
	struct ocr_reading r;
	char path[4096];
	struct pupil p;

	if (!below("AMTSBOTE_SOURCE_DIR", "tests/learn/entry.tcl", entry))
		return;
	if (CHECK_OK(learn(&p, argv, "HionmbdrÐĐéeI|l1.ABCQvq7"), p.e) &&
	    font_file("DejaVu Sans", path)) {
		o.file = path;
		CHECK_OK(freetype_open(&o, &font, &p.e), p.e);
		const struct face *truth = freetype_face(font);
		CHECK_EQ_INT(fate_of(&p.learn, "Ð"), CUT_OTHER);
		CHECK_EQ_INT(fate_of(&p.learn, "é"), CUT_OTHER);
		r = read_truth(&p, truth, "BoĐiH");
		CHECK_EQ_STR(reading_certainty_word(r.certainty), "ambiguous");
		CHECK(reading_allows(&r, "BoĐiH") && reading_allows(&r, "BoÐiH"));
		r = read_truth(&p, truth, "BoÐiH");
		CHECK(reading_allows(&r, "BoÐiH"));
		CHECK_EQ_STR(reading_certainty_word(read_truth(&p, truth, "Hé").certainty),
			     "uncertain");
		CHECK_EQ_STR(reading_certainty_word(read_truth(&p, truth, "Hox").certainty),
			     "uncertain");
		r = read_truth(&p, truth, "Qv1 7q");
		CHECK_EQ_STR(reading_certainty_word(r.certainty), "certain");
		CHECK_EQ_STR(r.text, "Qv1 7q");
	}
	dismiss(&p);
}

/* 9x15 is the Latin-1 part of the font: what it lacks is no letter, and nobody may be mistaken for
 * it. */
TEST(a_box_is_never_learnt)
{
	static const char *const argv[] = { "xterm", "-u8", "-fn", "9x15", "-e", "cat", NULL };
	struct pupil p;

	if (CHECK_OK(learn(&p, argv, "Hino1.ÐĐş"), p.e)) {
		const struct glyph *eth = atlas_find(learnt_atlas(p.learn.font), "Ð");
		CHECK_EQ_STR(cut_fate_words(fate_of(&p.learn, "Đ")), cut_fate_words(CUT_BOX));
		CHECK_EQ_STR(cut_fate_words(fate_of(&p.learn, "ş")), cut_fate_words(CUT_BOX));
		CHECK(!atlas_find(learnt_atlas(p.learn.font), "Đ"));
		CHECK(eth && eth->n_members == 1);
	}
	dismiss(&p);
}

TEST(a_program_without_a_field_is_told)
{
	static const char *const argv[] = { "yad", "--text=Kein Feld", "--no-buttons", NULL };
	struct pupil p;

	CHECK(!learn(&p, argv, SOME));
	CHECK_EQ_INT(p.e.code, ERR_NOT_FOUND);
	dismiss(&p);
}
