/* fuzz_json.c - any bytes as JSON: refused with a place, or written and read again the same. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include "base/json.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct buf once, twice;
	const struct json *tree;
	struct err e = { 0 };

	buf_init(&once, (size_t)1 << 26);
	buf_init(&twice, (size_t)1 << 26);
	if (!json_parse("d", (const char *)data, size, a, &tree, &e)) {
		if (e.code == ERR_NONE || strncmp(e.msg, "d:", 2) != 0)
			abort();
	} else {
		json_write(tree, &once);
		if (!json_parse("d", once.data, once.len_bytes, a, &tree, &e))
			abort();
		json_write(tree, &twice);
		if (strcmp(once.data, twice.data) != 0)
			abort();
	}
	buf_clear(&once);
	buf_clear(&twice);
	arena_free(a);
	return 0;
}
