/* test_typing.c - hostile texts are refused whole or entered exactly as the caller says. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"
#include "base/utf8.h"
#include "tests/desk/stage.h"

#define TEXT(t) t, sizeof t - 1

TEST(typing_refuses_whole_what_is_no_text)
{
	static const struct {
		const char *bytes;
		size_t len;
		enum err_code code;
		const char *words;
	} table[] = {
		{ TEXT("ab\xed\xa0\x80"), ERR_SYNTAX, "byte 3 of the text (0xED)" }, /* U+D800 */
		{ TEXT("\xed\xbf\xbfz"), ERR_SYNTAX, "byte 1 of the text (0xED)" },  /* U+DFFF */
		{ TEXT("\xc3\x28"), ERR_SYNTAX, "byte 1" },
		{ TEXT("a\xc0\xaf"), ERR_SYNTAX, "byte 2" },         /* overlong */
		{ TEXT("a\xf4\x90\x80\x80"), ERR_SYNTAX, "byte 2" }, /* beyond U+10FFFF */
		{ TEXT("cut\xc3"), ERR_SYNTAX, "byte 4" },
		{ TEXT("a\0b"), ERR_SYNTAX, "byte 2 of the text (0x00)" },
		{ TEXT("a\x01"), ERR_UNSUPPORTED, "character 2, U+0001" },
		{ TEXT("\x1b[A"), ERR_UNSUPPORTED, "U+001B" },
		{ TEXT("a\x7f"), ERR_UNSUPPORTED, "U+007F" },
		{ TEXT("a\xc2\x85"), ERR_UNSUPPORTED, "U+0085" },
		{ TEXT("a\r\n"), ERR_UNSUPPORTED, "U+000D" },
		{ TEXT("Zeile\n"), ERR_UNSUPPORTED, "character 6, U+000A" },
		{ TEXT("a\tb"), ERR_UNSUPPORTED, "U+0009" },
		{ TEXT("\xe2\x80\xa8"), ERR_UNSUPPORTED, "U+2028" },
		{ TEXT("\xe2\x80\xae"), ERR_UNSUPPORTED, "U+202E" },
		{ TEXT("\xef\xbf\xbe"), ERR_UNSUPPORTED, "U+FFFE" }, /* no character */
		{ TEXT("\xef\xb7\x90"), ERR_UNSUPPORTED, "U+FDD0" },
		{ TEXT("\xf4\x8f\xbf\xbf"), ERR_UNSUPPORTED, "U+10FFFF" },
		{ TEXT("\xcd\xb8"), ERR_UNSUPPORTED, "U+0378" }, /* not assigned */
		{ TEXT("\xf0\x9f\x98\x80"), ERR_UNSUPPORTED, "U+1F600" },
	};
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	EACH_CASE (row, table) {
		const struct input_text t = { .bytes = row->bytes, .len_bytes = row->len };
		if (!CHECK(!input_enter(s.desk, &t, deadline_in(STAGE_MS), &s.e)))
			continue;
		CHECK_EQ_INT(s.e.code, row->code);
		CHECK_HAS_STR(s.e.msg, row->words);
		err_clear(&s.e);
	}
	char *got = stage_text(&s);
	CHECK_EQ_STR(got, "");
	free(got);
	stage_close(&s);
}

/* In the form Return does nothing to a field and Tab goes to the other one. */
TEST(typing_presses_the_keys_the_caller_says)
{
	struct stage s;
	const struct input_text t = { .bytes = TEXT("eins\n\tzwei\t\n!"),
				      .keys = INPUT_LINE_END_IS_RETURN | INPUT_TABULATOR_IS_TAB };
	const struct input_text half = { .bytes = TEXT("a\tb\n"), .keys = INPUT_TABULATOR_IS_TAB };

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_ERR(input_enter(s.desk, &half, deadline_in(STAGE_MS), &s.e), s.e, ERR_UNSUPPORTED);
	CHECK_OK(input_enter(s.desk, &t, deadline_in(STAGE_MS), &s.e), s.e);
	char *got = stage_text(&s);
	CHECK_EQ_STR(got, "eins!");
	free(got);
	stage_close(&s);
}

/* No letter of a secret is named, be it only that it cannot be typed. */
TEST(typing_a_secret_names_nothing)
{
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	if (CHECK(!input_type_secret(s.desk, (struct input_secret){ "x漢" }, deadline_in(STAGE_MS),
				     &s.e))) {
		CHECK_EQ_INT(s.e.code, ERR_UNSUPPORTED);
		CHECK(strstr(s.e.msg, "6F22") == NULL && strstr(s.e.msg, "2") == NULL);
		err_clear(&s.e);
	}
	CHECK_OK(input_type_secret(s.desk, (struct input_secret){ "geheim-ẞ" },
				   deadline_in(STAGE_MS), &s.e),
		 s.e);
	char *got = stage_text(&s);
	CHECK_EQ_STR(got, "geheim-ẞ");
	free(got);
	stage_close(&s);
}

/*
 * A terminal takes what it is sent byte by byte and writes it down: a long text of all kinds of
 * letters, nothing lost, nothing doubled, nothing swapped. AMTSBOTE_LONG=1: a whole MiB.
 */
TEST(typing_long_texts_loses_nothing)
{
	static const char piece[] = "Straße Škvor̆ecová-Đặng ẞ €; Αθήνα, София; 0123456789 ~|\\@ ";
	size_t want_bytes = getenv("AMTSBOTE_LONG") ? 1 << 20 : 1 << 16, len;
	char command[256], *got = NULL;
	struct stage s;
	struct buf text;

	buf_init(&text, (1 << 20) + sizeof piece);
	while (text.len_bytes < want_bytes)
		buf_adds(&text, piece);
	if (!stage_open(&s) ||
	    !CHECK(fmt_into(command, sizeof command,
			    "stty raw -echo; printf '\\033]2;ready\\a'; head -c %zu >%s",
			    text.len_bytes, s.file)))
		return;
	const char *argv[] = { "xterm", "-u8", "-e", "sh", "-c", command, NULL };
	if (!CHECK_OK(desk_launch(s.desk, argv, NULL, &s.e), s.e) || !stage_await(&s, "ready") ||
	    !CHECK_OK(desk_settle(s.desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &s.e), s.e))
		return;
	const struct input_text t = { .bytes = text.data, .len_bytes = text.len_bytes };
	CHECK_OK(input_enter(s.desk, &t, deadline_in(INT64_MAX), &s.e), s.e);
	stage_ended(&s);
	CHECK_OK(file_read(s.file, 1 << 21, &got, &len, &s.e), s.e);
	CHECK_EQ_UINT(len, text.len_bytes);
	CHECK(strcmp(got, text.data) == 0);
	free(got);
	buf_clear(&text);
	stage_close(&s);
}

TEST(typing_ends_at_an_application_that_hangs)
{
	struct stage s;
	struct buf text;

	if (!stage_form(&s, NULL, NULL))
		return;
	buf_init(&text, 1 << 20);
	while (text.len_bytes < 5000)
		buf_adds(&text, "0123456789");
	stage_key(&s, "F7");
	const struct input_text t = { .bytes = text.data, .len_bytes = text.len_bytes };
	CHECK_ERR(input_enter(s.desk, &t, deadline_in(200), &s.e), s.e, ERR_HUNG);
	buf_clear(&text);
	stage_close(&s);
}
