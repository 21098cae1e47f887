/* screens.h - two full screens drawn by a real X server: a form, and nothing but text. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/img.h"

enum { SCREENS_WIDTH = 1920, SCREENS_HEIGHT = 1080 };

/*
 * screens_draw() - both, on a desk of their own; the same @seed gives the same words.
 * @ret_form, @ret_text: owned by the caller
 * @e: what the desk says, ERR_DISPLAY (a font is missing)
 */
MUST_USE bool screens_draw(uint64_t seed, struct img **ret_form, struct img **ret_text,
			   struct err *e);
