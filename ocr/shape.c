/* shape.c - which glyphs a text becomes and where they go, as Pango asks HarfBuzz. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/shape.h"

#include <hb-ot.h>
#include <hb.h>
#include <stdlib.h>
#include "base/mem.h"

/* UNIT: Pango counts in 1024ths of a pixel. */
enum { UNIT = 1024, UNIT_PER_64TH = 16, PIXEL_64THS = 64 };

struct shape {
	hb_blob_t *blob; /* owned, all of them */
	hb_face_t *face;
	hb_font_t *font;
	hb_buffer_t *buffer;
	struct shape_glyph *glyphs; /* owned */
	enum shape_grid grid;
	bool plain;
};

/* What Java asks HarfBuzz to leave out. */
static const hb_feature_t plain[] = {
	{ HB_TAG('k', 'e', 'r', 'n'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END },
	{ HB_TAG('l', 'i', 'g', 'a'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END },
	{ HB_TAG('c', 'l', 'i', 'g'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END },
};

bool shape_open(const char *file, int em_1024ths, enum shape_grid grid, struct shape **ret_shape,
		struct err *e)
{
	const int scale = grid == SHAPE_FINE ? em_1024ths / UNIT_PER_64TH : em_1024ths;
	CLEANUP(shape_freep) struct shape *s = mem_zalloc(sizeof *s);

	s->grid = grid;
	s->blob = hb_blob_create_from_file_or_fail(file);
	if (!s->blob)
		return err_set(e, ERR_CONFIG, "'%s' is no font", file);
	s->face = hb_face_create(s->blob, 0);
	s->font = hb_font_create(s->face);
	s->buffer = hb_buffer_create();
	if (hb_face_get_glyph_count(s->face) == 0)
		return err_set(e, ERR_CONFIG, "'%s' is no font", file);
	hb_font_set_scale(s->font, scale, scale);
	*ret_shape = TAKE(s);
	return true;
}

void shape_plainly(struct shape *s)
{
	s->plain = true;
}

void shape_free(struct shape *s)
{
	if (!s)
		return;
	hb_buffer_destroy(s->buffer);
	hb_font_destroy(s->font);
	hb_face_destroy(s->face);
	hb_blob_destroy(s->blob);
	free(s->glyphs);
	free(s);
}

/* rounded() - to the nearest multiple of @unit, halves up, as a number of them. */
static int rounded(int value, int unit)
{
	int up = value + unit / 2;

	return up >= 0 ? up / unit : -((unit - 1 - up) / unit);
}

/* placed() - glyph @index as Pango has it, which rounds advance and kerning as one number. */
static struct shape_glyph placed(struct shape *s, uint32_t index, const hb_glyph_position_t *at)
{
	const int alone = hb_font_get_glyph_h_advance(s->font, index);

	if (s->grid == SHAPE_FINE)
		return (struct shape_glyph){
			.index = index,
			.kern_64ths = at->x_advance - alone,
			.advance_64ths = at->x_advance,
			.dx_64ths = at->x_offset,
			.dy_px = rounded(-at->y_offset, PIXEL_64THS),
		};
	return (struct shape_glyph){
		.index = index,
		.kern_64ths = PIXEL_64THS * (rounded(at->x_advance, UNIT) - rounded(alone, UNIT)),
		.advance_64ths = PIXEL_64THS * rounded(at->x_advance, UNIT),
		.dx_64ths = PIXEL_64THS * rounded(at->x_offset, UNIT),
		.dy_px = -rounded(at->y_offset, UNIT),
	};
}

const struct shape_glyph *shape_text(struct shape *s, const char *text, size_t *ret_n)
{
	unsigned n, n_places;

	hb_buffer_reset(s->buffer);
	hb_buffer_add_utf8(s->buffer, text, -1, 0, -1);
	hb_buffer_guess_segment_properties(s->buffer);
	hb_shape(s->font, s->buffer, plain, s->plain ? sizeof plain / sizeof *plain : 0);
	const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(s->buffer, &n);
	const hb_glyph_position_t *place = hb_buffer_get_glyph_positions(s->buffer, &n_places);
	s->glyphs = mem_realloc(s->glyphs, n + 1, sizeof *s->glyphs);
	for (unsigned i = 0; i < n && i < n_places; i++)
		s->glyphs[i] = placed(s, info[i].codepoint, &place[i]);
	*ret_n = n;
	return s->glyphs;
}
