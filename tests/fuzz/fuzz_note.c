/* fuzz_note.c - any bytes as a signed checkpoint: what is accepted would be written the same. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include "logs/note.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t key[VERIFIER_KEY_BYTES] = { 1 };
	const char *text = (const char *)data;
	struct err why = { 0 };
	struct verifier v;
	struct buf again;
	struct note n;
	size_t len;

	switch (note_read(text, size, &n, &len, &why)) {
	case NOTE_TORN: return 0;
	case NOTE_WRONG:
		if (why.code != ERR_SEALED)
			abort();
		return 0;
	case NOTE_WHOLE: break;
	}
	buf_init(&again, 8192);
	note_write(&n, &again);
	if (again.len_bytes != len || memcmp(again.data, text, len) != 0 || n.text_len >= len)
		abort();
	buf_clear(&again);
	verifier_init(&v, n.origin, key);
	if (note_signed_by(&n, text, &v) == NOTE_SIGNED)
		abort(); /* nobody has that key */
	return 0;
}
