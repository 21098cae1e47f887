/* test_err.c - the one error object. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/err.h"
#include "base/utf8.h"

/* repeat() - @unit written @n times, in memory of the test. */
static const char *repeat(char *to, const char *unit, size_t n)
{
	size_t len = strlen(unit);

	for (size_t i = 0; i < n; i++)
		memcpy(to + i * len, unit, len);
	to[n * len] = 0;
	return to;
}

TEST(every_code_has_text_and_class)
{
	for (int code = ERR_NONE; code < ERR_MAX_; code++) {
		CHECK(err_code_text((enum err_code)code)[0] != 0);
		enum err_class cls = err_code_class((enum err_code)code);
		CHECK_EQ_INT(cls == ERR_CLASS_NONE, code == ERR_NONE);
		CHECK(err_class_name(cls)[0] != 0);
	}
	CHECK_EQ_INT(err_code_class(ERR_INPUT), ERR_CLASS_BUSINESS);
	CHECK_EQ_STR(err_class_name(ERR_CLASS_ENVIRONMENT), "environment");
}

TEST(context_stands_in_front)
{
	struct err e = { 0 };

	CHECK(!err_set(&e, ERR_IO, "open '%s': %s", "/in", "No such file"));
	CHECK(!err_wrap(&e, "job %d", 7));
	CHECK(!err_wrap(&e, "worker"));
	CHECK_EQ_STR(e.msg, "worker: job 7: open '/in': No such file");
	CHECK_EQ_INT(e.code, ERR_IO);
	err_clear(&e);
	CHECK_EQ_INT(e.code, ERR_NONE);
	CHECK_EQ_STR(e.msg, "");
}

TEST(misuse_aborts)
{
	struct err e = { 0 };

	CHECK_ABORTS((void)err_wrap(&e, "x"));
	(void)err_set(&e, ERR_IO, "first");
	CHECK_ABORTS((void)err_set(&e, ERR_IO, "second"));
}

TEST(a_long_cause_is_cut_visibly)
{
	static const char *const units[] = { "a", "ä", "€", "😀" };
	char text[4 * ERR_MSG_MAX];

	EACH_CASE (unit, units) {
		for (size_t lead = 0; lead < 5; lead++) {
			struct err e = { 0 };
			(void)err_set(&e, ERR_IO, "%.*s%s", (int)lead, "abcde",
				      repeat(text, *unit, ERR_MSG_MAX / strlen(*unit) + 1));
			size_t len = strlen(e.msg);
			CHECK(len < ERR_MSG_MAX && len > ERR_MSG_MAX - 8);
			CHECK(utf8_valid(e.msg, len));
			CHECK_EQ_STR(e.msg + len - 3, "...");
		}
	}
}

TEST(what_just_fits_is_not_cut)
{
	char text[2 * ERR_MSG_MAX];
	struct err e = { 0 };

	(void)err_set(&e, ERR_IO, "%s", repeat(text, "a", ERR_MSG_MAX - 1));
	CHECK_EQ_UINT(strlen(e.msg), ERR_MSG_MAX - 1);
	CHECK_EQ_STR(e.msg, text);
	err_clear(&e);
	(void)err_set(&e, ERR_IO, "%s", repeat(text, "a", ERR_MSG_MAX - 4));
	(void)err_wrap(&e, "b");
	CHECK_EQ_UINT(strlen(e.msg), ERR_MSG_MAX - 1);
	CHECK(strncmp(e.msg, "b: a", 4) == 0);
	CHECK_EQ_INT(e.msg[ERR_MSG_MAX - 2], 'a');
}

TEST(contexts_are_kept_before_causes)
{
	char text[2 * ERR_MSG_MAX];

	/* every length of context, from short to longer than all room */
	for (size_t n = 0; n < ERR_MSG_MAX / 4 + 8; n++) {
		struct err e = { 0 };
		(void)err_set(&e, ERR_IO, "%s", "äöü€😀 cause äöü€😀");
		(void)err_wrap(&e, "x%s", repeat(text, "😀", n));
		(void)err_wrap(&e, "front");
		CHECK(utf8_valid(e.msg, strlen(e.msg)));
		CHECK(strlen(e.msg) < ERR_MSG_MAX);
		CHECK(strncmp(e.msg, "front: x", 8) == 0);
		if (n > ERR_MSG_MAX / 4)
			CHECK_EQ_STR(e.msg + strlen(e.msg) - 3, "...");
	}
}
