/* edges.c - what a reading is worth where a field may have cut its line off. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/edges.h"

#include <string.h>
#include "base/img.h"
#include "base/str.h"
#include "ocr/verdict.h"

/* OVERHANG_PX: so far letters reach beyond their pens in fonts of masks: docs/decisions/042. */
enum { OVERHANG_PX = 1 };

/* One end of a line. */
struct end {
	bool last; /* behind the last place; else before the first */
	bool all_seen;
};

/* is_part() - is @part the end of @text (@first: its beginning), which has more? */
static bool is_part(const char *part, const char *text, bool first)
{
	size_t n = strlen(text), n_part = strlen(part);

	return n > n_part && memcmp(text + (first ? 0 : n - n_part), part, n_part) == 0;
}

/* has_part() - is another of @all a part of variant @i away from the edge? */
static bool has_part(const struct ocr_place *all, size_t i, bool last)
{
	for (size_t k = 0; k < all->n_variants; k++)
		if (is_part(all->variants[k], all->variants[i], last))
			return true;
	return false;
}

/*
 * drop_unseen() - at an edge that may cut the line off, a letter counts only if it shows ink that
 * the others do not explain: a variant is dropped if another is its part away from the end. If
 * something is hidden it may be that ink: then such variants come last.
 */
static void drop_unseen(struct ocr_reading *r, struct end end, struct arena *a)
{
	struct ocr_place *places = arena_calloc(a, r->n_places + 1, sizeof *places);
	struct ocr_place *at = &places[end.last && r->n_places ? r->n_places - 1 : 0];
	size_t n = 0;

	if (r->n_places == 0)
		return;
	memcpy(places, r->places, r->n_places * sizeof *places);
	const struct ocr_place all = *at;
	const char **kept = arena_calloc(a, all.n_variants, sizeof *kept);
	for (size_t i = 0; i < all.n_variants; i++)
		if (!has_part(&all, i, end.last))
			kept[n++] = all.variants[i];
	for (size_t i = 0; i < all.n_variants && !end.all_seen; i++)
		if (has_part(&all, i, end.last))
			kept[n++] = all.variants[i];
	*at = (struct ocr_place){ kept, n };
	r->places = places;
}

/*
 * keep_seen() - without letters of which nothing shows at an edge where the line may be cut off.
 * The pen is that of the first variant and moves with what that one loses at its beginning.
 */
static bool keep_seen(const struct edges *s, struct ocr_reading *r, struct err *e)
{
	const struct face *face = s->face;
	const char *text = r->text;
	CLEANUP(img_unrefp) struct img *ink = NULL, *part_ink = NULL;
	int wide_px = 0, part_px = 0;

	if (s->open.x > 0)
		drop_unseen(r, (struct end){ false, s->all_seen }, s->arena);
	verdict_grade(r, s->arena);
	if (!str_eq(r->text, text) && (!face->draw(face->self, text, &ink, &wide_px, e) ||
				       !face->draw(face->self, r->text, &part_ink, &part_px, e)))
		return false;
	r->drawn_ix += wide_px - part_px;
	if (s->open.x + s->open.w < s->width_px)
		drop_unseen(r, (struct end){ true, s->all_seen }, s->arena);
	verdict_grade(r, s->arena);
	return true;
}

/* Ink of a text beyond the edges of @open that may cut it off, in columns. */
struct hidden_ink {
	int left_px, right_px;
};

static bool hidden_ink(const struct edges *s, const char *text, int pen_px, struct hidden_ink *ret,
		       struct err *e)
{
	CLEANUP(img_unrefp) struct img *ink = NULL;
	int wide_px;

	*ret = (struct hidden_ink){ 0 };
	if (!s->face->draw(s->face->self, text, &ink, &wide_px, e))
		return false;
	for (int i = 0; i < ink->width_px * ink->height_px; i++) {
		int ix = pen_px + i % ink->width_px;
		if (ink->px[i] == 0xffffff)
			continue;
		int left_px = s->open.x - ix, right_px = ix - (s->open.x + s->open.w - 1);
		ret->left_px = left_px > ret->left_px ? left_px : ret->left_px;
		ret->right_px = right_px > ret->right_px ? right_px : ret->right_px;
	}
	return true;
}

/*
 * refuse_halves() - where every text of @r has more of a letter hidden at an edge than a letter at
 * the edge of its field reaches out, there may be half a letter that the face draws otherwise.
 */
static bool refuse_halves(const struct edges *s, struct ocr_reading *r, struct err *e)
{
	const char *const *texts = r->n_alternatives ? r->alternatives : &r->text;
	size_t n = r->n_alternatives ? r->n_alternatives : 1;

	for (size_t i = 0; i < n; i++) {
		CLEANUP(img_unrefp) struct img *first = NULL, *other = NULL;
		const struct face *face = s->face;
		struct hidden_ink hidden;
		int first_px, other_px;
		if (!face->draw(face->self, r->text, &first, &first_px, e) ||
		    !face->draw(face->self, texts[i], &other, &other_px, e) ||
		    !hidden_ink(s, texts[i],
				r->drawn_ix + (s->open.x > 0 ? first_px - other_px : 0), &hidden,
				e))
			return false;
		if (hidden.left_px <= OVERHANG_PX && hidden.right_px <= OVERHANG_PX)
			return true;
	}
	verdict_refuse(r, "half a letter stands at the edge");
	return true;
}

bool edges_judge(const struct edges *s, struct ocr_reading *r, struct err *e)
{
	return keep_seen(s, r, e) && refuse_halves(s, r, e);
}
