/* fuzz_imagefile.c - any bytes are a picture within the limits or refused, in bounded time. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <time.h>
#include "ocr/imagefile.h"
#include "tests/fuzz/target.h"

/* SECONDS_MAX: for sanitizers and a loaded host. */
enum { SECONDS_MAX = 10 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct img *img = NULL;
	struct err e = { 0 };
	clock_t began = clock();

	if (imagefile_decode(data, size, &img, &e)) {
		if ((int64_t)img->width_px * img->height_px > IMAGEFILE_PIXELS_MAX)
			abort();
		for (int i = 0; i < img->width_px * img->height_px; i++)
			if (img->px[i] > 0xffffff)
				abort();
	} else if (e.code == ERR_NONE || img) {
		abort();
	}
	if (clock() - began > SECONDS_MAX * CLOCKS_PER_SEC)
		abort();
	img_unref(img);
	return 0;
}
