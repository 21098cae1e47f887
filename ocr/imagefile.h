/* imagefile.h - pictures from files: PNG, JPEG and TIFF, whole or not at all. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/err.h"
#include "base/img.h"

/* A screen of 8K, or a page A4 scanned at 600 dpi; a file that holds it badly packed. */
enum { IMAGEFILE_PIXELS_MAX = 40 * 1000 * 1000, IMAGEFILE_BYTES_MAX = 64 * 1024 * 1024 };

/*
 * imagefile_decode() - the picture in @len bytes at @data.
 * @ret_img: owned by the caller; grey and palettes become 24-bit pixels
 * @e: ERR_SYNTAX (empty, damaged, cut off, no such format), ERR_LIMIT (larger than
 *     IMAGEFILE_PIXELS_MAX, a side over IMG_SIDE_MAX, a JPEG in more than 100 passes),
 *     ERR_UNSUPPORTED (pixels that shine through; 16 bits a channel: its colours are no screen's)
 *
 * A size is refused before anything of it is allocated. At most about 8 bytes a pixel are used.
 */
MUST_USE bool imagefile_decode(const void *data, size_t len, struct img **ret_img, struct err *e);

/*
 * imagefile_read() - the same from a regular file of up to IMAGEFILE_BYTES_MAX.
 * @e: also ERR_IO (missing, unreadable); messages name the file
 */
MUST_USE bool imagefile_read(const char *path, struct img **ret_img, struct err *e);
