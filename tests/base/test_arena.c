/* test_arena.c - memory that lives and dies with one unit of work. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <stdalign.h>
#include "base/arena.h"
#include "base/mem.h"

TEST(memory_is_zeroed_aligned_and_apart)
{
	static const size_t sizes[] = { 1, 2, 15, 16, 17, 100, 16384, 16385, 1000000, 3 };
	struct arena *a = arena_new();
	unsigned char *got[10];

	for (size_t i = 0; i < 10; i++) {
		got[i] = arena_alloc(a, sizes[i]);
		CHECK_EQ_UINT((uintptr_t)got[i] % alignof(max_align_t), 0);
		for (size_t k = 0; k < sizes[i]; k++)
			if (got[i][k] != 0)
				FAIL("a byte is not zero");
		memset(got[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < 10; i++)
		for (size_t k = 0; k < sizes[i]; k++)
			if (got[i][k] != i + 1)
				FAIL("a later allocation wrote into an earlier one");
	arena_free(a);
}

TEST(nothing_may_be_asked_for)
{
	struct arena *a = arena_new();

	CHECK(arena_alloc(a, 0) != NULL);
	CHECK(arena_calloc(a, 0, 8) != NULL);
	CHECK(arena_calloc(a, 8, 0) != NULL);
	CHECK_EQ_STR(arena_strndup(a, "", 0), "");
	CHECK_EQ_STR(arena_strndup(a, NULL, 0), "");
	arena_free(a);
	arena_free(NULL);
}

TEST(overflow_of_a_product_aborts)
{
	struct arena *a = arena_new();

	CHECK_ABORTS(arena_calloc(a, SIZE_MAX / 2, 3));
	CHECK_ABORTS(arena_alloc(a, SIZE_MAX - 8));
	arena_free(a);
}

TEST(texts_are_copies)
{
	struct arena *a = arena_new();
	char from[] = "Hund";

	char *whole = arena_strdup(a, from), *part = arena_strndup(a, from, 2);
	memset(from, 'x', 4);
	CHECK_EQ_STR(whole, "Hund");
	CHECK_EQ_STR(part, "Hu");
	CHECK_EQ_STR(arena_printf(a, "%s-%d", "a", 7), "a-7");
	CHECK_EQ_UINT(strlen(arena_printf(a, "%*s", 50000, "x")), 50000);
	arena_free(a);
}

static void note(void *object)
{
	static char order[3]; /* of one test, by call */
	static size_t n;

	order[n++] = *(char *)object;
	if (n == 3)
		CHECK(memcmp(order, "cba", 3) == 0);
	free(object);
}

TEST(attached_objects_go_last_first)
{
	struct arena *a = arena_new();

	arena_attach(a, mem_strdup("a"), note);
	arena_attach(a, mem_strdup("b"), note);
	(void)arena_alloc(a, 100000);
	arena_attach(a, mem_strdup("c"), note);
	arena_free(a);
}
