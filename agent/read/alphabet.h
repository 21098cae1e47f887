/* alphabet.h - the letters that are looked for: ASCII and DIN 91379, or the usual ones of them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/arena.h"
#include "ocr/atlas.h"

/* alphabet_whole() - ASCII, all letters and sequences of DIN 91379 and its signs; each once. @a
 * owns the list. */
struct repertoire alphabet_whole(struct arena *a);

/* alphabet_usual() - ASCII and the German letters: enough to tell one font from another. */
struct repertoire alphabet_usual(void);
