/* test_lists.c - lists of Motif gone through by the wheel: every row once, or no answer. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "agent/run/runner.h"
#include "ocr/imagefile.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

enum { ROWS = 30 };

/* A list of Motif. */
struct motif {
	int rows, seen;
	int like;         /* the rows repeat after so many; 0: they do not */
	int first, twin;  /* row @twin reads like row @first; 0: none does */
	bool bare;        /* a number a row and nothing else */
	const char *kind; /* "scrolled" or, without a bar, "list" */
};

/* row_text() - row @i, counted from 1. */
static const char *row_text(struct arena *a, const struct motif *m, int i)
{
	int as = i == m->twin ? m->first : i;

	as = m->like ? (as - 1) % m->like + 1 : as;
	if (m->bare)
		return arena_printf(a, "%d%07d", 4000 + 7 * as, as);
	return arena_printf(a, "%d~~~~~Halter~%c", 4000 + 7 * as, 'A' + as % 26);
}

static const char *script_of(struct arena *a, const struct motif *m)
{
	const char *text = arena_printf(a,
					"size 600 300\nlabel 24 60 a Nummern\n"
					"%s 20 90 220 %d ",
					m->kind, m->seen);

	for (int i = 1; i <= m->rows; i++)
		text = arena_printf(a, "%s%s%s", text, i > 1 ? "|" : "", row_text(a, m, i));
	return arena_printf(a, "%s\n", text);
}

/* row_is_marked() - is there red beside row @i, counted from 0, of a picture of rows of 18 px? */
static bool row_is_marked(const struct img *picture, int i)
{
	for (int ix = 0; ix < picture->width_px; ix++)
		if (img_at(picture, ix, i * 18 + 9) == 0xd00000)
			return true;
	return false;
}

#define SCROLLED .seen = 6, .kind = "scrolled"
#define END "outcome:\n  entered: { a: fest }\n"
#define CLICK_IN(limit, values) \
	"steps:\n  - within: " limit "\n    click: { row_with: [ " values \
	" ], in: { below: Nummern }, scrolls: true }\n" END
#define CLICK(values) CLICK_IN("9s", values)
#define CLICK_TEXT(text) \
	"steps:\n  - within: 9s\n    click: { text: " text \
	", in: { below: Nummern }, scrolls: true }\n" END

static const struct {
	const char *why;
	struct motif list;
	const char *recipe;
	enum err_code code;
	const char *words; /* of the error, else of the log: what was clicked */
} cases[] = {
	{ "the first row, which has the cursor",
	  { .rows = ROWS, SCROLLED },
	  CLICK("'4007', Halter B"),
	  ERR_NONE,
	  "row 4007     Halter B\n" },
	{ "a row in the middle",
	  { .rows = ROWS, SCROLLED },
	  CLICK("'4105', Halter P"),
	  ERR_NONE,
	  "row 4105     Halter P\n" },
	{ "the last row",
	  { .rows = ROWS, SCROLLED },
	  CLICK("'4210', Halter E"),
	  ERR_NONE,
	  "row 4210     Halter E\n" },
	{ "a text in it", { .rows = ROWS, SCROLLED }, CLICK_TEXT("'4168'"), ERR_NONE, "row 4168" },
	{ "no such row, which takes all pages to tell",
	  { .rows = ROWS, SCROLLED },
	  CLICK_IN("6s", "'4105', Halter Q"),
	  ERR_NOT_FOUND,
	  "(all 9 pages of its list)" },
	{ "two that are pages apart",
	  { .rows = ROWS, .first = 4, .twin = 29, SCROLLED },
	  CLICK("'4028', Halter E"),
	  ERR_AMBIGUOUS,
	  "is there 2 times in its list" },
	{ "two next to each other",
	  { .rows = ROWS, .first = 14, .twin = 15, SCROLLED },
	  CLICK("'4098', Halter O"),
	  ERR_AMBIGUOUS,
	  "is there 2 times in its list" },
	{ "the other rows of such a list",
	  { .rows = ROWS, .first = 14, .twin = 15, SCROLLED },
	  CLICK("'4112', Halter Q"),
	  ERR_NONE,
	  "row 4112     Halter Q\n" },
	{ "rows that repeat: how many there are is not known",
	  { .rows = ROWS, .like = 2, SCROLLED },
	  CLICK("'4007', Halter B"),
	  ERR_UNCERTAIN,
	  "rows repeat" },
	{ "rows that repeat as often as the wheel moves them",
	  { .rows = ROWS, .like = 3, SCROLLED },
	  CLICK("'4007', Halter B"),
	  ERR_UNCERTAIN,
	  "rows repeat" },
	{ "a wheel that goes too far to tell",
	  { .rows = ROWS, .seen = 4, .kind = "scrolled" },
	  CLICK("'4007', Halter B"),
	  ERR_UNCERTAIN,
	  "do not overlap" },
	{ "a short list with room",
	  { .rows = 3, .seen = 6, .kind = "list" },
	  CLICK("'4014', Halter C"),
	  ERR_NONE,
	  "row 4014     Halter C\n" },
	{ "a short list without it: there is nothing else",
	  { .rows = 3, .seen = 6, .kind = "list" },
	  CLICK_IN("4s", "'4028', Halter E"),
	  ERR_NOT_FOUND,
	  "(all 1 pages of its list)" },
	{ "a full one that does not move",
	  { .rows = ROWS, .seen = 6, .kind = "list" },
	  CLICK("'4014', Halter C"),
	  ERR_UNCERTAIN,
	  "there may be more" },
};

TEST(a_row_is_found_wherever_it_is_or_proven_not_to_be)
{
	EACH_CASE (row, cases) {
		struct scene s;
		struct arena *a = arena_new();
		if (CHECK(scene_play(&s, script_of(a, &row->list), row->recipe, 0))) {
			bool right = CHECK_EQ_INT(s.result.err.code, row->code);
			CHECK(scene_rest(&s)); /* the click has been eaten */
			const char *said = row->code ? s.result.err.msg : scene_log(&s);
			if (!CHECK_HAS_STR(said, row->words) || !right)
				printf("\t%s: %s %s\n", row->why, s.result.err.msg, scene_log(&s));
			if (row->code)
				CHECK_EQ_STR(scene_log(&s), "");
		}
		scene_close(&s);
		arena_free(a);
	}
}

/* What is pages apart stands on one picture all the same: that of the whole list. */
TEST(both_matches_stand_on_one_picture)
{
	const struct motif twins = { .rows = ROWS, .first = 4, .twin = 29, SCROLLED };
	CLEANUP(img_unrefp) struct img *picture = NULL;
	struct arena *a = arena_new();
	struct scene s;

	if (CHECK(scene_open(&s, script_of(a, &twins), CLICK("'4028', Halter E"))) &&
	    CHECK(scene_start(&s))) {
		const struct run_task task = { .scope = s.scope };
		s.run->o.picture_folder = s.folder;
		run_submission(s.run, &task, s.a, &s.result);
		CHECK_EQ_INT(s.result.err.code, ERR_AMBIGUOUS);
		if (CHECK(s.result.picture != NULL) &&
		    CHECK_OK(imagefile_read(s.result.picture, &picture, &s.e), s.e)) {
			/* 30 rows of 18 px, where 6 are seen. */
			CHECK(picture->height_px >= ROWS * 18 && picture->height_px < 600);
			CHECK(row_is_marked(picture, 3) && row_is_marked(picture, 28));
			CHECK(!row_is_marked(picture, 10));
		}
	}
	scene_close(&s);
	arena_free(a);
}

/* read_all() - the `read_table` step over @m; *ret_text is the last row's cell, else the error. */
static enum err_code read_all(const struct motif *m, struct arena *a, const char **ret_text)
{
	struct scene s;

	*ret_text = "";
	if (!CHECK(scene_play(&s, script_of(a, m),
			      "steps:\n  - within: 9s\n    read_table: { columns: [ { heading: "
			      "Nummern, match: '^\\d+$' } ], as: zeilen, scrolls: true }\n"
			      "outcome:\n  entered: { a: '=#zeilen .. \" \" .. "
			      "zeilen[#zeilen].Nummern' }\n",
			      0))) {
		scene_close(&s);
		return ERR_NONE;
	}
	enum err_code code = s.result.err.code;
	*ret_text = arena_strdup(a, code ? s.result.err.msg : s.result.values[0].text);
	scene_close(&s);
	return code;
}

TEST(a_recipe_reads_all_rows_or_none)
{
	static const struct {
		struct motif list;
		enum err_code code;
		const char *text;
	} tables[] = {
		{ { .rows = ROWS, .bare = true, SCROLLED }, ERR_NONE, "30 42100000030" },
		{ { .rows = 7, .bare = true, SCROLLED }, ERR_NONE, "7 40490000007" },
		{ { .rows = ROWS, .first = 3, .twin = 28, .bare = true, SCROLLED },
		  ERR_NONE,
		  "30 42100000030" },
		{ { .rows = ROWS, .like = 6, .bare = true, SCROLLED }, ERR_NONE, "30 40420000006" },
		{ { .rows = ROWS, .like = 3, .bare = true, SCROLLED }, ERR_UNCERTAIN, "repeat" },
	};

	EACH_CASE (row, tables) {
		struct arena *a = arena_new();
		const char *text;
		CHECK_EQ_INT(read_all(&row->list, a, &text), row->code);
		CHECK_HAS_STR(text, row->text);
		arena_free(a);
	}
}

/* A wheel over a field would be lost, over a combo box elsewhere it would change the value. */
TEST(what_is_too_low_for_a_list_is_not_scrolled)
{
	struct scene s;

	if (CHECK(scene_play(
		    &s, "size 600 300\nlabel 20 60 a Name\nfield 100 54 100 name Meier\n",
		    "steps:\n  - within: 3s\n    click: { text: Meier, in: { field: Name },"
		    " scrolls: true }\n" END,
		    0))) {
		CHECK_EQ_INT(s.result.err.code, ERR_RECIPE);
		CHECK_HAS_STR(s.result.err.msg, "too low");
	}
	scene_close(&s);
}

#define CHOOSE(option, more) \
	"steps:\n  - within: 9s\n    choose: { in: Land, option: '" option "'" more " }\n" END

static const struct {
	const char *why, *recipe;
	int rows, twin;
	enum err_code code;
	const char *words;
} choices[] = {
	{ "one that is seen at once", CHOOSE("4021", ""), 5, 0, ERR_NONE, "" },
	{ "one farther down", CHOOSE("4168", ", scrolls: true"), ROWS, 0, ERR_NONE, "" },
	{ "the first again", CHOOSE("4014", ", scrolls: true"), ROWS, 0, ERR_NONE, "" },
	{ "none", CHOOSE("4169", ", scrolls: true"), ROWS, 0, ERR_NOT_FOUND,
	  "is on none of the 9 pages" },
	{ "two", CHOOSE("4014", ", scrolls: true"), ROWS, 29, ERR_AMBIGUOUS, "2 times" },
};

TEST(an_entry_of_a_combo_box_is_chosen_from_all_of_its_list)
{
	EACH_CASE (row, choices) {
		struct scene s;
		struct arena *a = arena_new();
		const char *text = "size 600 400\nlabel 24 66 a Land\ncombo 90 60 200 6 ";
		for (int i = 1; i <= row->rows; i++)
			text = arena_printf(a, "%s%s%d", text, i > 1 ? "|" : "",
					    4000 + 7 * (i == row->twin ? 2 : i));
		if (CHECK(scene_play(&s, arena_printf(a, "%s\n", text), row->recipe, 0))) {
			if (!CHECK_EQ_INT(s.result.err.code, row->code))
				printf("\t%s: %s\n", row->why, s.result.err.msg);
			CHECK_HAS_STR(s.result.err.msg, row->words);
		}
		scene_close(&s);
		arena_free(a);
	}
}
