/* fuzz_schema.c - a schema, NUL, a document: refused, fitting or not, never a crash. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "agent/recipe/schema.h"
#include "tests/fuzz/target.h"

/* load() - schema_load() from memory. */
static const struct schema *load(const void *data, size_t len, struct arena *a)
{
	const struct schema *s = NULL;
	struct err e = { 0 };
	char path[32];
	int fd = memfd_create("schema", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (!schema_load(path, a, &s, &e) && (s || e.code == ERR_NONE))
		abort();
	close(fd);
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const uint8_t *nul = size > 0 ? memchr(data, 0, size) : NULL;
	size_t len = nul ? (size_t)(nul - data) : size;
	const struct schema *s = load(data, len, a);
	const struct json *value;
	struct err e = { 0 };

	if (s && nul && json_parse("d", (const char *)nul + 1, size - len - 1, a, &value, &e) &&
	    !schema_validate(s, "d", value, &e) && e.code != ERR_INPUT && e.code != ERR_LIMIT)
		abort();
	if (s)
		(void)schema_has_path(s, "hund.kinder[1].name");
	arena_free(a);
	return 0;
}
