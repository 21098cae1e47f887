/* test_tape_damage.c - whatever is done to the file of a tape is noticed and said. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <sys/stat.h>
#include "tests/logs/taped.h"

/* small_tape() - four chunks of looks behind the title, the last one the end. Their bytes. */
static size_t small_tape(const struct vault_key *key, const char *name)
{
	CLEANUP(img_unrefp) struct img *frame = img_new(W, H);
	CLEANUP(tape_mask_freep) struct tape_mask *mask = tape_mask_new(W, H);
	struct tape *t = new_tape(name, key, W, H);
	struct err e = { 0 };

	tape_mask_open(mask, img_bounds(frame));
	for (int i = 0; i < 3; i++) {
		img_fill(frame, (struct rect){ 10 * i, 5, 9, 9 }, 0xff0000);
		const struct tape_look look = { (uint64_t)(i + 1) * 1000, frame, mask,
						img_bounds(frame) };
		CHECK_OK(tape_show(t, &look, &e), e);
		CHECK_OK(tape_flush(t, &e), e);
	}
	CHECK_OK(tape_end(t, &e), e);
	tape_free(t);
	return slurp(name);
}

/* refused() - the @n bytes, as another file, give @code. */
static void refused(const struct vault_key *key, const uint8_t *bytes, size_t n, enum err_code code)
{
	struct tape_reader *r = NULL;
	struct err e = { 0 };

	spill("b.tape", bytes, n);
	CHECK_ERR(open_tape("b.tape", key, &r, &e), e, code);
	tape_reader_free(r);
}

TEST(every_flipped_bit_is_noticed)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	struct err e = { 0 };

	room();
	size_t n = small_tape(key, "a.tape");
	for (size_t at = 0; at < n; at++) {
		struct tape_reader *r = NULL;
		file[at] ^= (uint8_t)(1 << below(8));
		spill("b.tape", file, n);
		bool opened = open_tape("b.tape", key, &r, &e);
		/* A longer length looks like a chunk that is cut off: then the end is missing. */
		if (!CHECK(!opened || !tape_reader_facts(r).ended))
			printf("\tbyte %zu of %zu\n", at, n);
		memset(&e, 0, sizeof e);
		tape_reader_free(r);
		n = slurp("a.tape");
	}
	remove_room();
}

TEST(a_chunk_cannot_be_dropped_swapped_doubled_or_moved)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	static uint8_t other[FILE_MAX], mixed[FILE_MAX];
	size_t at[6];

	room();
	size_t n_other = small_tape(key, "b.tape");
	memcpy(other, file, n_other);
	size_t n = small_tape(key, "a.tape");
	for (size_t i = 0; i < 6; i++)
		at[i] = chunk_at(file, i);
	CHECK_EQ_UINT(at[5], n);
	for (size_t i = 0; i < 4; i++) { /* dropped; the last one is told of as missing */
		size_t len = at[i + 1] - at[i];
		memcpy(mixed, file, at[i]);
		memcpy(mixed + at[i], file + at[i + 1], n - at[i + 1]);
		refused(key, mixed, n - len, ERR_SEALED);
	}
	for (size_t i = 0; i < 5; i++) { /* doubled */
		size_t len = at[i + 1] - at[i];
		memcpy(mixed, file, at[i + 1]);
		memcpy(mixed + at[i + 1], file + at[i], n - at[i]);
		refused(key, mixed, n + len, ERR_SEALED);
	}
	memcpy(mixed, file, n); /* swapped with the next */
	memcpy(mixed + at[1], file + at[2], at[3] - at[2]);
	memcpy(mixed + at[1] + (at[3] - at[2]), file + at[1], at[2] - at[1]);
	refused(key, mixed, n, ERR_SEALED);
	/* Chunk 2 of another tape of the same job and key has the same number and form. */
	size_t from = chunk_at(other, 2), len = chunk_at(other, 3) - from;
	memcpy(mixed, file, at[2]);
	memcpy(mixed + at[2], other + from, len);
	memcpy(mixed + at[2] + len, file + at[3], n - at[3]);
	refused(key, mixed, at[2] + len + n - at[3], ERR_SEALED);
	remove_room();
}

TEST(a_tape_belongs_to_its_job_and_key)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key(), *wrong = any_key();
	struct tape_reader *r = NULL;
	struct err e = { 0 };

	room();
	(void)small_tape(key, "a.tape");
	CHECK_ERR(open_tape("a.tape", wrong, &r, &e), e, ERR_SEALED);
	const struct tape_source moved = { path_in("a.tape"), key, "AB-0123456780" };
	CHECK_ERR(tape_reader_new(&moved, &r, &e), e, ERR_SEALED);
	CHECK_OK(open_tape("a.tape", key, &r, &e), e);
	tape_reader_free(r);
	remove_room();
}

TEST(a_cut_costs_the_torn_chunk_only_and_is_told)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	struct err e = { 0 };

	room();
	size_t n = small_tape(key, "a.tape");
	for (size_t cut = 0; cut < n; cut++) {
		struct tape_reader *r = NULL;
		size_t whole = 0;
		n = slurp("a.tape");
		while (whole < 5 && chunk_at(file, whole + 1) <= cut)
			whole++;
		spill("b.tape", file, cut);
		bool opened = open_tape("b.tape", key, &r, &e);
		CHECK_EQ_INT(opened, whole > 0);
		if (opened) {
			const struct tape_facts f = tape_reader_facts(r);
			CHECK(!f.ended);
			CHECK_EQ_UINT(f.n_chunks, whole);
			CHECK_EQ_UINT(f.torn_bytes, cut - chunk_at(file, whole));
			CHECK_EQ_UINT(f.ends_us, whole > 1 ? 1000 * (whole - 1) : 0);
		}
		memset(&e, 0, sizeof e);
		tape_reader_free(r);
	}
	remove_room();
}

TEST(what_is_no_tape_or_of_later_is_said)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	const char *text = "<html>this is no tape but long enough to be one</html>";
	struct tape_reader *r = NULL;
	struct err e = { 0 };

	room();
	CHECK_ERR(open_tape("b.tape", key, &r, &e), e, ERR_IO);
	size_t n = small_tape(key, "a.tape");
	refused(key, (const uint8_t *)"", 0, ERR_SYNTAX);
	refused(key, (const uint8_t *)text, strlen(text), ERR_SYNTAX);
	file[11] = 2;
	refused(key, file, n, ERR_UNSUPPORTED);
	remove_room();
}

/* forged() - a tape of @plains as its chunks, sealed as they should be. */
static void forged(const struct vault_key *key, const struct buf *plains, size_t n)
{
	static const uint8_t id[TAPE_ID_BYTES] = "sixteen bytes id";
	CLEANUP(buf_clear) struct buf out = { 0 };
	struct err e = { 0 };

	buf_init(&out, FILE_MAX);
	buf_adds(&out, TAPE_MAGIC);
	tape_put(&out, TAPE_VERSION, 4);
	buf_add(&out, id, sizeof id);
	for (size_t i = 0; i < n; i++) {
		char name[TAPE_NAME_BYTES];
		const struct vault_slot slot = { key, JOB, name };
		tape_name(id, i, name);
		tape_put(&out, plains[i].len_bytes + VAULT_OVERHEAD_BYTES, TAPE_LENGTH_BYTES);
		CHECK_OK(vault_seal(&slot, plains[i].data, plains[i].len_bytes, &out, NULL, &e), e);
	}
	spill("b.tape", (const uint8_t *)out.data, out.len_bytes);
}

TEST(sizes_beyond_all_reason_are_refused_before_memory_is_taken)
{
	static const struct {
		int w, h;
		unsigned mode;
	} rows[] = { { 0, 5, 1 },       { 5, 0, 1 }, { 8193, 1, 1 },
		     { 8192, 8192, 1 }, { 5, 5, 0 }, { 5, 5, 3 } };
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	struct tape_reader *r = NULL;
	struct err e = { 0 };

	room();
	EACH_CASE (row, rows) {
		CLEANUP(buf_clear) struct buf plain = { 0 };
		const struct tape_title t = { row->w, row->h, 0, (enum tape_mode)row->mode };
		buf_init(&plain, 64);
		tape_title_write(&t, &plain);
		forged(key, &plain, 1);
		CHECK_ERR(open_tape("b.tape", key, &r, &e), e, ERR_SEALED);
	}
	/* A chunk that says that it is more than one of this size can hold. */
	struct buf plains[2];
	const struct tape_title t = { 8, 8, 0, TAPE_FULL };
	const struct tape_chunk c = { .raw_bytes = (uint32_t)tape_raw_max(&t) + 1 };
	for (size_t i = 0; i < 2; i++)
		buf_init(&plains[i], 64);
	tape_title_write(&t, &plains[0]);
	tape_chunk_write(&c, &plains[1]);
	forged(key, plains, 2);
	CHECK_ERR(open_tape("b.tape", key, &r, &e), e, ERR_SEALED);
	for (size_t i = 0; i < 2; i++)
		buf_clear(&plains[i]);
	remove_room();
}

TEST(times_do_not_go_back)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	const struct tape_title t = { 8, 8, 0, TAPE_FULL };
	struct tape_reader *r = NULL;
	struct err e = { 0 };
	struct buf plains[3];

	room();
	for (unsigned i = 0; i < 3; i++) {
		const struct tape_chunk c = { .first_us = 10 - i, .last_us = 10 };
		buf_init(&plains[i], 64);
		if (i > 0)
			tape_chunk_write(&c, &plains[i]);
		else
			tape_title_write(&t, &plains[i]);
	}
	forged(key, plains, 2);
	CHECK_OK(open_tape("b.tape", key, &r, &e), e);
	tape_reader_free(r);
	forged(key, plains, 3);
	CHECK_ERR(open_tape("b.tape", key, &r, &e), e, ERR_SEALED);
	for (unsigned i = 0; i < 3; i++)
		buf_clear(&plains[i]);
	remove_room();
}

TEST(nothing_may_stand_behind_the_last_chunk)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	const struct tape_title t = { 8, 8, 0, TAPE_FULL };
	struct tape_reader *r = NULL;
	struct err e = { 0 };
	struct buf plains[3];

	room();
	for (unsigned i = 0; i < 3; i++) {
		/* what zstd makes of nothing */
		static const uint8_t nothing[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 1, 0, 0 };
		const struct tape_chunk c = { .flags = i == 1 ? TAPE_FLAG_LAST : 0 };
		buf_init(&plains[i], 64);
		if (i > 0)
			tape_chunk_write(&c, &plains[i]);
		else
			tape_title_write(&t, &plains[i]);
		if (i > 0)
			buf_add(&plains[i], nothing, sizeof nothing);
	}
	forged(key, plains, 2);
	CHECK_OK(open_tape("b.tape", key, &r, &e), e);
	CHECK(tape_reader_facts(r).ended);
	tape_reader_free(r);
	r = NULL;
	forged(key, plains, 3);
	CHECK_ERR(open_tape("b.tape", key, &r, &e), e, ERR_SEALED);
	for (unsigned i = 0; i < 3; i++)
		buf_clear(&plains[i]);
	remove_room();
}

TEST(a_tape_is_private_and_never_written_over)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	const struct tape_options huge = {
		path_in("b.tape"), key, JOB, { 8192, 8192, 0, TAPE_FULL }
	};
	struct tape *t = NULL;
	struct err e = { 0 };
	struct stat st;

	room();
	(void)small_tape(key, "a.tape");
	CHECK(stat(path_in("a.tape"), &st) == 0 && (st.st_mode & 0777) == 0600);
	const struct tape_options again = { path_in("a.tape"), key, JOB, { W, H, 0, TAPE_FULL } };
	CHECK_ERR(tape_create(&again, &t, &e), e, ERR_IO);
	CHECK_ERR(tape_create(&huge, &t, &e), e, ERR_LIMIT);
	remove_room();
}
