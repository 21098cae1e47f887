/* test_learnt.c - a recipe that names a learnt font reads with it and with nothing else. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "agent/desk/corefont.h"
#include "agent/locate/locate.h"
#include "base/file.h"
#include "base/mem.h"
#include "ocr/atlasfile.h"
#include "ocr/repertoire.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

#define SCRIPT "size 600 300\nlabel 20 20 l Nummer\nlabel 140 20 v Am~Wall~12b\n"
#define RECIPE \
	"targets:\n  t: { right_of: Nummer }\n  w: { text: \"Am Wall 12b\" }\n" \
	"steps:\n  - expect: { window: mask }\noutcome:\n  entered: { a: fest }\n"

/* teach() - the letters of the program's font but those of @lacking, as a file of the recipe. */
static bool teach(struct scene *s, const char *lacking, const char *path)
{
	CLEANUP(corefont_freep) struct corefont *core = NULL;
	CLEANUP(atlas_freep) struct atlas *at = NULL;
	const struct repertoire all = repertoire_read(s->a);
	struct atlas_letter *list = arena_calloc(s->a, all.n, sizeof *list);
	size_t n = 0;

	if (!CHECK_OK(corefont_open(s->desk, SCENE_9X15, &core, &s->e), s->e))
		return false;
	for (size_t i = 0; i < all.n; i++) {
		struct atlas_letter l = { .text = all.texts[i] };
		if (strlen(l.text) > 1 || strstr(lacking, l.text))
			continue;
		CHECK_OK(corefont_draw(core, l.text, &l.img, &l.advance_px, &s->e), s->e);
		list[n++] = l;
	}
	bool good = CHECK_OK(atlas_assemble(NULL, &(struct atlas_letters){ list, n }, &at, &s->e),
			     s->e) &&
		    CHECK_OK(atlasfile_write(path, at, &s->e), s->e);
	for (size_t i = 0; i < n; i++)
		img_unref(list[i].img);
	return good;
}

/* with_font() - a second locator of the recipe, with this font alone; the caller's. */
static bool with_font(struct scene *s, const struct recipe_learnt *font, struct locator **ret)
{
	const struct locator_options o = { s->desk, s->recipe, s->tess };

	s->recipe->application.n_fonts = 0;
	s->recipe->application.learnt = font;
	s->recipe->application.n_learnt = 1;
	return locator_new(&o, ret, &s->e);
}

static struct reading read_target(struct scene *s, struct locator *with, const char *name)
{
	const struct locate_query q = { .target = scene_target(s, name), .scope = s->scope };
	struct hits hits = { .arena = s->a };
	struct reading got = { .certainty = OCR_UNCERTAIN, .text = "", .alternatives = "" };

	CHECK_OK(locate_find(with, &q, &hits, &s->e), s->e);
	if (!CHECK_EQ_UINT(hits.n, 1))
		return got;
	const struct read_query form = { .box = hits.list[0].box, .arena = s->a };
	CHECK_OK(locate_read(with, &form, &got, &s->e), s->e);
	return got;
}

TEST(a_program_is_read_with_a_learnt_font)
{
	struct locator *with = NULL;
	struct scene s;

	if (CHECK(scene_open(&s, SCRIPT, RECIPE))) {
		const char *path = arena_printf(s.a, "%s/x.atlas", s.folder);
		const struct recipe_learnt font = { .file = path };
		if (teach(&s, "", path) && CHECK_OK(with_font(&s, &font, &with), s.e) &&
		    CHECK(scene_start(&s))) {
			const struct reading got = read_target(&s, with, "t");
			CHECK_EQ_STR(reading_certainty_word(got.certainty), "certain");
			CHECK_EQ_STR(got.text, "Am Wall 12b");
			CHECK_EQ_STR(read_target(&s, with, "w").text, "Am Wall 12b");
			CHECK_EQ_UINT(locate_counts(with).proposed, 0);
		}
	}
	locator_free(with);
	scene_close(&s);
}

TEST(a_letter_it_lacks_leaves_the_line_uncertain)
{
	struct locator *with = NULL;
	struct scene s;

	if (CHECK(scene_open(&s, SCRIPT, RECIPE))) {
		const char *path = arena_printf(s.a, "%s/x.atlas", s.folder);
		const struct recipe_learnt font = { .file = path };
		if (teach(&s, "W", path) && CHECK_OK(with_font(&s, &font, &with), s.e) &&
		    CHECK(scene_start(&s))) {
			const struct reading got = read_target(&s, with, "t");
			CHECK_EQ_STR(reading_certainty_word(got.certainty), "uncertain");
		}
	}
	locator_free(with);
	scene_close(&s);
}

TEST(a_damaged_font_is_told_before_anything_is_done)
{
	struct locator *with = NULL;
	struct scene s;

	if (CHECK(scene_open(&s, SCRIPT, RECIPE))) {
		const char *path = arena_printf(s.a, "%s/x.atlas", s.folder);
		const struct recipe_learnt font = { .file = path };
		CHECK_OK(file_write_private(path, "AMTATLAS", 8, &s.e), s.e);
		CHECK_ERR(with_font(&s, &font, &with), s.e, ERR_SYNTAX);
	}
	locator_free(with);
	scene_close(&s);
}
