/* test_pages.c - tables of GTK, Tk, Qt and Swing read over all their pages. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <unistd.h>
#include "agent/run/runner.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

#define END "outcome:\n  entered: { a: fest }\n"

enum { COLUMNS = 3, TABLE_ROWS = 36 };

static const struct table_field fields[COLUMNS] = { { .heading = "Nummern" },
						    { .heading = "Name" },
						    { .heading = "Gemeinde" } };

/* cell_text() - what stands in a row, counted from 0, of the programs' tables. */
static const char *cell_text(struct arena *a, int row, int column)
{
	static const char *const names[] = { "Anna", "Bert", "Cora", "Dora", "Emil", "Frida" };
	static const char *const towns[] = { "Bonn", "Hamm", "", "Kleve", "Aachen" };

	switch (column) {
	case 0: return arena_printf(a, "%d", 4700 + row);
	case 1: return names[row % 6];
	default: return towns[row % 5];
	}
}

/* data_file() - headings and rows as the programs read them. */
static const char *data_file(struct scene *s, char between)
{
	const char *text = between == '|' ? "Nummern|Name|Gemeinde\n" : "";

	for (int i = 0; i < TABLE_ROWS; i++)
		text = arena_printf(s->a, "%s%s%c%s%c%s\n", text, cell_text(s->a, i, 0), between,
				    cell_text(s->a, i, 1), between, cell_text(s->a, i, 2));
	folder_put(s->folder, "data", text);
	return arena_printf(s->a, "%s/data", s->folder);
}

#define SANS(more) "{ family: DejaVu Sans, size: 10pt" more " }"
#define FONTS \
	"font " SANS("") ", " SANS(", kerning: true") ", " SANS(", bold: true") ", " SANS( \
		", bold: true, kerning: true") "\n"
#define STEPS "steps:\n  - expect: { window: mask }\n" END

static const struct {
	const char *needs, *argv[8]; /* "@": the data file; "@name": a program of tests/locate */
	char between;
	bool read; /* its letters are read exactly */
} programs[] = {
	{ "/usr/bin/yad",
	  { "sh", "-c",
	    "exec yad --list --title=ready --width=600 --height=300 --column=Nummern"
	    " --column=Name --column=Gemeinde <\"$0\"",
	    "@" },
	  '\n',
	  true },
	{ "/usr/bin/wish", { "wish", "@table.tcl", "@", "110" }, '|', false },
	{ "/usr/bin/python3",
	  { "/usr/bin/python3", "@table.py", "@", "120", "-style", "windows" },
	  '|',
	  false },
	{ "/usr/bin/javac", { "java", "@Table.java", "@" }, '|', false },
};

/* words_of() - the command line with what stands for files replaced. */
static const char *const *words_of(struct scene *s, const char *const *argv, const char *file)
{
	const char *root = getenv("AMTSBOTE_SOURCE_DIR");
	const char **words = arena_calloc(s->a, 16, sizeof *words);

	for (size_t n = 0; argv[n]; n++) {
		words[n] = argv[n];
		if (argv[n][0] == '@')
			words[n] = argv[n][1] ? arena_printf(s->a, "%s/tests/locate/programs/%s",
							     root ? root : ".", argv[n] + 1)
					      : file;
	}
	return words;
}

/* check_table() - every row once, every text in its place; what is certain is right. */
static void check_table(struct scene *s, const struct table *t, bool read)
{
	size_t certain = 0;

	if (!CHECK_EQ_UINT(t->n_rows, TABLE_ROWS))
		return;
	CHECK(!t->cut_off);
	for (int i = 0; i < TABLE_ROWS; i++)
		for (int k = 0; k < COLUMNS; k++) {
			const struct reading *cell = &t->rows[i].cells[k];
			const char *truth = cell_text(s->a, i, k);
			if (!CHECK(rect_empty(cell->box) == (*truth == 0)))
				printf("\trow %d, column %d\n", i, k);
			if (cell->certainty == OCR_CERTAIN)
				CHECK_EQ_STR(cell->text, truth);
			certain += cell->certainty == OCR_CERTAIN;
		}
	printf("%zu of %d cells certain\n", certain, COLUMNS * TABLE_ROWS);
	CHECK(!read || certain == COLUMNS * TABLE_ROWS);
}

TEST(a_table_is_read_over_all_its_pages)
{
	EACH_CASE (row, programs) {
		struct scene s;
		struct table t;
		if (access(row->needs, X_OK) != 0) {
			printf("not looked at: %s is not installed\n", row->needs);
			continue;
		}
		printf("%s: ", row->needs);
		if (CHECK(scene_open(&s, FONTS, STEPS)) &&
		    CHECK(scene_show(&s, words_of(&s, row->argv, data_file(&s, row->between)), NULL,
				     "ready"))) {
			const struct table_query q = { .fields = fields,
						       .n_fields = COLUMNS,
						       .ellipsis = true,
						       .arena = s.a };
			const struct run_task task = { .scope = s.scope };
			run_begin(s.run, &task, s.a);
			wait_within(s.run, 60000);
			if (CHECK_OK(lists_table(s.run, &q, &t, &s.e), s.e))
				check_table(&s, &t, row->read);
			run_over(s.run);
		}
		scene_close(&s);
	}
}

#define ROW_STEPS \
	"targets:\n" \
	"  town: { row_with: [ '4733', Dora ], column: Gemeinde, scrolls: true }\n" \
	"  absent: { row_with: [ '4733', Anna ], column: Gemeinde, scrolls: true }\n" STEPS

/* A cell of a row that is pages away; the heading of its column names the list. */
TEST(a_cell_of_a_row_out_of_sight_is_read)
{
	struct scene s;

	if (access(programs[0].needs, X_OK) != 0)
		SKIP("yad is not installed (packaging/debian-packages.txt)");
	if (CHECK(scene_open(&s, FONTS, ROW_STEPS)) &&
	    CHECK(scene_show(&s, words_of(&s, programs[0].argv, data_file(&s, '\n')), NULL,
			     "ready"))) {
		const struct locate_query town = { .target = scene_target(&s, "town"),
						   .scope = s.scope };
		const struct run_task task = { .scope = s.scope };
		struct reading reading;
		const char *text = NULL;
		struct hit hit;
		struct hits none = { .arena = s.a };
		run_begin(s.run, &task, s.a);
		wait_within(s.run, 30000);
		if (CHECK_OK(wait_query(s.run, &town, &hit, &s.e), s.e) &&
		    CHECK_OK(stepper_read(s.run, &town, &text, &reading, &s.e), s.e))
			CHECK_EQ_STR(text, "Kleve");
		const struct locate_query absent = { .target = scene_target(&s, "absent"),
						     .scope = s.scope };
		CHECK_OK(lists_find(s.run, &absent, &none, &s.e), s.e);
		CHECK_EQ_UINT(none.n, 0);
		run_over(s.run);
	}
	scene_close(&s);
}
