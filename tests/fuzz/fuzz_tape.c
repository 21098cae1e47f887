/* fuzz_tape.c - any bytes as a tape, and as what is sealed in one: a clear error or pictures. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/mem.h"
#include "logs/tape_form.h"
#include "logs/tape_reader.h"
#include "tests/fuzz/target.h"

#define JOB "AB-0123456789"

/* PIXELS_MAX: larger pictures are not drawn here, they only cost time. */
enum { FILE_MAX = 1 << 22, PIXELS_MAX = 1 << 18, SEEKS = 8, CHUNKS_MAX = 64 };

static const uint8_t id[TAPE_ID_BYTES] = "sixteen bytes id";

static void refused(const struct err *e)
{
	if (e->code != ERR_SEALED && e->code != ERR_SYNTAX && e->code != ERR_UNSUPPORTED)
		abort();
}

/* look() - pictures at times all over the tape, forwards and back; the list of marks. */
static void look(struct tape_reader *r)
{
	const struct tape_facts f = tape_reader_facts(r);
	struct arena *a = arena_new();
	const struct tape_mark *marks;
	const struct img *picture;
	size_t n;

	for (uint64_t i = 0; i < 2 * SEEKS; i++) {
		uint64_t at = f.ends_us / SEEKS * (i < SEEKS ? i : 2 * SEEKS - i);
		struct err e = { 0 };
		if (!tape_reader_picture(r, at, &picture, &e))
			refused(&e);
		else if (picture->width_px != f.title.width_px)
			abort();
	}
	struct err e = { 0 };
	if (!tape_reader_marks(r, a, &marks, &n, &e))
		refused(&e);
	arena_free(a);
}

static void try_bytes(const struct vault_key *key, const void *data, size_t size)
{
	int fd = memfd_create("tape", MFD_CLOEXEC);
	struct tape_reader *r = NULL;
	struct err e = { 0 };
	char path[64];

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	const struct tape_source s = { path, key, JOB };
	if (!tape_reader_new(&s, &r, &e)) {
		refused(&e);
	} else {
		const struct tape_title t = tape_reader_facts(r).title;
		if (t.width_px * t.height_px <= PIXELS_MAX)
			look(r);
	}
	tape_reader_free(r);
	close(fd);
}

/* seal() - the input as lengths (2 bytes) and plain chunks, sealed as they should be. */
static void seal(const struct vault_key *key, const uint8_t *data, size_t size, struct buf *out)
{
	struct err e = { 0 };

	buf_adds(out, TAPE_MAGIC);
	tape_put(out, TAPE_VERSION, 4);
	buf_add(out, id, sizeof id);
	for (uint64_t i = 0; size >= 2 && i < CHUNKS_MAX; i++) {
		size_t len = tape_get(data, 2);
		char name[TAPE_NAME_BYTES];
		const struct vault_slot slot = { key, JOB, name };
		len = len > size - 2 ? size - 2 : len;
		tape_name(id, i, name);
		tape_put(out, len + VAULT_OVERHEAD_BYTES, TAPE_LENGTH_BYTES);
		if (!vault_seal(&slot, data + 2, len, out, NULL, &e))
			abort();
		data += 2 + len;
		size -= 2 + len;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t bytes[VAULT_KEY_BYTES] = "a key that everybody knows.....";
	struct vault_key *key = NULL;
	struct err e = { 0 };
	struct buf out;

	if (!vault_key_new(bytes, &key, &e))
		abort();
	try_bytes(key, data, size);
	buf_init(&out, FILE_MAX);
	seal(key, data, size, &out);
	try_bytes(key, out.data, out.len_bytes);
	buf_clear(&out);
	vault_key_free(key);
	return 0;
}
