/* atlasfile.h - a learnt font as a file: versioned, checksummed, whole or not at all. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"
#include "ocr/learnt.h"

/* ATLASFILE_BYTES_MAX: 980 letters of 27 x 30 px in three channels are 2.4 MB. */
enum { ATLASFILE_VERSION = 1, ATLASFILE_BYTES_MAX = 4 << 20, ATLASFILE_TEXT_BYTES_MAX = 64 };

/*
 * atlasfile_decode() - the bytes of a file (docs/atlas-format.md). Takes memory for what stands in
 * them, at most 30 times their size.
 * @name: of the font, for reports
 * @ret_font: owned by the caller
 * @e: ERR_SYNTAX (no atlas, damaged, not in the one form it may have), ERR_UNSUPPORTED (of another
 *     version), ERR_LIMIT (too large)
 */
MUST_USE bool atlasfile_decode(const uint8_t *bytes, size_t size_bytes, const char *name,
			       struct learnt **ret_font, struct err *e);

/* atlasfile_read() - the file @path, which is the font's name, too; ERR_IO besides. */
MUST_USE bool atlasfile_read(const char *path, struct learnt **ret_font, struct err *e);

/* atlasfile_encode() - append the one form that @atlas (of a learnt font) has. @e: ERR_LIMIT */
MUST_USE bool atlasfile_encode(const struct atlas *atlas, struct buf *to, struct err *e);

/* atlasfile_write() - replace @path by the font. @e: ERR_IO, ERR_LIMIT */
MUST_USE bool atlasfile_write(const char *path, const struct atlas *atlas, struct err *e);
