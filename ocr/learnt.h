/* learnt.h - a font that is known by its letters' pixels only: an atlas that draws. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/cleanup.h"
#include "ocr/atlas.h"

struct learnt;

/* LEARNT_PEN_PX: where the pen starts in its pictures; no letter reaches farther to the left.
 * LEARNT_TOP_PX: row 0 of its atlas. */
enum { LEARNT_PEN_PX = ATLAS_WIDTH_MAX, LEARNT_TOP_PX = 1 };

/*
 * learnt_new() - @atlas, whose letters count their columns from LEARNT_PEN_PX left of the pen, as a
 * font. A text is drawn letter by letter, its longest known sequences first; what is not known, as
 * a sign that is taller than any letter. It takes @atlas and sets its face.
 * @name: for reports; copied
 */
struct learnt *learnt_new(struct atlas *atlas, const char *name);

/* learnt_free() - takes NULL. */
void learnt_free(struct learnt *font);
DEFINE_CLEANUP(struct learnt *, learnt_free)

/* learnt_atlas() - lives as long as the font. */
const struct atlas *learnt_atlas(const struct learnt *font);

/* learnt_face() - likewise. */
const struct face *learnt_face(const struct learnt *font);
