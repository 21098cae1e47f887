/* test_index.c - looks are known by their pixels and size; the oldest are forgotten. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/index.h"

#include "tests/check.h"

static struct phrase look(uint64_t hash)
{
	return (struct phrase){ .box = { (int)hash, 7, 40, 10 }, .hash = hash };
}

/* teach() - that the look @hash reads @text, as its reader would. */
static void teach(struct index *x, uint64_t hash, const char *text)
{
	const struct phrase p = look(hash);
	struct known *k = index_entry(x, &p);
	const char *const *variants = &text;
	const struct ocr_place place = { variants, 1 };

	k->exact =
		(struct ocr_reading){ .certainty = OCR_CERTAIN, .places = &place, .n_places = 1 };
	reading_keep(&k->exact, index_texts(x));
	k->proposal = arena_strdup(index_texts(x), text);
	k->read = true;
}

TEST(a_look_is_its_pixels_and_its_size_wherever_it_stands)
{
	CLEANUP(index_freep) struct index *x = index_new();
	struct phrase p = look(5);

	teach(x, 5, "Ort");
	p.box.x += 100;
	CHECK(index_entry(x, &p)->read);
	p.box.w++;
	CHECK(!index_entry(x, &p)->read);
	p = look(6);
	CHECK(!index_entry(x, &p)->read);
}

TEST(when_full_the_half_seen_last_stays)
{
	CLEANUP(index_freep) struct index *x = index_new();
	CLEANUP(arena_freep) struct arena *a = arena_new();
	unsigned kept = 0;

	for (uint64_t i = 1; i <= INDEX_MAX; i++)
		teach(x, i, arena_printf(a, "text %d", (int)i));
	const struct phrase first = look(1), second = look(2), last = look(INDEX_MAX);
	CHECK(index_entry(x, &first)->read);
	const struct phrase fresh = look(INDEX_MAX + 1);
	CHECK(!index_entry(x, &fresh)->read);
	for (uint64_t i = 1; i <= INDEX_MAX; i++) {
		const struct phrase p = look(i);
		if (i == 2 || !index_entry(x, &p)->read)
			continue;
		kept++;
		CHECK_EQ_STR(index_entry(x, &p)->exact.text, arena_printf(a, "text %d", (int)i));
		CHECK_EQ_STR(index_entry(x, &p)->proposal, index_entry(x, &p)->exact.text);
	}
	CHECK(index_entry(x, &first)->read);
	CHECK(index_entry(x, &last)->read);
	CHECK(!index_entry(x, &second)->read);
	CHECK(kept > 1 && kept < INDEX_MAX);
}
