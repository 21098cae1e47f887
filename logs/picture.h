/* picture.h - PNG files of what the screen showed, with boxes drawn where something was found. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/err.h"
#include "base/img.h"

struct picture_mark {
	struct rect box;
	uint32_t rgb; /* 0x00RRGGBB */
	int number;   /* 1..9 drawn beside the box, 0: none */
};

/*
 * picture_write() - write @img with @n @marks drawn on a copy, as an 8-bit RGB PNG, mode 0600.
 * @e: ERR_IO
 */
MUST_USE bool picture_write(const char *path, const struct img *img,
			    const struct picture_mark *marks, size_t n, struct err *e);
