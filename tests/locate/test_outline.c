/* test_outline.c - what a GTK program shows in an outline font is found and read by its pixels. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "agent/desk/window.h"
#include "agent/locate/locate.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

enum { SHOWN_MS = 20000 };

#define GTK_FONT "font { family: DejaVu Sans, size: 10pt, kerning: true }\n"
#define STEPS "steps:\n  - expect: { window: mask }\noutcome:\n  entered: { a: fest }\n"

/* show() - @text in a window of yad, at rest. */
static bool show(struct scene *s, const char *text)
{
	const char *label = arena_printf(s->a, "--text=%s", text);
	const char *argv[] = { "yad", "--title=ready", "--no-markup", "--no-buttons", label, NULL };
	const struct deadline limit = deadline_in(SHOWN_MS);

	if (!CHECK_OK(desk_launch(s->desk, argv, NULL, &s->e), s->e))
		return false;
	for (;;) {
		struct window *list;
		unsigned seen;
		size_t n;
		if (!CHECK_OK(window_list(s->desk, s->a, &list, &n, &s->e), s->e))
			return false;
		if (n > 0 && strcmp(list[0].title, "ready") == 0)
			return CHECK(scene_rest(s));
		if (!CHECK_OK(desk_wait(s->desk, limit, &seen, &s->e), s->e) ||
		    !CHECK(!(seen & DESK_TIMEOUT)))
			return false;
	}
}

static struct reading read_target(struct scene *s, const char *name)
{
	const struct locate_query q = { .target = scene_target(s, name), .scope = s->scope };
	struct hits hits = { .arena = s->a };
	struct reading got = { .certainty = OCR_UNCERTAIN, .text = "", .alternatives = "" };

	CHECK_OK(locate_find(s->locator, &q, &hits, &s->e), s->e);
	if (!CHECK_EQ_UINT(hits.n, 1))
		return got;
	const struct read_query form = { .box = hits.list[0].box, .arena = s->a };
	CHECK_OK(locate_read(s->locator, &form, &got, &s->e), s->e);
	return got;
}

TEST(a_gtk_program_is_read)
{
	struct scene s;

	if (CHECK(scene_open(&s, GTK_FONT,
			     "targets:\n  a: { text: \"Köln, Nr. 7 b\" }\n"
			     "  b: { match: '^DE\\d\\d .*' }\n" STEPS)) &&
	    show(&s, "Köln, Nr. 7 b\n\nDE89 3704 0044 0532 0130 00\n")) {
		const struct reading a = read_target(&s, "a"), b = read_target(&s, "b");
		CHECK_EQ_STR(reading_certainty_word(a.certainty), "certain");
		CHECK_EQ_STR(a.text, "Köln, Nr. 7 b");
		CHECK_EQ_STR(reading_certainty_word(b.certainty), "certain");
		CHECK_EQ_STR(b.text, "DE89 3704 0044 0532 0130 00");
		CHECK_EQ_UINT(locate_counts(s.locator).proposed, 0);
	}
	scene_close(&s);
}

/* The same window, but the recipe names another size: nothing is certain. */
TEST(another_size_is_another_font)
{
	struct scene s;

	if (CHECK(scene_open(&s, "font { family: DejaVu Sans, size: 11pt, kerning: true }\n",
			     "targets:\n  a: { window: ready }\n" STEPS)) &&
	    show(&s, "Köln, Nr. 7 b\n")) {
		const struct reading a = read_target(&s, "a");
		CHECK_EQ_STR(reading_certainty_word(a.certainty), "uncertain");
		CHECK(locate_counts(s.locator).proposed > 0);
	}
	scene_close(&s);
}

TEST(a_family_that_is_not_there_is_refused)
{
	struct scene s;
	struct locator *none = NULL;

	if (CHECK(scene_open(&s, GTK_FONT, STEPS))) {
		const struct locator_options o = { s.desk, s.recipe, s.tess };
		struct recipe_outline font = s.recipe->application.outlines[0];
		font.family = "No Such Sans, or-other:bold";
		s.recipe->application.outlines = &font;
		CHECK_ERR(locator_new(&o, &none, &s.e), s.e, ERR_CONFIG);
		CHECK(!none);
	}
	scene_close(&s);
}
