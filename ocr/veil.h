/* veil.h - ink that is no letter, told from letters by its shape: carets, underlines, borders. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/img.h"
#include "ocr/atlas.h"

struct veil {
	uint8_t *set;      /* one byte a pixel, 1: whatever is there is unknown; owned */
	struct rect box;   /* tight around what it hides; empty: nothing */
	struct rect caret; /* a line that has it is no higher; empty: there is none */
	struct rect rule;  /* an underline, from pen to pen; empty: there is none */
	unsigned besides;  /* enum ocr_besides */
};

/* The fonts a line may be written in: what is a letter in one of them is no veil. */
struct veil_fonts {
	const struct atlas *const *atlases;
	size_t n;
};

/*
 * veil_caret() - the caret: a bar of 1 or 2 px or an I-beam with serifs, in one colour, whole or
 * stippled, that no letter of @fonts has among its pixels. Of several the tallest; nothing if two
 * are as tall.
 */
struct veil veil_caret(const struct img *look, uint32_t paper_rgb, const struct veil_fonts *fonts);

/* VEIL_RULES_MAX: below the letters of a line lie the underline and strokes of its descenders. */
enum { VEIL_RULES_MAX = 4 };

/* Whether an underline must stand clear of all letters, or may be crossed by them. */
enum veil_rule_kind { VEIL_RULE_CLEAR, VEIL_RULE_CROSSED };

/*
 * veil_rules() - what may be an underline: level runs of one colour, 1 or 2 px thick, in the lowest
 * rows of ink, with ink above them; the lowest first. Letters have such strokes too: a rule is one
 * only if it goes from pen to pen of the text above it.
 * Returns how many there are.
 */
size_t veil_rules(const struct img *look, uint32_t paper_rgb, enum veil_rule_kind kind,
		  struct rect list[VEIL_RULES_MAX]);

/* veil_rule() - hides one of them. */
struct veil veil_rule(const struct img *look, struct rect rule);

/*
 * veil_border() - what is left of @look inside of the rows and columns that hold no pixel of paper
 * and are longer than any stroke of a letter: borders and shadows around the text.
 */
struct rect veil_border(const struct img *look, uint32_t paper_rgb, const struct veil_fonts *fonts);

/* veil_is_border() - no paper in @strip, a row or column, and hardly more than one colour. */
bool veil_is_border(const struct img *look, uint32_t paper_rgb, struct rect strip);

/* veil_clear() - release what it holds. For CLEANUP(veil_clear). */
void veil_clear(struct veil *v);
