/* shape.c - which glyphs a text becomes and where they go, as Pango asks HarfBuzz. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/shape.h"

#include <hb-ot.h>
#include <hb.h>
#include <stdlib.h>
#include "base/mem.h"

/* UNIT: Pango counts in 1024ths of a pixel. */
enum { UNIT = 1024, UNIT_PER_64TH = 16 };

struct shape {
	hb_blob_t *blob; /* owned, all of them */
	hb_face_t *face;
	hb_font_t *font;
	hb_buffer_t *buffer;
	struct shape_glyph *glyphs; /* owned */
};

bool shape_open(const char *file, int size_64ths, struct shape **ret_shape, struct err *e)
{
	CLEANUP(shape_freep) struct shape *s = mem_zalloc(sizeof *s);

	s->blob = hb_blob_create_from_file_or_fail(file);
	if (!s->blob)
		return err_set(e, ERR_CONFIG, "'%s' is no font", file);
	s->face = hb_face_create(s->blob, 0);
	s->font = hb_font_create(s->face);
	s->buffer = hb_buffer_create();
	if (hb_face_get_glyph_count(s->face) == 0)
		return err_set(e, ERR_CONFIG, "'%s' is no font", file);
	hb_font_set_scale(s->font, size_64ths * UNIT_PER_64TH, size_64ths * UNIT_PER_64TH);
	*ret_shape = TAKE(s);
	return true;
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

/* rounded() - to the nearest pixel, halves up. */
static int rounded(int units)
{
	int up = units + UNIT / 2;

	return up >= 0 ? up / UNIT : -((UNIT - 1 - up) / UNIT);
}

const struct shape_glyph *shape_text(struct shape *s, const char *text, size_t *ret_n)
{
	unsigned n, n_places;

	hb_buffer_reset(s->buffer);
	hb_buffer_add_utf8(s->buffer, text, -1, 0, -1);
	hb_buffer_guess_segment_properties(s->buffer);
	hb_shape(s->font, s->buffer, NULL, 0);
	const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(s->buffer, &n);
	const hb_glyph_position_t *place = hb_buffer_get_glyph_positions(s->buffer, &n_places);
	s->glyphs = mem_realloc(s->glyphs, n + 1, sizeof *s->glyphs);
	for (unsigned i = 0; i < n && i < n_places; i++)
		s->glyphs[i] = (struct shape_glyph){
			.index = info[i].codepoint,
			.kern_px = rounded(place[i].x_advance -
					   hb_font_get_glyph_h_advance(s->font, info[i].codepoint)),
			.dx_px = rounded(place[i].x_offset),
			.dy_px = -rounded(place[i].y_offset),
		};
	*ret_n = n;
	return s->glyphs;
}
