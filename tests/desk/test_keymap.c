/* test_keymap.c - every character of DIN 91379 arrives as itself. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"
#include "base/utf8.h"
#include "tests/desk/stage.h"

/* An own reading of the standard's list: the generated table is what is under test. */
enum { FIRST_FIELD_POINT = 11, PIECE = 100 };

static bool group_wanted(const char *line)
{
	return !str_starts(line, "bnlnot; "); /* control characters; no-break space: see below */
}

/* next_sample() - the character or sequence of the next wanted line as UTF-8, "" at the end. */
static void next_sample(char **at, char sample[32])
{
	sample[0] = 0;
	while (**at != 0 && sample[0] == 0) {
		char *line = *at, *point = strstr(line, "; ") + 2;
		*at = strchr(line, '\n') ? strchr(line, '\n') + 1 : line + strlen(line);
		if (!group_wanted(line))
			continue;
		point = strstr(point, "; ") + 2;
		for (size_t len = 0; *point != ';'; point += *point == ' ') {
			uint32_t cp = (uint32_t)strtoul(point, &point, 16);
			len += utf8_encode(cp, sample + len);
		}
	}
}

static char *read_list(void)
{
	const char *source = getenv("AMTSBOTE_SOURCE_DIR");
	struct err e = { 0 };
	char path[4096], *text = NULL;
	size_t len;

	if (!CHECK(source != NULL) ||
	    !CHECK(fmt_into(path, sizeof path, "%s/agent/desk/din-91379/latin_list_1.3.txt",
			    source)) ||
	    !CHECK_OK(file_read(path, 1 << 20, &text, &len, &e), e))
		return NULL;
	return text;
}

static void type_and_compare(struct stage *s, const struct buf *text)
{
	if (!CHECK_OK(input_type(s->desk, text->data, &s->e), s->e))
		return;
	char *got = stage_text(s);
	CHECK_EQ_STR(got, text->data);
	free(got);
	stage_key(s, "F12");
}

TEST(keymap_types_every_character_and_sequence)
{
	struct stage s;
	struct buf piece;
	char sample[32], *list = read_list(), *at = list;
	size_t samples = 0;

	if (list == NULL || !stage_form(&s, NULL, NULL))
		return;
	buf_init(&piece, 1 << 16);
	do {
		next_sample(&at, sample);
		CHECK_EQ_UINT(input_can_type(s.desk, sample), 0);
		buf_adds(&piece, sample);
		samples += sample[0] != 0;
		if (samples % PIECE == 0 || sample[0] == 0) {
			type_and_compare(&s, &piece);
			buf_reset(&piece);
		}
	} while (sample[0] != 0);
	/* 604 normative and 173 extended characters, 149 sequences. */
	CHECK_EQ_UINT(samples, 926);
	buf_clear(&piece);
	free(list);
	stage_close(&s);
}

/* whole_list() - every character and sequence behind one another; owned by the caller. */
static char *whole_list(void)
{
	struct buf all;
	char sample[32], *list = read_list(), *at = list;

	buf_init(&all, 1 << 16);
	do {
		next_sample(&at, sample);
		buf_adds(&all, sample);
	} while (sample[0] != 0);
	free(list);
	return buf_take(&all);
}

/* in_toolkit() - the whole list typed into @program, which writes it to the stage's file. */
static void in_toolkit(const char *const *program, const char *key, const char *want)
{
	struct stage s;
	char *got = NULL;
	size_t len;

	if (!stage_open(&s))
		return;
	const char *argv[] = { "sh", "-c", program[1], "sh", s.file, NULL };
	if (!CHECK_OK(desk_launch(s.desk, argv, NULL, &s.e), s.e) || !stage_await(&s, "ready") ||
	    !CHECK_OK(desk_settle(s.desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &s.e), s.e) ||
	    !CHECK_OK(input_type(s.desk, want, &s.e), s.e))
		return;
	stage_key(&s, key);
	stage_ended(&s);
	CHECK_OK(file_read(s.file, 1 << 20, &got, &len, &s.e), s.e);
	got[strcspn(got, "\n")] = 0;
	if (!CHECK(strcmp(got, want) == 0))
		printf("\t%s: %s\n", program[0], got);
	free(got);
	stage_close(&s);
}

TEST(keymap_is_understood_by_toolkits)
{
	static const struct {
		const char *program[2];
		const char *key; /* by which it ends */
	} table[] = {
		{ { "GTK", "exec yad --title=ready --text-info --editable >\"$1\"" }, "alt+o" },
		{ { "Tk",
		    "echo 'entry .t; pack .t; focus -force .t; wm title . ready; bind . <F2> {"
		    "set f [open [lindex $argv 0] w]; fconfigure $f -encoding utf-8;"
		    "puts -nonewline $f [.t get]; close $f; exit}' >\"$1\";"
		    "exec wish \"$1\" \"$1\"" },
		  "F2" },
		{ { "xterm", "exec xterm -u8 -T ready -e sh -c "
			     "\"IFS= read -r line; printf %s \\\"\\$line\\\" >'$1'\"" },
		  "Return" },
	};
	char *all = whole_list();

	EACH_CASE (row, table)
		in_toolkit(row->program, row->key, all);
	free(all);
}

TEST(keymap_types_typography_of_word_processors)
{
	struct stage s;
	struct buf text;

	if (!stage_form(&s, NULL, NULL))
		return;
	buf_init(&text, 1 << 10);
	buf_adds(&text, "„A“ ‚b‘ – — … ‰ ‹›  c");
	type_and_compare(&s, &text);
	buf_clear(&text);
	stage_close(&s);
}

TEST(keymap_survives_the_last_client)
{
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	stage_key(&s, "F5");
	stage_ended(&s);
	CHECK_EQ_UINT(input_can_type(s.desk, "Šạ́"), 0);
	stage_close(&s);
}

TEST(keymap_refuses_what_it_lacks)
{
	static const struct {
		const char *text;
		uint32_t first;
	} table[] = {
		{ "", 0 },         { "abc", 0 },    { "a\tb", '\t' },      { "Zeile\n", '\n' },
		{ "a中", 0x4e2d }, { "ἀ", 0x1f00 }, { "x\xc2\xad", 0xad }, { "Ы", 0x42b },
		{ "Є", 0x404 },
	};
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	EACH_CASE (row, table) {
		CHECK_EQ_UINT(input_can_type(s.desk, row->text), row->first);
		if (row->first != 0)
			CHECK_ERR(input_type(s.desk, row->text, &s.e), s.e, ERR_UNSUPPORTED);
	}
	char *got = stage_text(&s);
	CHECK_EQ_STR(got, "");
	free(got);
	stage_close(&s);
}
