/* fuzz_export.c - any bytes as an exported file: a verdict with a place, and nothing else. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include "logs/export.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct export_summary s;
	uint64_t lines = 1;

	(void)export_is((const char *)data, size);
	export_verify((const char *)data, size, NULL, &s);
	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	if (s.bad_line > lines || (s.bad_line > 0) != (s.why[0] != 0))
		abort();
	return 0;
}
