/* test_control.c - kind and state of the controls of five toolkits, as their programs draw them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "agent/desk/window.h"
#include "agent/locate/locate.h"
#include "agent/run/runner.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

enum { SHOWN_MS = 60000 };

#define DEJAVU "font { family: DejaVu Sans, size: 10pt, kerning: true }\n"
#define MONO "font { family: DejaVu Sans, size: 13px, antialias: false, hinting: full }\n"
#define STEPS "steps:\n  - expect: { window: mask }\noutcome:\n  entered: { a: fest }\n"

#define NONE CONTROL_STATE_UNKNOWN
#define UNSEEN CONTROL_USE_UNKNOWN

/* What must be said of a label's control. A label that is not found at all is told by its hits. */
struct expected {
	const char *label;
	enum locate_as as;
	size_t hits;
	enum control_kind kind;
	enum control_state state;
	enum control_use use;
};

#define BOX(label, state, use) \
	{ \
		label, LOCATE_INDICATOR, 1, CONTROL_CHECK_BOX, CONTROL_##state, CONTROL_##use \
	}
#define RADIO(label, state, use) \
	{ \
		label, LOCATE_INDICATOR, 1, CONTROL_RADIO_BUTTON, CONTROL_##state, CONTROL_##use \
	}
#define AREA(label, kind, use) \
	{ \
		label, LOCATE_AREA, 1, CONTROL_##kind, NONE, CONTROL_##use \
	}
#define ABSENT(label, as) \
	{ \
		label, as, 0, CONTROL_UNKNOWN, NONE, UNSEEN \
	}

/* show() - the program @argv with its window "controls", at rest. */
static bool show(struct scene *s, const char *const *argv)
{
	const struct deadline limit = deadline_in(SHOWN_MS);

	if (!CHECK_OK(desk_launch(s->desk, argv, NULL, &s->e), s->e))
		return false;
	for (;;) {
		struct window *list;
		unsigned seen;
		size_t n;
		if (!CHECK_OK(window_list(s->desk, s->a, &list, &n, &s->e), s->e))
			return false;
		if (n > 0 && strcmp(list[0].title, "controls") == 0)
			return CHECK(scene_rest(s));
		if (!CHECK_OK(desk_wait(s->desk, limit, &seen, &s->e), s->e) ||
		    !CHECK(!(seen & DESK_TIMEOUT)))
			return false;
	}
}

static void check_control(struct scene *s, const struct expected *want)
{
	const struct value label = { .text = want->label };
	const struct target field = { .kind = TARGET_FIELD, .text = &label };
	const struct locate_query q = { .target = &field, .scope = s->scope, .as = want->as };
	struct hits hits = { .arena = s->a };
	struct control c = { 0 };

	CHECK_OK(locate_find(s->locator, &q, &hits, &s->e), s->e);
	if (!CHECK_EQ_UINT(hits.n, want->hits))
		printf("\t%s: %s\n", want->label, locate_miss_words(hits.miss));
	if (hits.n != 1)
		return;
	CHECK_OK(locate_control(s->locator, &hits.list[0], &c, &s->e), s->e);
	bool same = CHECK_EQ_STR(control_kind_word(c.kind), control_kind_word(want->kind));
	same &= CHECK_EQ_STR(control_state_word(c.state), control_state_word(want->state));
	same &= CHECK_EQ_STR(control_use_word(c.use), control_use_word(want->use));
	if (!same)
		printf("\t%s at %d,%d %dx%d\n", want->label, hits.list->box.x, hits.list->box.y,
		       hits.list->box.w, hits.list->box.h);
}

static void check_program(const char *font, const char *const *argv, const struct expected *want,
			  size_t n)
{
	struct scene s;

	if (CHECK(scene_open(&s, font, STEPS)) && show(&s, argv))
		for (size_t i = 0; i < n; i++)
			check_control(&s, &want[i]);
	scene_close(&s);
}

/* path_of() - below the folder that the variable @base names, else below @other. */
static const char *path_of(const char *base, const char *other, const char *path)
{
	static char all[3][512];
	static int next;
	char *to = all[next++ % 3];
	const char *folder = getenv(base);

	(void)snprintf(to, sizeof all[0], "%s/%s", folder ? folder : other, path);
	return to;
}

static const char *source(const char *path)
{
	return path_of("AMTSBOTE_SOURCE_DIR", ".", path);
}

#define COUNT(table) (sizeof table / sizeof table[0])

TEST(motif)
{
	static const struct expected want[] = {
		BOX("Adel", ON, ENABLED),
		BOX("Beamte", OFF, ENABLED),
		BOX("Churfürst", MIXED, ENABLED),
		RADIO("Familie", ON, ENABLED),
		RADIO("Gast", OFF, ENABLED),
		AREA("Stadt", CHOICE, ENABLED),
		AREA("Name", ENTRY, ENABLED),
		{ "Land", LOCATE_AREA, 1, CONTROL_CHOICE, NONE, UNSEEN }, /* no text */
		ABSENT("Nummer", LOCATE_AREA), /* stippled text is no text to the layout */
		ABSENT("Adel", LOCATE_AREA),
	};
	const char *argv[] = {
		path_of("AMTSBOTE_BUILD_DIR", "build/dev", "tests/fixture/controls_motif"), NULL
	};

	check_program("", argv, want, COUNT(want));
}

TEST(gtk)
{
	static const struct expected want[] = {
		BOX("Adel", ON, ENABLED),         BOX("Beamte", OFF, ENABLED),
		BOX("Dienst", ON, DISABLED),      BOX("Ehe", OFF, DISABLED),
		BOX("Churfürst", MIXED, ENABLED), RADIO("Familie", ON, ENABLED),
		RADIO("Gast", OFF, ENABLED),      RADIO("Halter", OFF, DISABLED),
		AREA("Name", ENTRY, ENABLED),     AREA("Nummer", ENTRY, DISABLED),
		ABSENT("Stadt", LOCATE_AREA), /* shaded: no panel */
	};
	const char *argv[] = { "/usr/bin/python3", source("tests/fixture/controls/gtk.py"), NULL };

	check_program(DEJAVU, argv, want, COUNT(want));
}

TEST(qt)
{
	static const struct expected want[] = {
		BOX("Adel", ON, ENABLED),         BOX("Beamte", OFF, ENABLED),
		BOX("Dienst", ON, DISABLED),      BOX("Ehe", OFF, DISABLED),
		BOX("Churfürst", MIXED, ENABLED), RADIO("Familie", ON, ENABLED),
		RADIO("Gast", OFF, ENABLED),      RADIO("Halter", OFF, DISABLED),
		AREA("Name", ENTRY, ENABLED),     AREA("Nummer", UNKNOWN, DISABLED),
	};
	const char *argv[] = { "/usr/bin/python3", source("tests/fixture/controls/qt.py"), NULL };

	check_program(DEJAVU, argv, want, COUNT(want));
}

TEST(tk)
{
	static const struct expected want[] = {
		BOX("Adel", ON, ENABLED),
		BOX("Beamte", OFF, ENABLED),
		BOX("Dienst", ON, DISABLED),
		BOX("Ehe", OFF, DISABLED),
		BOX("Churfürst", MIXED, ENABLED),
		RADIO("Familie", ON, ENABLED),
		RADIO("Gast", OFF, ENABLED),
		RADIO("Halter", OFF, DISABLED),
		AREA("Stadt", CHOICE, ENABLED),
		ABSENT("Land", LOCATE_AREA), /* white border around white: no panel */
		AREA("Name", ENTRY, ENABLED),
		AREA("Nummer", ENTRY, DISABLED),
	};
	const char *argv[] = { "/usr/bin/wish", source("tests/fixture/controls/tk.tcl"), NULL };

	if (access(argv[0], X_OK) != 0)
		SKIP("wish is not installed (packaging/debian-packages.txt)");

	check_program(DEJAVU, argv, want, COUNT(want));
}

TEST(swing)
{
	static const struct expected want[] = {
		BOX("Adel", ON, ENABLED),
		BOX("Beamte", OFF, ENABLED),
		BOX("Dienst", ON, DISABLED),
		BOX("Ehe", OFF, DISABLED),
		RADIO("Familie", ON, ENABLED),
		RADIO("Gast", OFF, ENABLED),
		ABSENT("Halter", LOCATE_INDICATOR), /* its circle is as high and as grey as its l */
		AREA("Stadt", UNKNOWN, ENABLED),    /* its arrow is shaded */
		AREA("Land", ENTRY, ENABLED),
		AREA("Name", ENTRY, ENABLED),
		{ "Nummer", LOCATE_AREA, 1, CONTROL_ENTRY, NONE, UNSEEN }, /* light blue */
	};
	const char *argv[] = { "/usr/bin/java",
			       "-Dsun.java2d.uiScale=1",
			       "-Dawt.useSystemAAFontSettings=off",
			       "-Dswing.aatext=false",
			       "-Dswing.showFromDoubleBuffer=false",
			       source("tests/fixture/controls/Controls.java"),
			       NULL };

	if (access("/usr/bin/javac", X_OK) != 0)
		SKIP("javac is not installed (packaging/debian-packages.txt)");
	check_program(MONO, argv, want, COUNT(want));
}

#define TAB(label, state) \
	{ \
		label, LOCATE_TAB, 1, CONTROL_TAB, CONTROL_##state, CONTROL_ENABLED \
	}

/* The page "Anschrift" is on top; "Bank" is a label, too. */
static const struct expected tabs[] = { TAB("Person", OFF), TAB("Bank", OFF),
					TAB("Anschrift", ON) };

static const struct {
	const char *font, *argv[8]; /* "@name": a program of tests/fixture/controls */
	bool seen;                  /* the title of the tab on top is read */
} notebooks[] = {
	{ DEJAVU, { "/usr/bin/python3", "@gtk.py" }, true },
	{ DEJAVU, { "/usr/bin/python3", "@qt.py" }, false }, /* on a gradient: no text */
	{ DEJAVU, { "/usr/bin/wish", "@tk.tcl" }, true },
	{ MONO,
	  { "/usr/bin/java", "-Dsun.java2d.uiScale=1", "-Dawt.useSystemAAFontSettings=off",
	    "-Dswing.aatext=false", "-Dswing.showFromDoubleBuffer=false", "@Controls.java" },
	  true },
};

/* words_of() - the command line with the programs' paths. */
static const char *const *words_of(struct arena *a, const char *const *argv)
{
	const char **words = arena_calloc(a, 9, sizeof *words);

	for (size_t n = 0; argv[n]; n++)
		words[n] =
			*argv[n] != '@'
				? argv[n]
				: source(arena_printf(a, "tests/fixture/controls/%s", argv[n] + 1));
	return words;
}

static void check_tab(struct scene *s, const struct expected *want)
{
	const struct value title = { .text = want->label };
	const struct target text = { .kind = TARGET_TEXT, .text = &title };
	const struct locate_query q = { .target = &text, .scope = s->scope, .as = want->as };
	struct hits hits = { .arena = s->a };
	struct control c = { 0 };

	CHECK_OK(locate_find(s->locator, &q, &hits, &s->e), s->e);
	if (!CHECK_EQ_UINT(hits.n, want->hits) || hits.n != 1)
		return;
	CHECK_OK(locate_control(s->locator, &hits.list[0], &c, &s->e), s->e);
	bool same = CHECK_EQ_STR(control_kind_word(c.kind), control_kind_word(want->kind));
	same &= CHECK_EQ_STR(control_state_word(c.state), control_state_word(want->state));
	if (!same)
		printf("\t%s\n", want->label);
}

TEST(which_tab_is_on_top)
{
	EACH_CASE (row, notebooks) {
		struct scene s;
		if (access(strstr(row->argv[0], "java") ? "/usr/bin/javac" : row->argv[0], X_OK)) {
			printf("not looked at: %s is not installed\n", row->argv[0]);
			continue;
		}
		if (CHECK(scene_open(&s, row->font, STEPS)) && show(&s, words_of(s.a, row->argv))) {
			for (size_t i = 0; i < COUNT(tabs) - !row->seen; i++)
				check_tab(&s, &tabs[i]);
		}
		scene_close(&s);
	}
}

TEST(a_run_turns_to_a_tab)
{
	static const char *const argv[] = { "/usr/bin/python3", "@gtk.py", NULL };
	static const struct expected turned = TAB("Bank", ON), other = TAB("Anschrift", OFF);
	const struct value title = { .text = "Bank" };
	struct scene s;

	if (CHECK(scene_open(&s, DEJAVU, STEPS)) && show(&s, words_of(s.a, argv))) {
		const struct run_task task = { .scope = s.scope };
		run_begin(s.run, &task, s.a);
		wait_within(s.run, STEP_WITHIN_MS);
		CHECK_OK(option_tab(s.run, &title, &s.e), s.e);
		CHECK_EQ_STR(s.run->how, "tab on top");
		check_tab(&s, &turned);
		check_tab(&s, &other);
		run_over(s.run);
	}
	scene_close(&s);
}

/* A label, a button and an entry with a title above it are no tabs. */
TEST(what_is_no_tab_is_not_found_as_one)
{
	static const char *const argv[] = { "/usr/bin/wish", "@tk.tcl", NULL };
	static const char *const others[] = { "Ende", "Drucken", "Speichern", "Land", "Adel" };
	struct scene s;

	if (CHECK(scene_open(&s, DEJAVU, STEPS)) && show(&s, words_of(s.a, argv)))
		for (size_t i = 0; i < COUNT(others); i++) {
			const struct value title = { .text = others[i] };
			struct target text = { .kind = TARGET_TEXT, .text = &title };
			const struct locate_query q = { .target = &text, .scope = s.scope };
			struct hits hits = { .arena = s.a };
			CHECK_OK(locate_find(s.locator, &q, &hits, &s.e), s.e);
			CHECK_EQ_UINT(hits.n, 1);
			text.tab = true;
			CHECK_OK(locate_find(s.locator, &q, &hits, &s.e), s.e);
			CHECK_EQ_UINT(hits.n, 0);
		}
	scene_close(&s);
}
