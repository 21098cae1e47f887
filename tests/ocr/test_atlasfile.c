/* test_atlasfile.c - learnt fonts as files: the same bytes always, and nothing else is read. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/atlasfile.h"

#include <stdlib.h>
#include <unistd.h>
#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"
#include "ocr/verify.h"
#include "tests/ocr/learnt_sample.h"

static struct handmade plain = { handmade_letters,
				 sizeof handmade_letters / sizeof *handmade_letters };
static struct handmade toned = { handmade_tones, sizeof handmade_tones / sizeof *handmade_tones };

enum { HEAD = 48, BYTES_MAX = 1 << 16 };

/* encoded() - @font as a file. */
static struct buf encoded(struct handmade *font)
{
	CLEANUP(atlas_freep) struct atlas *at = sample_atlas(font);
	struct err e = { 0 };
	struct buf bytes;

	buf_init(&bytes, BYTES_MAX);
	CHECK_OK(atlasfile_encode(at, &bytes, &e), e);
	return bytes;
}

static bool decodes(const struct buf *bytes, struct learnt **ret_font, struct err *e)
{
	return atlasfile_decode((const uint8_t *)bytes->data, bytes->len_bytes, "sample", ret_font,
				e);
}

/* seal() - the checksum and length of what now stands there. */
static void seal(struct buf *bytes)
{
	const size_t len = bytes->len_bytes - HEAD;

	for (unsigned i = 0; i < 4; i++)
		bytes->data[12 + i] = (char)(len >> 8 * i & 255);
	hash_of(bytes->data + HEAD, len, (uint8_t *)bytes->data + 16);
}

/* check_draws() - the font draws @text as @font does. */
static void check_draws(const struct learnt *font, struct handmade *by_hand, const char *text)
{
	const struct face *face = learnt_face(font);
	CLEANUP(img_unrefp) struct img *learnt = NULL, *drawn = NULL;
	int advance = 0, wanted = 0;
	struct err e = { 0 };
	bool equal = false;

	CHECK_OK(face->draw(face->self, text, &learnt, &advance, &e), e);
	CHECK(handmade_draw(by_hand, text, &drawn, &wanted, &e));
	const struct img *looks[] = { drawn };
	CHECK_OK(verify_text(looks, 1, face, text, &equal, &e), e);
	CHECK(equal);
	CHECK_EQ_INT(advance, wanted);
}

TEST(a_font_comes_back_as_it_was)
{
	struct handmade *const fonts[] = { &plain, &toned };
	static const char *const texts[] = { "jroll. fi_Im-n", "Tov ojTj.vo" };

	for (size_t i = 0; i < 2; i++) {
		CLEANUP(buf_clear) struct buf bytes = encoded(fonts[i]), again = { 0 };
		CLEANUP(learnt_freep) struct learnt *font = NULL;
		struct err e = { 0 };
		if (!CHECK_OK(decodes(&bytes, &font, &e), e))
			return;
		buf_init(&again, BYTES_MAX);
		CHECK_OK(atlasfile_encode(learnt_atlas(font), &again, &e), e);
		CHECK_EQ_UINT(again.len_bytes, bytes.len_bytes);
		CHECK(memcmp(again.data, bytes.data, bytes.len_bytes) == 0);
		CHECK(learnt_atlas(font)->mono == (i == 0));
		check_draws(font, fonts[i], texts[i]);
	}
}

TEST(what_was_not_learnt_is_not_drawn)
{
	CLEANUP(buf_clear) struct buf bytes = encoded(&plain);
	CLEANUP(learnt_freep) struct learnt *font = NULL;
	struct err e = { 0 };
	bool draws = true;

	if (!CHECK_OK(decodes(&bytes, &font, &e), e))
		return;
	CHECK_OK(verify_draws(learnt_face(font), "roX", &draws, &e), e);
	CHECK(!draws);
	CHECK_OK(verify_draws(learnt_face(font), "ro ll", &draws, &e), e);
	CHECK(draws);
}

/* guess() - let @twin be one that may look as glyph @at of @atlas does. */
static void guess(struct atlas *at, size_t number, const char *twin)
{
	struct glyph *g = (struct glyph *)&at->glyphs[number];
	const char **members = arena_calloc(at->arena, g->n_members + 1, sizeof *members);

	memcpy(members, g->members, g->n_members * sizeof *members);
	members[g->n_members++] = twin;
	g->members = members;
	g->n_guessed++;
}

TEST(a_guessed_twin_is_kept_and_told_and_not_drawn)
{
	CLEANUP(atlas_freep) struct atlas *at = sample_atlas(&plain);
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(buf_clear) struct buf bytes = { 0 };
	CLEANUP(learnt_freep) struct learnt *font = NULL;
	const char *twins;
	struct err e = { 0 };
	bool draws = true;

	guess(at, (size_t)(atlas_find(at, "n") - at->glyphs), "\u0578");
	buf_init(&bytes, BYTES_MAX);
	CHECK_OK(atlasfile_encode(at, &bytes, &e), e);
	if (!CHECK_OK(decodes(&bytes, &font, &e), e))
		return;
	CHECK_OK(verify_twins(learnt_face(font), 'n', "no\u0578", a, &twins, &e), e);
	CHECK_EQ_STR(twins, "\u0578");
	CHECK_OK(verify_twins(learnt_face(font), 'o', "no\u0578", a, &twins, &e), e);
	CHECK_EQ_STR(twins, "");
	CHECK_OK(verify_draws(learnt_face(font), "\u0578", &draws, &e), e);
	CHECK(!draws);
	CHECK(atlas_find(learnt_atlas(font), "\u0578") == atlas_find(learnt_atlas(font), "n"));
}

TEST(whatever_is_damaged_is_refused)
{
	CLEANUP(buf_clear) struct buf bytes = encoded(&toned);
	struct learnt *none = NULL;
	struct err e = { 0 };

	for (size_t i = 0; i < bytes.len_bytes; i++) {
		const struct buf cut = { .data = bytes.data, .len_bytes = i };
		CHECK_ERR(decodes(&cut, &none, &e), e, ERR_SYNTAX);
		bytes.data[i] ^= 0x10;
		bool version = i >= 8 && i < 12;
		CHECK_ERR(decodes(&bytes, &none, &e), e, version ? ERR_UNSUPPORTED : ERR_SYNTAX);
		bytes.data[i] ^= 0x10;
	}
	CHECK(!none);
}

/* Every byte of the body as every value, with a true checksum: read as something that is written
 * with exactly these bytes, or refused. */
TEST(whatever_is_forged_is_refused_or_what_it_says)
{
	struct handmade *const fonts[] = { &plain, &toned };
	unsigned read = 0, refused = 0;

	for (size_t k = 0; k < 2; k++) {
		CLEANUP(buf_clear) struct buf bytes = encoded(fonts[k]);
		for (size_t i = HEAD; i < bytes.len_bytes; i++) {
			const char was = bytes.data[i];
			for (int value = 0; value < 256; value++) {
				CLEANUP(learnt_freep) struct learnt *font = NULL;
				struct err e = { 0 };
				bytes.data[i] = (char)value;
				seal(&bytes);
				bool done = decodes(&bytes, &font, &e);
				read += done;
				refused += !done;
				if (!CHECK(done == (e.code == ERR_NONE)))
					return;
			}
			bytes.data[i] = was;
		}
	}
	printf("\t%u read, %u refused\n", read, refused);
	CHECK(read > 0 && refused > 0);
}

TEST(hostile_counts_are_refused_by_name)
{
	static const struct {
		size_t at; /* in the body: rows, glyphs (2), left (2), width (2), ... */
		const char *bytes;
		size_t n;
		const char *says;
	} table[] = {
		{ 0, "\x00", 1, "out of its range" },
		{ 0, "\x41", 1, "out of its range" },
		{ 1, "\x00\x00", 2, "out of its range" },
		{ 1, "\xff\xff", 2, "out of its range" },
		{ 1, "\x00\x10", 2, "more letters than bytes" },
		{ 3, "\xff\xff", 2, "out of its range" },
		{ 5, "\xff\xff", 2, "out of its range" },
		{ 5, "\x00\x01", 2, "ends too early" },
		{ 7, "\x00\x00", 2, "out of its range" },
		{ 9, "\x03", 1, "out of its range" },
		{ 10, "\x00\x00", 2, "out of its range" },
		{ 10, "\x00\x10", 2, "more letters than bytes" },
		{ 14, "\xff", 1, "out of its range" },
		{ 15, "\xc0", 1, "not valid UTF-8" },
	};

	EACH_CASE (row, table) {
		CLEANUP(buf_clear) struct buf bytes = encoded(&plain);
		struct learnt *none = NULL;
		struct err e = { 0 };
		for (size_t i = 0; i < row->n; i++)
			bytes.data[HEAD + row->at + i] = row->bytes[i];
		seal(&bytes);
		CHECK(!decodes(&bytes, &none, &e));
		CHECK_EQ_INT(e.code, ERR_SYNTAX);
		if (!CHECK(strstr(e.msg, row->says)))
			printf("\t%s, not '%s'\n", e.msg, row->says);
	}
}

TEST(another_version_is_told_as_such)
{
	CLEANUP(buf_clear) struct buf bytes = encoded(&plain);
	struct learnt *none = NULL;
	struct err e = { 0 };

	bytes.data[8] = 2;
	CHECK(!decodes(&bytes, &none, &e));
	CHECK_EQ_INT(e.code, ERR_UNSUPPORTED);
	CHECK_EQ_STR(e.msg, "atlas 'sample': an atlas of another version (2, this program reads 1):"
			    " learn the font again");
}

TEST(a_file_is_written_and_read)
{
	CLEANUP(atlas_freep) struct atlas *at = sample_atlas(&toned);
	CLEANUP(learnt_freep) struct learnt *font = NULL;
	char folder[] = "/tmp/amtsbote-atlasfile-XXXXXX", path[64];
	struct err e = { 0 };

	if (!CHECK(mkdtemp(folder)) || !CHECK(fmt_into(path, sizeof path, "%s/a.atlas", folder)))
		return;
	CHECK_ERR(atlasfile_read(path, &font, &e), e, ERR_IO);
	CHECK_OK(atlasfile_write(path, at, &e), e);
	if (CHECK_OK(atlasfile_read(path, &font, &e), e))
		CHECK_EQ_STR(learnt_face(font)->name, path);
	CHECK(truncate(path, ATLASFILE_BYTES_MAX + 1) == 0);
	CLEANUP(learnt_freep) struct learnt *large = NULL;
	CHECK_ERR(atlasfile_read(path, &large, &e), e, ERR_LIMIT);
	CHECK(unlink(path) == 0 && rmdir(folder) == 0);
}
