/* proof.h - does a learnt font draw what the application draws, and read what was typed? */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/learn/cut.h"
#include "base/err.h"
#include "ocr/learnt.h"

struct proof {
	const struct ruler *ruler; /* borrowed */
	const struct learnt *font; /* borrowed */
	struct cut *cuts;          /* borrowed, n of them: those learnt are what is typed */
	bool *proven;              /* borrowed: one for each, set to true by proof_texts() */
	size_t n;
	uint32_t paper_rgb, ink_rgb;
	/* Texts that were typed, drawn as predicted, and read as certain. */
	size_t n_texts, n_equal, n_certain;
};

/*
 * proof_sides() - are letters drawn one beside the other, whichever they are? Types rows of one
 * letter and pairs that fonts move together.
 * @e: ERR_UNSUPPORTED (kerning, ligatures, parts of a pixel: names the pair), errors of the desk
 */
MUST_USE bool proof_sides(struct proof *p, struct err *e);

/*
 * proof_texts() - type every letter among others, in an order that is the same for the same
 * letters, and read it.
 * @e: ERR_UNSUPPORTED (a reading was certain and wrong), errors of the desk
 */
MUST_USE bool proof_texts(struct proof *p, struct err *e);
