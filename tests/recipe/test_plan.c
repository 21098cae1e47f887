/* test_plan.c - what the example would write for two of its samples. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/plan.h"
#include "base/file.h"
#include "base/mem.h"
#include "tests/check.h"
#include "tests/recipe/folder.h"

static void compare(int sample, const char *golden)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(recipe_freep) struct recipe *r = NULL;
	CLEANUP(scope_freep) struct scope *s = NULL;
	CLEANUP(buf_clear) struct buf out;
	CLEANUP(mem_freep) char *want = NULL;
	struct err e = { 0 };
	size_t len;

	folder_example(sample, a, &r, &s);
	buf_init(&out, 1 << 20);
	CHECK_OK(plan_print(r, s, &out, &e), e);
	if (getenv("UPDATE_GOLDEN"))
		CHECK_OK(file_write_private(golden, out.data, out.len_bytes, &e), e);
	if (CHECK_OK(file_read(golden, 1 << 20, &want, &len, &e), e))
		CHECK_EQ_STR(out.data, want);
}

TEST(plan_of_the_first_sample)
{
	compare(1, "tests/golden/recipe/plan-01.txt");
}

TEST(plan_follows_the_reduced_rate)
{
	compare(5, "tests/golden/recipe/plan-05.txt");
}

TEST(what_is_too_long_is_an_error)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(recipe_freep) struct recipe *r = NULL;
	CLEANUP(scope_freep) struct scope *s = NULL;
	CLEANUP(buf_clear) struct buf out;
	struct err e = { 0 };

	folder_example(1, a, &r, &s);
	buf_init(&out, 100);
	CHECK_ERR(plan_print(r, s, &out, &e), e, ERR_LIMIT);
}
