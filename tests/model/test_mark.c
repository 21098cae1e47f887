/* test_mark.c - marks are well-formed, differ, and use every letter of their alphabet. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/model/mark.h"

#include <string.h>
#include "tests/check.h"

enum { MARKS = 4000 };

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

TEST(a_mark_is_ab_and_ten_letters_that_cannot_be_confused)
{
	char mark[MARK_BYTES];
	struct err e = { 0 };

	for (int i = 0; i < MARKS; i++) {
		if (!CHECK_OK(mark_new(mark, &e), e))
			return;
		CHECK_EQ_UINT(strlen(mark), MARK_BYTES - 1);
		CHECK(memcmp(mark, "AB-", 3) == 0);
		CHECK_EQ_UINT(strspn(mark + 3, alphabet), 10);
	}
	CHECK(strpbrk(alphabet, "ILOU") == NULL);
}

TEST(marks_differ_and_every_letter_comes_at_every_place)
{
	static char marks[MARKS][MARK_BYTES];
	bool seen[10][128] = { { false } };
	struct err e = { 0 };

	for (int i = 0; i < MARKS; i++) {
		if (!CHECK_OK(mark_new(marks[i], &e), e))
			return;
		for (int k = 0; k < 10; k++)
			seen[k][(unsigned char)marks[i][3 + k]] = true;
	}
	qsort(marks, MARKS, MARK_BYTES, compare);
	for (int i = 1; i < MARKS; i++)
		CHECK(strcmp(marks[i - 1], marks[i]) != 0);
	/* A letter missing at one place by chance: (31/32)^4000, once in 10^55. */
	for (int k = 0; k < 10; k++)
		for (const char *c = alphabet; *c; c++)
			CHECK(seen[k][(unsigned char)*c]);
}
