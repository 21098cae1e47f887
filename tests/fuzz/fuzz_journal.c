/* fuzz_journal.c - any bytes as a segment: what is accepted would be written the same again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/hash.h"
#include "logs/journal_line.h"
#include "logs/journal_tail.h"
#include "tests/fuzz/target.h"

static void check_line(const char *text, size_t len)
{
	struct journal_line line;
	struct err e = { 0 };
	struct buf again;

	if (!journal_line_read(text, len, &line, &e)) {
		if (e.code != ERR_SEALED)
			abort();
		return;
	}
	buf_init(&again, 8192);
	journal_line_write(&line, &again);
	if (again.len_bytes != len || memcmp(again.data, text, len) != 0)
		abort();
	buf_clear(&again);
}

/* check_tail() - @t ends behind a line feed, and its hash is that of the line before it. */
static void check_tail(const struct journal_tail_state *t, const char *data)
{
	size_t begin = t->end - 1;
	uint8_t hash[HASH_BYTES];

	while (begin > 0 && data[begin - 1] != '\n')
		begin--;
	hash_of(data + begin, t->end - 1 - begin, hash);
	if (data[t->end - 1] != '\n' || memcmp(hash, t->hash, sizeof hash) != 0)
		abort();
}

static void check_walk(const char *data, size_t size)
{
	int fd = memfd_create("segment", MFD_CLOEXEC);
	struct journal_tail_state t = { .known = true }, found;
	struct err e = { 0 }, other = { 0 };
	bool torn, torn_too;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	bool walked = journal_tail_walk(&t, fd, size, &torn, &e);
	if (t.end > size || (walked && !torn && t.end != size))
		abort();
	if (t.end > 0)
		check_tail(&t, data);
	/* One that knows less about the begin sees at least as much as fitting. */
	if (journal_tail_find(&found, fd, size, &torn_too, &other) && walked && found.n < t.n)
		abort();
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *data = (const char *)bytes, *end = data + size;

	for (const char *at = data; at < end;) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((feed ? feed : end) - at);
		check_line(at, len);
		at += len + 1;
	}
	check_walk(data, size);
	return 0;
}
