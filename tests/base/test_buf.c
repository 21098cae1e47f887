/* test_buf.c - growing text with a cap. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/buf.h"

TEST(cap_is_the_last_byte_that_fits)
{
	static const struct {
		size_t cap;
		const char *first, *second, *want;
		bool overflowed;
	} rows[] = {
		{ 0, "", "", "", false },       { 0, "a", "", "", true },
		{ 3, "abc", "", "abc", false }, { 3, "abcd", "", "", true },
		{ 3, "ab", "c", "abc", false }, { 3, "ab", "cd", "ab", true },
		{ 3, "ab", "", "ab", false },
	};

	EACH_CASE (row, rows) {
		struct buf b;
		buf_init(&b, row->cap);
		CHECK_EQ_STR(b.data, "");
		buf_adds(&b, row->first);
		buf_adds(&b, row->second);
		CHECK_EQ_STR(b.data, row->want);
		CHECK_EQ_UINT(b.len_bytes, strlen(row->want));
		CHECK_EQ_INT(b.overflowed, row->overflowed);
		buf_clear(&b);
	}
}

TEST(formatted_text_fits_or_leaves_all_as_it_was)
{
	struct buf b;

	buf_init(&b, 5);
	buf_addf(&b, "%d", 123);
	buf_addf(&b, "%s", "xyz");
	CHECK_EQ_STR(b.data, "123");
	CHECK(b.overflowed);
	buf_addf(&b, "%s", "xy");
	CHECK_EQ_STR(b.data, "123xy");
	CHECK(b.overflowed);
	buf_clear(&b);
}

TEST(overflow_is_an_error_with_a_name)
{
	struct err e = { 0 };
	struct buf b;

	buf_init(&b, 2);
	CHECK_OK(buf_check(&b, "name", &e), e);
	buf_adds(&b, "abc");
	CHECK(!buf_check(&b, "name", &e));
	CHECK_EQ_INT(e.code, ERR_LIMIT);
	CHECK_EQ_STR(e.msg, "name is longer than 2 bytes");
	buf_reset(&b);
	CHECK(!b.overflowed);
	buf_addc(&b, 'x');
	CHECK_EQ_STR(b.data, "x");
	buf_clear(&b);
}

TEST(grows_over_many_steps)
{
	struct buf b;

	buf_init(&b, 100000);
	for (int i = 0; i < 100000; i++)
		buf_addc(&b, (char)('a' + i % 26));
	CHECK(!b.overflowed);
	CHECK_EQ_UINT(strlen(b.data), 100000);
	CHECK_EQ_INT(b.data[99999], 'a' + 99999 % 26);
	buf_addc(&b, 'x');
	CHECK(b.overflowed);
	CHECK_EQ_UINT(b.len_bytes, 100000);
	buf_clear(&b);
}

TEST(taking_leaves_an_empty_buffer)
{
	struct buf b;

	buf_init(&b, 10);
	buf_adds(&b, "text");
	char *text = buf_take(&b);
	CHECK_EQ_STR(text, "text");
	free(text);
	/* taken or cleared means: holds nothing and takes nothing, but does not crash */
	buf_adds(&b, "");
	buf_adds(&b, "more");
	CHECK(b.overflowed);
	buf_clear(&b);
	buf_reset(&b);
	buf_clear(&b);
}

TEST(no_bytes_may_come_from_nowhere)
{
	struct buf b;

	buf_init(&b, 10);
	buf_add(&b, NULL, 0);
	CHECK_EQ_STR(b.data, "");
	buf_clear(&b);
}

TEST(bytes_may_hold_nul)
{
	struct buf b;

	buf_init(&b, 10);
	buf_add(&b, "a\0b", 3);
	CHECK_EQ_UINT(b.len_bytes, 3);
	CHECK_EQ_MEM(b.data, "a\0b", 4);
	buf_clear(&b);
}
