/* content.c - what fills a panel. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/content.h"

#include "ocr/piece.h"

/*
 * Carets: lines, and the I-beam of Motif (5 x 15 px); higher fonts have wider ones of the same
 * form. DOT_PX: the marks of a password. CHOICE_PX: room at the right end of an option menu or a
 * combo box in which its mark lies, and the most such a mark measures. SELECTION_MIN_PX: the lowest
 * letters with their selection; what is flatter and not text is a rule.
 */
enum { CARET_W_PX = 5, BEAM_W_PX = 9, DOT_PX = 16, CHOICE_PX = 24, SELECTION_MIN_PX = 7 };

/* edge_paper() - the colour most pixels on the edges of @r have: its background (see panel.c). */
static uint32_t edge_paper(const struct img *img, struct rect r)
{
	uint32_t candidate = img_at(img, r.x, r.y);
	int lead = 0;

	for (int i = 0; i < 2 * (r.w + r.h); i++) {
		int x = i < 2 * r.w ? r.x + i / 2 : r.x + (i % 2) * (r.w - 1);
		int y = i < 2 * r.w ? r.y + (i % 2) * (r.h - 1) : r.y + (i - 2 * r.w) / 2;
		uint32_t rgb = img_at(img, x, y);
		candidate = lead == 0 ? rgb : candidate;
		lead += rgb == candidate ? 1 : -1;
	}
	return candidate;
}

static bool is_caret(const struct piece *p)
{
	return p->box.w <= CARET_W_PX || (p->box.w <= BEAM_W_PX && p->box.h >= 2 * p->box.w);
}

/* is_selection() - one colour, and in no row anything else than the text on it. */
static bool is_selection(const struct piece *p)
{
	return p->one_colour && p->row_convex && p->box.h >= SELECTION_MIN_PX;
}

static bool is_dot(const struct piece *p)
{
	return p->row_convex && p->box.w <= DOT_PX && p->box.h <= DOT_PX &&
	       10 * p->pixels >= 7 * p->box.w * p->box.h;
}

static bool is_choice_mark(const struct piece *p, struct rect inner)
{
	return p->box.w <= CHOICE_PX && p->box.h <= CHOICE_PX &&
	       p->box.x >= inner.x + inner.w - 2 * CHOICE_PX;
}

enum content content_of(const struct img *img, struct rect inner, const struct phrase *phrases,
			size_t n)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct rect *text = arena_calloc(a, n + 1, sizeof *text);
	struct piece_ground ground = { .area = inner,
				       .paper = edge_paper(img, inner),
				       .less = text };
	enum content is = CONTENT_TEXT;
	struct piece *list;
	size_t n_list;

	for (size_t i = 0; i < n; i++)
		if (rect_contains(inner, phrases[i].box))
			text[ground.n_less++] = phrases[i].box;
	pieces_find(img, &ground, a, &list, &n_list);
	for (size_t i = 0; i < n_list; i++) {
		if (is_caret(&list[i]) || is_selection(&list[i]) || is_dot(&list[i]))
			continue;
		if (is == CONTENT_CHOICE || !is_choice_mark(&list[i], inner))
			return CONTENT_OTHER;
		is = CONTENT_CHOICE;
	}
	return is;
}
