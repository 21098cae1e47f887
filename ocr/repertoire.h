/* repertoire.h - ASCII and the Latin letters of DIN 91379: what an atlas is made of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/arena.h"
#include "ocr/atlas.h"

/* repertoire_din() - Latin letters, sequences and non-letters, each once; combining marks only in
 * sequences. @a owns the list. */
struct repertoire repertoire_din(struct arena *a);

/* repertoire_read() - what running recipes read: those, and two that look like them in fonts of
 * masks: the dash like the hyphen, the turned e like the schwa; and what fonts draw as one letter
 * (Noto Sans ff). @a owns the list. */
struct repertoire repertoire_read(struct arena *a);

/*
 * repertoire_cells() - what is read in core fonts: those, and the combining marks of the standard.
 * A program that draws letter by letter gives a mark a cell of its own, where it may look like an
 * accent (U+0300 like U+0060 in 6x13). @a owns the list.
 */
struct repertoire repertoire_cells(struct arena *a);
