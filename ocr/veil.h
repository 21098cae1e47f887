/* veil.h - ink that is no letter, told from letters by its shape: carets. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/img.h"
#include "ocr/atlas.h"

struct veil {
	uint8_t *set;     /* one byte a pixel, 1: whatever is there is unknown; owned */
	struct rect bar;  /* what it hides; empty: nothing */
	unsigned besides; /* enum ocr_besides */
};

/*
 * veil_caret() - a bar of 1 or 2 px in one colour, taller than any run of ink in any letter of
 * @atlas, so that no letter can be it; the first from the left.
 */
struct veil veil_caret(const struct img *look, uint32_t paper_rgb, const struct atlas *atlas);

/* veil_clear() - release what it holds. For CLEANUP(veil_clear). */
void veil_clear(struct veil *v);
