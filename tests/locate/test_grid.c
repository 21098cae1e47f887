/* test_grid.c - character screens: where the cells are, and that each reads what was written. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locate.h"

#include <string.h>
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

enum { ROWS = 24, COLUMNS = 76, TEXT_BYTES = 1 << 16 };

#define STEPS "steps:\n  - expect: { window: mask }\noutcome:\n  entered: { a: fest }\n"

/* What may be written: one cell each. */
static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
			      "ÄÖÜäöüßÀÁÂÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕØÙÚÛÝàáâãåæçèéêëìíîïñòóôõøùúûýÿ"
			      "ĀāĆćČčĎďĒēĚěĞğĪīĹĺŁłŃńŇňŌōŐőŒœŔŕŘřŚśŠšŤťŪūŮůŰűŴŵŶŷŹźŻżŽž"
			      "!\"#$%&'()*+,./:;<=>?@[]^_{|}~§°";

/* A screen of random letters: what stands in each row, and the bytes that put it there. */
struct page {
	const char *rows[ROWS]; /* without blanks at either end */
	struct buf bytes;
};

static const char *letter_at(struct arena *a, size_t at)
{
	const char *text = letters;
	char bytes[5];

	while (at-- > 0)
		(void)utf8_next(&text);
	(void)utf8_encode(utf8_next(&text), bytes);
	return arena_strdup(a, bytes);
}

/* fill_row() - random words in some of the @n_looks; every cell is written. */
static const char *fill_row(struct page *p, struct arena *a, size_t n_looks)
{
	static const char *const looks[] = { "\033[0m", "\033[0;7m", "\033[0;1m" };
	CLEANUP(buf_clear) struct buf text = { 0 };
	size_t n = utf8_count(letters), end = 0;

	buf_init(&text, TEXT_BYTES);
	for (int column = 0; column < COLUMNS; column++) {
		bool blank = check_random() % 5 == 0;
		const char *one = blank ? " " : letter_at(a, check_random() % n);
		if (check_random() % 7 == 0)
			buf_adds(&p->bytes, looks[check_random() % n_looks]);
		buf_adds(&p->bytes, one);
		if (!blank || end > 0)
			buf_adds(&text, one);
		end = blank ? end : text.len_bytes;
	}
	return arena_printf(a, "%.*s", (int)end, text.data);
}

static void fill(struct page *p, struct arena *a, size_t n_looks)
{
	buf_init(&p->bytes, TEXT_BYTES);
	for (int row = 0; row < ROWS; row++) {
		buf_addf(&p->bytes, "\033[%d;1H", row + 1);
		p->rows[row] = fill_row(p, a, n_looks);
	}
	buf_adds(&p->bytes, "\033[0m\033[1;1H\033[?25l");
}

/* rows_yaml() - a target for each row of the screen, and one for its last cell. */
static const char *rows_yaml(struct arena *a)
{
	const char *yaml = "targets:\n  last: { cell: [24, 76] }\n"
			   "  beyond: { cell: [24, 76], length: 2 }\n";

	for (int row = 1; row <= ROWS; row++)
		yaml = arena_printf(a, "%s  r%d: { cell: [%d, 1], length: %d }\n", yaml, row, row,
				    COLUMNS);
	return arena_printf(a, "%s" STEPS, yaml);
}

static struct reading read_cells(struct scene *s, const char *name)
{
	const struct locate_query q = { .target = scene_target(s, name), .scope = s->scope };
	struct reading got = { .certainty = OCR_UNCERTAIN, .text = "", .alternatives = "" };
	struct hits hits = { .arena = s->a };

	CHECK_OK(locate_find(s->locator, &q, &hits, &s->e), s->e);
	if (!CHECK_EQ_UINT(hits.n, 1))
		return got;
	const struct read_query form = { .box = hits.list[0].box, .arena = s->a };
	CHECK_OK(locate_read_cells(s->locator, hits.list[0].window_id, &form, &got, &s->e), s->e);
	return got;
}

/* show_page() - the bytes in an xterm of 80 x 24 cells. */
static bool show_page(struct scene *s, const char *font, const char *bytes)
{
	const char *file = arena_printf(s->a, "%s/page", s->folder);
	const char *command = "cat \"$1\"; printf '\\033]0;screen\\007'; read line";
	const char *argv[] = { "xterm", "-u8", "-fn", font,    "-geometry", "76x24", "-T", "later",
			       "-e",    "sh",  "-c",  command, "sh",        file,    NULL };

	folder_put(s->folder, "page", bytes);
	return CHECK(scene_show(s, argv, NULL, "screen"));
}

#define XTERM(rest) "-misc-fixed-medium-r-" rest "-iso10646-1"

/* compare_rows() - what is certain is true, what is ambiguous may be; how many are certain. */
static int compare_rows(struct scene *s, const struct page *page)
{
	int certain = 0;

	for (int i = 0; i < ROWS; i++) {
		struct reading got = read_cells(s, arena_printf(s->a, "r%d", i + 1));
		certain += got.certainty == OCR_CERTAIN;
		if (got.certainty == OCR_CERTAIN)
			CHECK_EQ_STR(got.text, page->rows[i]);
		else if (CHECK_EQ_STR(reading_certainty_word(got.certainty), "ambiguous"))
			CHECK_HAS_STR(got.alternatives, page->rows[i]);
	}
	return certain;
}

static const struct {
	const char *font, *fonts;
	size_t n_looks; /* bold only where the font has a bold one of the same cell */
} terminals[] = {
	{ XTERM("semicondensed--13-120-75-75-c-60"),
	  "-misc-fixed-medium-r-semicondensed--13-120-75-75-c-60-*-*,"
	  " -misc-fixed-bold-r-semicondensed--13-120-75-75-c-60-*-*",
	  3 },
	{ XTERM("normal--15-140-75-75-c-90"),
	  "-misc-fixed-medium-r-normal--15-140-75-75-c-90-*-*,"
	  " -misc-fixed-bold-r-normal--15-140-75-75-c-90-*-*",
	  3 },
	{ XTERM("normal--20-200-75-75-c-100"),
	  "-misc-fixed-medium-r-normal--20-200-75-75-c-100-*-*", 2 },
};

TEST(every_cell_of_a_terminal_is_read)
{
	EACH_CASE (row, terminals) {
		struct arena *a = arena_new();
		struct page page = { .rows = { 0 } };
		struct scene s;
		fill(&page, a, row->n_looks);
		if (CHECK(scene_open(&s, arena_printf(a, "font %s\n", row->fonts), rows_yaml(a))) &&
		    show_page(&s, row->font, page.bytes.data)) {
			int certain = compare_rows(&s, &page);
			/* Under load a figure of its own; alone some ms (decision 035). */
			int64_t began_us = clock_boot_us();
			CHECK_EQ_INT(compare_rows(&s, &page), certain);
			printf("%s: %d of %d rows certain, read again in %lld us\n", row->font,
			       certain, ROWS, (long long)(clock_boot_us() - began_us));
			CHECK(certain > 0);
		}
		scene_close(&s);
		buf_clear(&page.bytes);
		arena_free(a);
	}
}

/* What a form of ncurses shows: frames are no letters, a margin wider than a cell is told. */
TEST(frames_are_no_letters)
{
	static const char page[] = "\033[1;1H\u250c\u2500\u2500\u2500\u2500\u2500\u2510"
				   "\033[2;1H\u2502Nr. 1\u2502\033[3;1H\u2502A|B-\u2500\u2502"
				   "\033[4;1H\u2514\u2500\u2500\u2500\u2500\u2500\u2518"
				   "\033[5;1H\033(0qqq\033(B Meyer\033[?25l";
	struct scene s;

	if (CHECK(scene_open(&s, "font " SCENE_9X15 "\n",
			     "targets:\n  inside: { cell: [2, 2], length: 5 }\n"
			     "  whole: { cell: [2, 1], length: 7 }\n"
			     "  letters: { cell: [3, 2], length: 4 }\n"
			     "  frame: { cell: [4, 1], length: 7 }\n"
			     "  dec: { cell: [5, 1], length: 3 }\n"
			     "  behind: { cell: [5, 4], length: 20 }\n"
			     "  blank: { cell: [7, 4], length: 20 }\n" STEPS)) &&
	    show_page(&s, XTERM("normal--15-140-75-75-c-90"), page)) {
		const struct reading inside = read_cells(&s, "inside"),
				     letters_too = read_cells(&s, "letters"),
				     behind = read_cells(&s, "behind"),
				     blank = read_cells(&s, "blank");
		CHECK_EQ_STR(inside.text, "Nr. 1");
		CHECK_EQ_INT(inside.certainty, OCR_CERTAIN);
		CHECK_EQ_STR(letters_too.text, "A|B-");
		CHECK_EQ_STR(behind.text, "Meyer");
		CHECK_EQ_STR(blank.text, "");
		CHECK_EQ_INT(blank.certainty, OCR_CERTAIN);
		CHECK_EQ_INT(read_cells(&s, "whole").certainty, OCR_UNCERTAIN);
		CHECK_EQ_INT(read_cells(&s, "frame").certainty, OCR_UNCERTAIN);
		CHECK_EQ_INT(read_cells(&s, "dec").certainty, OCR_UNCERTAIN);
	}
	scene_close(&s);
}

/* cells_error() - what is said instead of a box; ERR_NONE if nothing is wrong. */
static enum err_code cells_error(struct scene *s, const char *name, size_t *ret_n)
{
	const struct locate_query q = { .target = scene_target(s, name), .scope = s->scope };
	struct hits hits = { .arena = s->a };
	struct err e = { 0 };
	bool found = locate_find(s->locator, &q, &hits, &e);

	*ret_n = hits.n;
	if (!found)
		printf("\t%s\n", e.msg);
	return found ? ERR_NONE : e.code;
}

TEST(cells_beyond_the_screen_are_refused)
{
	struct arena *a = arena_new();
	struct scene s;
	size_t n;

	if (CHECK(scene_open(&s, "font " SCENE_9X15 "\n", rows_yaml(a))) &&
	    show_page(&s, XTERM("normal--15-140-75-75-c-90"), "Datensatz gefunden")) {
		CHECK_EQ_INT(cells_error(&s, "last", &n), ERR_NONE);
		CHECK_EQ_UINT(n, 1);
		CHECK_EQ_INT(cells_error(&s, "beyond", &n), ERR_RECIPE);
	}
	scene_close(&s);
	arena_free(a);
}

/* Three letters prove nothing, and a label of Motif is no screen though its letters have cells. */
TEST(a_screen_without_proof_is_none)
{
	struct arena *a = arena_new();
	struct scene s;
	size_t n = 1;

	if (CHECK(scene_open(&s, "font " SCENE_9X15 "\n", rows_yaml(a))) &&
	    show_page(&s, XTERM("normal--15-140-75-75-c-90"), "abcabcabc\033[?25l")) {
		CHECK_EQ_INT(cells_error(&s, "last", &n), ERR_NONE);
		CHECK_EQ_UINT(n, 0);
	}
	scene_close(&s);
	if (CHECK(scene_open(&s, "label 20 20 a Gemeinde Musterstadt\n", rows_yaml(a))) &&
	    CHECK(scene_start(&s))) {
		CHECK_EQ_INT(cells_error(&s, "last", &n), ERR_NONE);
		CHECK_EQ_UINT(n, 0);
	}
	scene_close(&s);
	arena_free(a);
}

/* play() - the recipe's steps on the program that is there. */
static void play(struct scene *s)
{
	const struct run_task task = { .scope = s->scope };

	run_submission(s->run, &task, s->a, &s->result);
	if (s->result.end != RUN_ENTERED)
		printf("\t%s\n", s->result.err.msg);
}

static const char *entered(struct scene *s, const char *name)
{
	for (size_t i = 0; i < s->result.n_values; i++)
		if (str_eq(s->result.values[i].name, name))
			return s->result.values[i].text;
	return NULL;
}

/* A form of ncurses: the values are taken by cell, whatever frames stand around them. */
TEST(a_recipe_reads_cells)
{
	static const char *const argv[] = {
		"xterm",     "-u8",    "-fn",        XTERM("semicondensed--13-120-75-75-c-60"),
		"-geometry", "76x24",  "-T",         "mask",
		"-e",        "dialog", "--no-mouse", "--form",
		"Antrag",    "12",     "60",         "4",
		"Nummer",    "1",      "1",          "4711-I",
		"1",         "10",     "20",         "40",
		"Ort",       "2",      "1",          "Köln-Ehrenfeld",
		"2",         "10",     "20",         "40",
		NULL,
	};
	struct scene s;

	if (CHECK(scene_open(&s,
			     "font -misc-fixed-medium-r-semicondensed--13-120-75-75-c-60-*-*,"
			     " -misc-fixed-bold-r-semicondensed--13-120-75-75-c-60-*-*\n",
			     "targets:\n  ort: { cell: [10, 20], length: 16 }\n"
			     "steps:\n"
			     "  - read: { from: { cell: [9, 20], length: 20 }, as: nummer,"
			     " match: '^\\d{4}-[A-Z]$' }\n"
			     "  - read: { from: ort, as: ort, match: '^[\\w-]+$' }\n"
			     "outcome:\n  entered: { nummer: =nummer, ort: =ort }\n")) &&
	    CHECK(scene_show(&s, argv, NULL, "mask"))) {
		play(&s);
		CHECK_EQ_INT(s.result.end, RUN_ANSWERED);
		CHECK_EQ_STR(entered(&s, "nummer"), "4711-I");
		CHECK_EQ_STR(entered(&s, "ort"), "Köln-Ehrenfeld");
	}
	scene_close(&s);
}
