/* test_table.c - tables of real programs by headings: every cell in its column, or no value. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <unistd.h>
#include "agent/locate/locate.h"
#include "base/str.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

#define STEPS "steps:\n  - expect: { window: mask }\noutcome:\n  entered: { a: fest }\n"
#define SANS(more) "{ family: DejaVu Sans, size: 10pt" more " }"
#define FONTS \
	"font " SANS("") ", " SANS(", kerning: true") ", " SANS(", bold: true") ", " SANS( \
		", bold: true, kerning: true") "\n"
#define DEMO_9X15 "font " SCENE_9X15 "\n"

enum { COLUMNS = 3, ROWS = 4 };

static const char *const head[COLUMNS] = { "Nummern", "Name", "Gemeinde" };
static const char *const truth[ROWS][COLUMNS] = { { "4711", "Anna", "Bonn" },
						  { "4712", "", "Hamm" },
						  { "4713", "Marianne", "" },
						  { "4714", "Ida Mohn", "Aachen" } };

static const struct table_field fields[COLUMNS] = { { .heading = "Nummern" },
						    { .heading = "Name" },
						    { .heading = "Gemeinde" } };

/* data_file() - headings and rows as the programs read them. */
static const char *data_file(struct scene *s)
{
	const char *text = "Nummern|Name|Gemeinde\n";

	for (size_t i = 0; i < ROWS; i++)
		text = arena_printf(s->a, "%s%s|%s|%s\n", text, truth[i][0], truth[i][1],
				    truth[i][2]);
	folder_put(s->folder, "data", text);
	return arena_printf(s->a, "%s/data", s->folder);
}

static const char *program(struct scene *s, const char *name)
{
	const char *root = getenv("AMTSBOTE_SOURCE_DIR");

	return arena_printf(s->a, "%s/tests/locate/programs/%s", root ? root : ".", name);
}

/* check_cells() - each text stands in its place, what is certain is right; how many are certain. */
static int check_cells(const struct table *t)
{
	int certain = 0;

	CHECK(!t->cut_off);
	if (!CHECK_EQ_UINT(t->n_rows, ROWS))
		return 0;
	for (size_t i = 0; i < ROWS; i++)
		for (size_t k = 0; k < COLUMNS; k++) {
			const struct reading *cell = &t->rows[i].cells[k];
			bool sure = cell->certainty == OCR_CERTAIN;
			if (!CHECK(rect_empty(cell->box) == (*truth[i][k] == 0)))
				printf("\trow %zu, column %zu\n", i, k);
			if (sure)
				CHECK_EQ_STR(cell->text, truth[i][k]);
			certain += sure && *cell->text;
		}
	return certain;
}

static const struct {
	const char *needs, *argv[16]; /* "@": the data file; "@name": a program of this folder */
	int certain;                  /* of ten texts; 0: in a drawing that nobody reads exactly */
} programs[] = {
	{ "/usr/bin/wish", { "wish", "@table.tcl", "@", "110" }, 0 },
	{ "/usr/bin/python3",
	  { "/usr/bin/python3", "@table.py", "@", "120", "-style", "windows" },
	  0 },
	{ "/usr/bin/javac", { "java", "@Table.java", "@" }, 0 },
	{ "/usr/bin/yad",
	  { "yad", "--list", "--title=ready", "--width=600", "--height=300", "--column=Nummern",
	    "--column=Name", "--column=Gemeinde", "@@" },
	  10 },
};

/* words_of() - the row's command line with what stands for files and rows replaced. */
static const char *const *words_of(struct scene *s, const char *const *argv, const char *file)
{
	const char **words = arena_calloc(s->a, 16 + ROWS * COLUMNS, sizeof *words);
	size_t n = 0;

	for (; *argv; argv++) {
		if (str_eq(*argv, "@@"))
			for (size_t i = 0; i < ROWS * COLUMNS; i++)
				words[n++] = truth[i / COLUMNS][i % COLUMNS];
		else if (str_eq(*argv, "@"))
			words[n++] = file;
		else
			words[n++] = **argv == '@' ? program(s, *argv + 1) : *argv;
	}
	return words;
}

TEST(cells_stand_under_their_headings)
{
	EACH_CASE (row, programs) {
		struct scene s;
		struct table t;
		if (access(row->needs, X_OK) != 0) {
			printf("not looked at: %s is not installed\n", row->needs);
			continue;
		}
		if (CHECK(scene_open(&s, FONTS, STEPS)) &&
		    CHECK(scene_show(&s, words_of(&s, row->argv, data_file(&s)), NULL, "ready"))) {
			const struct table_query q = { .fields = fields,
						       .n_fields = COLUMNS,
						       .ellipsis = true,
						       .arena = s.a };
			if (CHECK_OK(locate_table(s.locator, &q, &t, &s.e), s.e)) {
				int certain = check_cells(&t);
				printf("%s: %d of 10 certain\n", row->argv[0], certain);
				CHECK(certain >= row->certain);
			}
		}
		scene_close(&s);
	}
}

/*
 * Tk cuts a text off without a sign. Where the recipe does not say that the application shows dots,
 * the longest texts of GTK's columns, which end at the border, could be cut, too.
 */
TEST(a_text_that_may_be_cut_is_not_certain)
{
	static const char *const argv[] = { "yad",
					    "--list",
					    "--title=ready",
					    "--width=600",
					    "--height=300",
					    "--column=Nummern",
					    "--column=Name",
					    "--column=Gemeinde",
					    "@@",
					    NULL };
	struct scene s;
	struct table t;

	if (access("/usr/bin/yad", X_OK) != 0)
		SKIP("yad is not installed");
	if (CHECK(scene_open(&s, FONTS, STEPS)) &&
	    CHECK(scene_show(&s, words_of(&s, argv, ""), NULL, "ready"))) {
		const struct table_query q = { .fields = fields,
					       .n_fields = COLUMNS,
					       .arena = s.a };
		if (CHECK_OK(locate_table(s.locator, &q, &t, &s.e), s.e) &&
		    CHECK_EQ_UINT(t.n_rows, ROWS)) {
			CHECK_EQ_INT(t.rows[0].cells[1].certainty, OCR_CERTAIN);
			CHECK_EQ_STR(t.rows[2].cells[1].text, "Marianne");
			CHECK_EQ_INT(t.rows[2].cells[1].certainty, OCR_UNCERTAIN);
		}
	}
	scene_close(&s);
}

#define MOTIF \
	DEMO_9X15 "size 600 300\nlabel 24 60 a Nummern\nlabel 123 60 b Name\n" \
		  "label 222 60 c Gemeinde\nlist 20 90 400 6 "

static const struct {
	const char *why, *script;
	enum err_code code; /* ERR_NONE: the table is read, all of it certain */
} motif[] = {
	{ "a list with headings above it",
	  "4711~~~~~~~Anna~~~~~~~Bonn|4712~~~~~~~~~~~~~~~~~~Hamm|4713~~~~~~~Marianne|"
	  "4714~~~~~~~Ida~Mohn~~~Aachen\n",
	  ERR_NONE },
	{ "a text over two columns",
	  "4711~~~~~~~Anna~~~~~~~Bonn|4712~~~~~~~Anna-Maria-Luise-Friederike\n", ERR_UNCERTAIN },
	{ "a text under no heading",
	  "4711~~~~~~~Anna~~~~~~~Bonn|4712~~~~~~~Anna~~~~~~~Bonn~~~~~~~~~~alt\n", ERR_UNCERTAIN },
	{ "headings twice",
	  "4711\nlabel 24 240 d Nummern\nlabel 123 240 e Name\n"
	  "label 222 240 f Gemeinde\n",
	  ERR_AMBIGUOUS },
};

TEST(a_list_of_motif_is_a_table_or_in_doubt)
{
	EACH_CASE (row, motif) {
		struct scene s;
		struct table t;
		struct err e = { 0 };
		struct arena *a = arena_new();
		const char *script = arena_printf(a, MOTIF "%s", row->script);
		if (CHECK(scene_open(&s, script, STEPS)) && CHECK(scene_start(&s))) {
			const struct table_query q = { .fields = fields,
						       .n_fields = COLUMNS,
						       .arena = s.a };
			bool laid = locate_table(s.locator, &q, &t, &e);
			if (!CHECK_EQ_INT(e.code, row->code))
				printf("\t%s: %s\n", row->why, e.msg);
			if (laid && row->code == ERR_NONE)
				CHECK_EQ_INT(check_cells(&t), 10);
		}
		scene_close(&s);
		arena_free(a);
	}
}

/* What a recipe makes of it: a list whose rows are objects. */
TEST(a_recipe_reads_a_table)
{
	struct scene s;
	struct arena *a = arena_new();
	const char *script = arena_printf(a, MOTIF "%s", motif[0].script);

	if (CHECK(scene_play(&s, script,
			     "steps:\n"
			     "  - read_table: { columns: [ { heading: Nummern, match: '^\\d+$' },"
			     " { heading: Gemeinde, match: '^\\w*$' } ], as: zeilen }\n"
			     "  - if: =#zeilen ~= 4\n    then: [ fail: { business: zu wenig } ]\n"
			     "outcome:\n  entered: { ort: '=zeilen[4].Gemeinde',"
			     " leer: '=\"<\" .. zeilen[3].Gemeinde .. \">\"' }\n",
			     0))) {
		CHECK_EQ_INT(s.result.end, RUN_ANSWERED);
		if (!CHECK_EQ_UINT(s.result.n_values, 2))
			printf("\t%s\n", s.result.err.msg);
		else {
			CHECK_EQ_STR(s.result.values[0].text, "Aachen");
			CHECK_EQ_STR(s.result.values[1].text, "<>");
		}
	}
	scene_close(&s);
	arena_free(a);
}

/* Character columns in a terminal: the end of the text is where the rows end. */
TEST(a_terminal_shows_a_table)
{
	static const char *const argv[] = {
		"xterm",
		"-u8",
		"-fn",
		"-misc-fixed-medium-r-normal--15-140-75-75-c-90-iso10646-1",
		"-T",
		"later",
		"-e",
		"sh",
		"-c",
		"printf '%s\\n' 'Nummern  Name        Gemeinde' '4711     Anna        Bonn'"
		" '4712                 Hamm' '4713     Marianne' '4714     Ida Mohn    Aachen'"
		" '\033[?25l\033]0;ready\007'; read line",
		NULL,
	};
	struct scene s;
	struct table t;

	if (CHECK(scene_open(&s, DEMO_9X15, STEPS)) && CHECK(scene_show(&s, argv, NULL, "ready"))) {
		const struct table_query q = { .fields = fields,
					       .n_fields = COLUMNS,
					       .arena = s.a };
		if (CHECK_OK(locate_table(s.locator, &q, &t, &s.e), s.e))
			CHECK_EQ_INT(check_cells(&t), 10);
		CHECK_EQ_STR(head[0], fields[0].heading);
	}
	scene_close(&s);
}
