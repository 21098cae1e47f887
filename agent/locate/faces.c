/* faces.c - the recipe's core X fonts as faces of ocr/. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/faces.h"

#include <stdlib.h>
#include <string.h>
#include "agent/desk/corefont.h"
#include "base/mem.h"
#include "base/str.h"

/* DRAWN_MAX: some masks of about 30 labels in three fonts; the oldest goes first. */
enum { DRAWN_MAX = 512 };

struct drawn {
	char *text;      /* owned; NULL: free place */
	struct img *ink; /* owned */
	int advance_px;
};

struct core {
	struct corefont *font; /* owned */
	struct drawn drawn[DRAWN_MAX];
	size_t next;
};

struct faces {
	struct core *cores; /* owned, n of them; faces[i].self points here */
	struct face *faces; /* owned */
	size_t n;
};

/* draw() - the face interface over one core font; pictures of short texts are kept. */
static bool draw(void *self, const char *text, struct img **ret_ink, int *ret_advance_px,
		 struct err *e)
{
	struct core *core = self;

	for (size_t i = 0; i < DRAWN_MAX && core->drawn[i].text; i++) {
		if (!str_eq(core->drawn[i].text, text))
			continue;
		*ret_ink = img_ref(core->drawn[i].ink);
		*ret_advance_px = core->drawn[i].advance_px;
		return true;
	}
	if (!corefont_draw(core->font, text, ret_ink, ret_advance_px, e))
		return false;
	struct drawn *place = &core->drawn[core->next++ % DRAWN_MAX];
	free(place->text);
	img_unref(place->ink);
	place->text = mem_strdup(text);
	place->ink = img_ref(*ret_ink);
	place->advance_px = *ret_advance_px;
	return true;
}

bool faces_open(struct desk *desk, const struct recipe_application *app, struct faces **ret_faces,
		struct err *e)
{
	CLEANUP(faces_freep) struct faces *f = mem_zalloc(sizeof *f);

	f->cores = mem_calloc(app->n_fonts, sizeof *f->cores);
	f->faces = mem_calloc(app->n_fonts, sizeof *f->faces);
	for (; f->n < app->n_fonts; f->n++) {
		struct core *core = &f->cores[f->n];
		if (!corefont_open(desk, app->fonts[f->n], &core->font, e))
			return err_wrap(e, "application.fonts");
		f->faces[f->n] =
			(struct face){ .name = app->fonts[f->n], .self = core, .draw = draw };
	}
	*ret_faces = TAKE(f);
	return true;
}

void faces_free(struct faces *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		corefont_free(f->cores[i].font);
		for (size_t k = 0; k < DRAWN_MAX; k++) {
			free(f->cores[i].drawn[k].text);
			img_unref(f->cores[i].drawn[k].ink);
		}
	}
	free(f->cores);
	free(f->faces);
	free(f);
}

const struct face *faces_list(const struct faces *f, size_t *ret_n)
{
	*ret_n = f->n;
	return f->faces;
}
