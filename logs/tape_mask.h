/* tape_mask.h - which pixels of a screen may be kept: none, unless they were opened. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdint.h>
#include "base/cleanup.h"
#include "base/img.h"
#include "base/rect.h"

/* TAPE_FILL_RGB: what stands where nothing may be kept. */
enum { TAPE_FILL_RGB = 0x808890 };

struct tape_mask;

/* tape_mask_new() - everything is closed; owned by the caller. */
struct tape_mask *tape_mask_new(int width_px, int height_px);

/* tape_mask_free() - takes NULL. */
void tape_mask_free(struct tape_mask *m);
DEFINE_CLEANUP(struct tape_mask *, tape_mask_free)

/* tape_mask_open() - the part of @r inside the picture may be kept. */
void tape_mask_open(struct tape_mask *m, struct rect r);

/* tape_mask_close() - the part of @r inside the picture is filled. */
void tape_mask_close(struct tape_mask *m, struct rect r);

/* tape_mask_fits() - has it this size? */
bool tape_mask_fits(const struct tape_mask *m, int width_px, int height_px);

/* @n pixels of row @iy from @ix on; inside the picture. */
struct tape_mask_span {
	int ix, iy, n;
};

/* tape_mask_row() - pixels of @frame as they may be kept, into @into, which has room for @at.n. */
void tape_mask_row(const struct tape_mask *m, const struct img *frame, struct tape_mask_span at,
		   uint32_t *into);
