/* test_samples.c - the samples beside the example: valid, in NFC, chips as the story needs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/schema.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tests/check.h"
#include "tests/recipe/folder.h"

enum { SAMPLES = 10, REPEATED = 2, REPEATING = 8, REDUCED = 5, HELD = 9 };

static const struct json *member(const struct json *j, const char *a, const char *b)
{
	return json_get(json_get(j, a), b);
}

TEST(all_ten_fit_the_schema)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct schema *s = NULL;
	struct err e = { 0 };
	char path[FOLDER_PATH_BYTES];

	if (!CHECK_OK(schema_load(EXAMPLE "/input.schema.json", a, &s, &e), e))
		return;
	for (int i = 1; i <= SAMPLES; i++) {
		if (!CHECK(folder_sample(i, path)))
			return;
		CHECK_OK(schema_validate(s, path, folder_json(path, a), &e), e);
	}
	CHECK(!folder_sample(SAMPLES + 1, path));
}

TEST(all_are_in_normal_form)
{
	char path[FOLDER_PATH_BYTES];

	for (int i = 1; i <= SAMPLES; i++) {
		CLEANUP(mem_freep) char *data = NULL;
		CLEANUP(mem_freep) char *nfc = NULL;
		struct err e = { 0 };
		size_t len;

		if (!CHECK(folder_sample(i, path)) ||
		    !CHECK_OK(file_read(path, 1 << 20, &data, &len, &e), e))
			return;
		nfc = utf8_nfc(data);
		CHECK_EQ_STR(data, nfc);
		CHECK_EQ_UINT(utf8_forbidden(data), 0);
	}
}

TEST(one_chip_is_there_twice_and_only_one)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const char *chips[SAMPLES + 1] = { NULL };
	char path[FOLDER_PATH_BYTES];

	for (int i = 1; i <= SAMPLES; i++) {
		if (!CHECK(folder_sample(i, path)))
			return;
		chips[i] = member(folder_json(path, a), "hund", "chipnummer")->text;
		CHECK(str_starts(chips[i], "276"));
		for (int k = 1; k < i; k++)
			CHECK_EQ_INT(str_eq(chips[i], chips[k]), i == REPEATING && k == REPEATED);
	}
}

TEST(one_has_a_reduced_rate_and_one_a_name_that_is_held)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	char path[FOLDER_PATH_BYTES];

	for (int i = 1; i <= SAMPLES; i++) {
		if (!CHECK(folder_sample(i, path)))
			return;
		const struct json *j = folder_json(path, a);
		const char *reason = member(json_get(j, "hund"), "ermaessigung", "grund")->text;
		const char *names = member(j, "G60000082", "F60000228")->text;

		CHECK_EQ_INT(str_eq(reason, "keine"), i != REDUCED);
		/* U+035F: the application's table of characters does not have it */
		CHECK_EQ_INT(strstr(names, "\xcd\x9f") != NULL, i == HELD);
	}
}

TEST(every_sample_can_be_computed)
{
	for (int i = 1; i <= SAMPLES; i++) {
		CLEANUP(arena_freep) struct arena *a = arena_new();
		CLEANUP(recipe_freep) struct recipe *r = NULL;
		CLEANUP(scope_freep) struct scope *s = NULL;
		struct err e = { 0 };

		folder_example(i, a, &r, &s);
		CHECK_OK(scope_compute(s, &e), e);
	}
}
