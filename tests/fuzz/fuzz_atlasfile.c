/* fuzz_atlasfile.c - any bytes are a font that is written with these bytes, or refused. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/hash.h"
#include "base/img.h"
#include "ocr/atlasfile.h"
#include "tests/fuzz/target.h"

/* SECONDS_MAX: for sanitizers and a loaded host. HEAD: what the checksum is not of. */
enum { SECONDS_MAX = 10, HEAD = 48, SUM_AT = 16, LENGTH_AT = 12 };

/* draw() - whatever was read can be drawn with. */
static void draw(const struct learnt *font)
{
	const struct face *face = learnt_face(font);
	struct img *img = NULL;
	struct err e = { 0 };
	int advance_px;

	if (!face->draw(face->self, "Straße 7 b, M\xcc\x82", &img, &advance_px, &e))
		abort();
	img_unref(img);
}

/* try() - the same bytes must come out. */
static void try_bytes(const uint8_t *data, size_t size)
{
	struct learnt *font = NULL;
	struct err e = { 0 };
	struct buf again;

	if (!atlasfile_decode(data, size, "fuzz", &font, &e)) {
		if (e.code == ERR_NONE || font)
			abort();
		return;
	}
	buf_init(&again, ATLASFILE_BYTES_MAX);
	if (!atlasfile_encode(learnt_atlas(font), &again, &e) || again.len_bytes != size ||
	    memcmp(again.data, data, size) != 0)
		abort();
	draw(font);
	buf_clear(&again);
	learnt_free(font);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	clock_t began = clock();

	try_bytes(data, size);
	/* Once more with length and checksum that are true, else no fuzzer gets past them. */
	if (size >= HEAD && size <= ATLASFILE_BYTES_MAX) {
		uint8_t *forged = malloc(size);
		if (!forged)
			abort();
		memcpy(forged, data, size);
		for (unsigned i = 0; i < 4; i++)
			forged[LENGTH_AT + i] = (uint8_t)((size - HEAD) >> 8 * i & 255);
		hash_of(forged + HEAD, size - HEAD, forged + SUM_AT);
		try_bytes(forged, size);
		free(forged);
	}
	if (clock() - began > SECONDS_MAX * CLOCKS_PER_SEC)
		abort();
	return 0;
}
