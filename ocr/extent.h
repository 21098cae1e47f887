/* extent.h - how far the letters of an atlas reach. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "ocr/atlas.h"

/* extent_measure() - the bounds of @atlas from its glyphs and rows, for who makes one. */
void extent_measure(struct atlas *atlas);
