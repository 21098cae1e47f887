/* test_reading.c - the texts that a reading's places spell. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/reading.h"

#include "tests/check.h"

static const char *const letters_il[] = { "I", "l" };
static const char *const letters_rnm[] = { "rn", "m" };
static const char *const letters_a[] = { "a" };

TEST(places_spell_every_text)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct ocr_place places[] = { { letters_il, 2 },
					    { letters_a, 1 },
					    { letters_rnm, 2 } };
	struct ocr_reading r = { .certainty = OCR_AMBIGUOUS, .places = places, .n_places = 3 };

	reading_spell(&r, a);
	CHECK_EQ_STR(r.text, "Iarn");
	if (!CHECK_EQ_UINT(r.n_alternatives, 4))
		return;
	CHECK_EQ_STR(r.alternatives[0], "Iarn");
	CHECK_EQ_STR(r.alternatives[1], "larn");
	CHECK_EQ_STR(r.alternatives[2], "Iam");
	CHECK_EQ_STR(r.alternatives[3], "lam");
	CHECK(reading_allows(&r, "lam"));
	CHECK(!reading_allows(&r, "lamm"));
	CHECK(!reading_allows(&r, "la"));
	CHECK(!reading_allows(&r, ""));
	r.certainty = OCR_UNCERTAIN;
	CHECK(!reading_allows(&r, "lam"));
}

TEST(too_many_texts_are_told_by_place_only)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct ocr_place places[100];
	struct ocr_reading r = { .certainty = OCR_AMBIGUOUS, .places = places, .n_places = 100 };
	char text[101] = { 0 };

	for (size_t i = 0; i < 100; i++)
		places[i] = (struct ocr_place){ letters_il, 2 };
	reading_spell(&r, a);
	CHECK_EQ_UINT(r.n_alternatives, 0);
	memset(text, 'l', 100);
	CHECK(reading_allows(&r, text));
	text[99] = 'x';
	CHECK(!reading_allows(&r, text));
}

TEST(texts_are_counted_and_kept)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct arena *made = arena_new();
	char first[] = "x";
	const char *const variants[] = { first, "y", "z" };
	const struct ocr_place places[] = { { letters_il, 2 }, { variants, 3 } };
	struct ocr_reading r = { .certainty = OCR_AMBIGUOUS, .places = places, .n_places = 2 };

	reading_spell(&r, made);
	CHECK_EQ_UINT(reading_count(&r, 6), 6);
	CHECK_EQ_UINT(reading_count(&r, 5), 6);
	CHECK_EQ_UINT(reading_count(&r, 1), 2);
	CHECK_EQ_STR(reading_text(&r, 5, a), "lz");
	reading_keep(&r, a);
	arena_free(made);
	first[0] = '-';
	CHECK_EQ_STR(r.text, "Ix");
	CHECK_EQ_UINT(r.n_alternatives, 6);
	CHECK_EQ_STR(r.alternatives[1], "lx");
	CHECK(reading_allows(&r, "lx") && !reading_allows(&r, "l-"));
}

TEST(no_place_is_the_empty_text)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct ocr_reading r = { .certainty = OCR_CERTAIN };

	reading_spell(&r, a);
	CHECK_EQ_STR(r.text, "");
	CHECK(reading_allows(&r, ""));
	CHECK(!reading_allows(&r, "a"));
	CHECK_EQ_STR(reading_certainty_word(OCR_AMBIGUOUS), "ambiguous");
}

TEST(places_are_the_same_by_all_their_texts)
{
	static const char *const il[] = { "I", "l" }, *const li[] = { "l", "I" };
	const struct ocr_place a[] = { { il, 2 }, { il, 1 } },
			       same[] = { { il, 2 }, { li + 1, 1 } };
	const struct ocr_place turned[] = { { li, 2 }, { il, 1 } },
			       fewer[] = { { il, 1 }, { il, 1 } };

	CHECK(reading_same_places(a, same, 2));
	CHECK(!reading_same_places(a, turned, 2));
	CHECK(!reading_same_places(a, fewer, 2));
	CHECK(reading_same_places(a, turned, 0));
}
