/* test_marks.c - hidden texts of every toolkit are counted by their marks, and nothing else is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <unistd.h>
#include "ocr/marks.h"
#include "ocr/panel.h"
#include "tests/desk/stage.h"

/* A program that shows one password field in the middle of its window. */
static const struct {
	const char *name;
	const char *argv[8]; /* "%" begins a path below the source folder */
	const char *needs;
} programs[] = {
	{ "Qt 5",
	  { "/usr/bin/python3", "%/tests/fixture/hidden_qt.py" },
	  "/usr/lib/python3/dist-packages/PyQt5/QtWidgets.abi3.so" },
	{ "GTK 3",
	  { "yad", "--entry", "--title=Kennwort", "--hide-text", "--width=400", "--no-buttons" },
	  "/usr/bin/yad" },
	{ "Tk, stars", { "wish", "%/tests/fixture/hidden.tcl", "*" }, "/usr/bin/wish" },
	{ "Tk, bullets",
	  { "wish", "%/tests/fixture/hidden.tcl", "\xe2\x80\xa2" },
	  "/usr/bin/wish" },
	{ "Swing", { "java", "%/tests/fixture/Hidden.java" }, "/usr/bin/java" },
};

static bool launch(struct stage *s, const char *const *words)
{
	const char *argv[9] = { NULL };
	static char path[4096];

	for (size_t i = 0; i < 8 && words[i]; i++) {
		argv[i] = words[i];
		if (words[i][0] != '%')
			continue;
		if (!CHECK(fmt_into(path, sizeof path, "%s%s", getenv("AMTSBOTE_SOURCE_DIR"),
				    words[i] + 1)))
			return false;
		argv[i] = path;
	}
	return CHECK_OK(desk_launch(s->desk, argv, NULL, &s->e), s->e) &&
	       stage_await(s, "Kennwort") &&
	       CHECK_OK(desk_settle(s->desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &s->e), s->e);
}

/*
 * field_in() - the inside of the one field, still empty, with a caret at its left: white, in the
 * middle of its window. agent/locate finds fields by their labels; here there are none.
 */
static struct rect field_in(struct stage *s)
{
	struct rect area = stage_window(s, "Kennwort").area;
	int ix = area.x + area.w / 2, iy = area.y + area.h / 2, top = iy, bottom = iy, right = ix;
	const struct img *frame;

	if (!CHECK_OK(desk_frame(s->desk, &frame, &s->e), s->e))
		return area;
	while (img_at(frame, ix, top - 1) == 0xffffff)
		top--;
	while (img_at(frame, ix, bottom + 1) == 0xffffff)
		bottom++;
	while (img_at(frame, right + 1, iy) == 0xffffff)
		right++;
	int margin = area.x + area.w - 1 - right;
	return (struct rect){ area.x + margin, top, area.w - 2 * margin, bottom - top + 1 };
}

/* look() - press @chord, then the field. */
static struct img *look(struct stage *s, struct rect box, const char *chord)
{
	const struct img *frame;

	if (!stage_key(s, chord) ||
	    !CHECK_OK(desk_settle(s->desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &s->e), s->e) ||
	    !CHECK_OK(desk_frame(s->desk, &frame, &s->e), s->e))
		return NULL;
	return img_crop(frame, box);
}

/* count_marks() - in the field; 999 if that is not a row of marks. */
static size_t count_marks(struct stage *s, struct rect box)
{
	CLEANUP(img_unrefp) struct img *home = look(s, box, "Home");
	CLEANUP(img_unrefp) struct img *end = look(s, box, "End");
	size_t n = 999;

	if (home == NULL || end == NULL)
		return n;
	const struct img *const looks[] = { home, end };
	(void)marks_count(looks, &n); /* untouched if it is none */
	return n;
}

TEST(marks_of_every_toolkit_are_counted)
{
	static const char *const words[] = { "a", "iW.l", "geheim-52x" };

	EACH_CASE (row, programs) {
		struct stage s;
		struct rect box;
		size_t typed = 0;
		if (row->needs && access(row->needs, R_OK) != 0) {
			printf("%s: not installed\n", row->name);
			continue;
		}
		if (stage_open(&s) && launch(&s, row->argv)) {
			box = field_in(&s);
			CHECK(count_marks(&s, box) != 1); /* its caret is no mark */
			for (size_t i = 0; i < 3; i++) {
				const struct input_secret secret = { .text = words[i] };
				CHECK_OK(input_type_secret(s.desk, secret, deadline_in(STAGE_MS),
							   &s.e),
					 s.e);
				typed += strlen(words[i]);
				if (!CHECK_EQ_UINT(count_marks(&s, box), typed))
					printf("\t%s\n", row->name);
			}
		}
		stage_close(&s);
	}
}
