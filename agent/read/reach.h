/* reach.h - how far a line of text reaches: its phrase, and ink beside it that was left out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "base/arena.h"
#include "base/img.h"
#include "ocr/layout.h"

/*
 * reach_areas() - what must be read for each of @phrases (*@n of them): its box, one pixel more on
 * each side, and ink close to it that belongs to no phrase and is no straight border. The layout
 * takes some letters for arrows or borders; a text without its last letter would be read exactly,
 * and wrongly. Phrases of one line that reach for the same ink become one.
 * @a: owns the list, one area for each phrase that is left
 */
struct rect *reach_areas(const struct img *img, struct phrase *phrases, size_t *n, struct arena *a);
