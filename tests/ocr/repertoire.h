/* repertoire.h - ASCII and the letters of DIN 91379, as tests hand them to an atlas. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/arena.h"
#include "ocr/atlas.h"

/* repertoire_din() - Latin letters, sequences and non-letters, each once; combining marks only in
 * sequences. @a owns the list. */
struct repertoire repertoire_din(struct arena *a);
