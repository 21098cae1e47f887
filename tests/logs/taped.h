/* taped.h - what the tests of tapes share: a key, a folder, a tape, its bytes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "logs/tape.h"
#include "logs/tape_form.h"
#include "logs/tape_reader.h"
#include "tests/check.h"

#define JOB "AB-0123456789"

enum { W = 96, H = 64, FILE_MAX = 1 << 22 };

/* below() - any number less than @n. */
static inline uint64_t below(uint64_t n)
{
	return check_random() % n;
}

/* any_key() - owned by the caller. */
static inline struct vault_key *any_key(void)
{
	struct vault_key *key = NULL;
	struct err e = { 0 };

	if (!vault_key_random(&key, &e))
		abort();
	return key;
}

static char tape_folder[64];

/* path_in() - of a file in the test's folder; static, until the next call. */
static inline const char *path_in(const char *name)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s", tape_folder, name);
	return path;
}

/* room() - a folder of its own for a test. */
static inline void room(void)
{
	snprintf(tape_folder, sizeof tape_folder, "/tmp/test_tape.XXXXXX");
	if (!mkdtemp(tape_folder))
		abort();
}

/* remove_room() - with its two tapes. */
static inline void remove_room(void)
{
	(void)unlink(path_in("a.tape"));
	(void)unlink(path_in("b.tape"));
	(void)rmdir(tape_folder);
}

/* new_tape() - a tape of JOB. */
static inline struct tape *new_tape(const char *name, const struct vault_key *key, int w, int h)
{
	const struct tape_options o = { .path = path_in(name),
					.key = key,
					.job = JOB,
					.title = { w, h, 1700000000000000, TAPE_MASKED } };
	struct tape *t = NULL;
	struct err e = { 0 };

	CHECK_OK(tape_create(&o, &t, &e), e);
	return t;
}

/* open_tape() - likewise for reading. */
static inline bool open_tape(const char *name, const struct vault_key *key, struct tape_reader **r,
			     struct err *e)
{
	const struct tape_source s = { path_in(name), key, JOB };

	return tape_reader_new(&s, r, e);
}

/* What slurp() read last. */
static uint8_t file[FILE_MAX];

/* slurp() - the whole of a tape into @file; its length. */
static inline size_t slurp(const char *name)
{
	FILE *f = fopen(path_in(name), "rb");
	size_t n = f ? fread(file, 1, sizeof file, f) : 0;

	if (f)
		fclose(f);
	CHECK(n > 0 && n < sizeof file);
	return n;
}

/* spill() - make a file of these bytes. */
static inline void spill(const char *name, const uint8_t *bytes, size_t n)
{
	FILE *f = fopen(path_in(name), "wb");

	if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		abort();
}

/* chunk_at() - where chunk @number begins, its length included. */
static inline size_t chunk_at(const uint8_t *bytes, size_t number)
{
	size_t at = TAPE_HEAD_BYTES;

	while (number-- > 0)
		at += TAPE_LENGTH_BYTES + tape_get(bytes + at, TAPE_LENGTH_BYTES);
	return at;
}
