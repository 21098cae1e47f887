/* fontfile.h - which file holds an outline font that programs on the desk call by its family. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/arena.h"
#include "base/err.h"

struct desk;

/* FONT_BOLD_WEIGHT: fontconfig's number for bold. */
enum font_weight { FONT_USUAL_WEIGHT = 0, FONT_BOLD_WEIGHT = 200 };

/*
 * fontfile_find() - the file fontconfig takes for @family in its usual slant and this weight.
 * @ret_file: owned by @a
 * @e: ERR_CONFIG (no such family, or none that is bold: fontconfig would take another), ERR_IO
 */
MUST_USE bool fontfile_find(struct desk *desk, const char *family, enum font_weight weight,
			    struct arena *a, const char **ret_file, struct err *e);
