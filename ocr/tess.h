/* tess.h - Tesseract as the reader that proposes: one warm engine, one line at a time. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/cleanup.h"
#include "base/err.h"
#include "base/img.h"

struct tess;

/*
 * tess_open() - load the engine for @language ("deu"). OMP_THREAD_LIMIT=1 must stand in the
 * environment before the program starts (agent/cli sees to it).
 * @e: ERR_CONFIG (language data missing, names the Debian package), ERR_IO
 */
MUST_USE bool tess_open(const char *language, struct tess **ret_tess, struct err *e);

/* tess_free() - takes NULL. */
void tess_free(struct tess *t);
DEFINE_CLEANUP(struct tess *, tess_free)

struct tess_options {
	int scale;            /* enlargement 1..4; 0 means 3; letters below 10 px want 2 */
	const char *alphabet; /* the only characters it may propose (ASCII), NULL: any */
};

/*
 * tess_read_line() - a proposal for the one line of text inside @box (tight box of the ink).
 * Cropped, contrast-stretched, inverted if light on dark, bordered, enlarged, PSM 7.
 * @ret_text: valid UTF-8 without line end, NFC, "" if it saw nothing; owned by the caller (free())
 */
MUST_USE bool tess_read_line(struct tess *t, const struct img *img, struct rect box,
			     const struct tess_options *o, char **ret_text, struct err *e);
