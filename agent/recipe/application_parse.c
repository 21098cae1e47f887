/* application_parse.c - reads `application:` out of YAML. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/application_parse.h"

#include <string.h>
#include "agent/recipe/chord.h"
#include "agent/recipe/font_parse.h"
#include "agent/recipe/step_parse.h"
#include "agent/recipe/target_parse.h"
#include "base/str.h"

/* No licence of a town hall has more seats. */
enum { SESSIONS_MAX = 999, CHORD_BYTES = 64, DOUBLE_CLICK_MAX_MS = 5000 };

static void take_start(struct parse *p, const struct yaml *y, void *to)
{
	struct recipe_application *app = to;

	app->start = parse_values(p, y, &app->n_start);
}

static void take_window(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe_application *)to)->window = target_parse(p, y, TARGET_WINDOW);
}

static void take_sessions(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe_application *)to)->sessions = parse_number(p, y, SESSIONS_MAX);
}

static void take_login(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe_application *)to)->login = step_parse_list(p, y);
}

static void take_login_on(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe_application *)to)->login_on = step_parse_handlers(p, y);
}

static void take_home(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe_application *)to)->home = step_parse_list(p, y);
}

static void take_fonts(struct parse *p, const struct yaml *y, void *to)
{
	font_parse(p, y, to);
}

/* check_marking() - chords with one blank between; the last may end in `*`, pressed repeatedly. */
static void check_marking(const struct source *src, struct place at, const char *text)
{
	char chord[CHORD_BYTES];

	for (;;) {
		size_t len = strcspn(text, " ");
		bool last = text[len] == 0, erases = last && len > 1 && text[len - 1] == '*';
		if (!fmt_into(chord, sizeof chord, "%.*s", (int)(len - erases), text)) {
			source_error(src, at, "'%s' is no key", text);
			return;
		}
		chord_check(src, at, chord);
		if (last)
			return;
		text += len + 1;
	}
}

static void take_select_all(struct parse *p, const struct yaml *y, void *to)
{
	struct recipe_application *app = to;

	app->select_all = parse_text(p, y);
	check_marking(p->src, parse_place(y), app->select_all);
}

static void take_text_by(struct parse *p, const struct yaml *y, void *to)
{
	static const char *const words[] = {
		[TEXT_AUTO] = "auto",
		[TEXT_KEYS] = "keys",
		[TEXT_PASTE] = "paste",
	};
	const size_t n = sizeof words / sizeof *words;
	const char *word = parse_text(p, y);

	for (enum text_by way = TEXT_AUTO; way < n; way++) {
		if (!str_eq(words[way], word))
			continue;
		((struct recipe_application *)to)->text_by = way;
		return;
	}
	source_unknown(p->src, parse_place(y), "way to put text in", word,
		       &(struct words){ words, n });
}

static void take_double_click(struct parse *p, const struct yaml *y, void *to)
{
	int64_t ms = parse_duration(p, y);

	if (ms > DOUBLE_CLICK_MAX_MS)
		source_error(p->src, parse_place(y), "a double click takes at most %d ms",
			     DOUBLE_CLICK_MAX_MS);
	else
		((struct recipe_application *)to)->double_click_ms = (int)ms;
}

void application_parse(struct parse *p, const struct yaml *y, struct recipe_application *app)
{
	static const struct parse_key rows[] = {
		{ "start", true, take_start },        { "window", true, take_window },
		{ "sessions", false, take_sessions }, { "login", false, take_login },
		{ "login_on", false, take_login_on }, { "home", true, take_home },
		{ "fonts", false, take_fonts },       { "select_all", false, take_select_all },
		{ "text_by", false, take_text_by },   { "double_click", false, take_double_click },
	};
	const struct parse_keys keys = { "key of application", rows, sizeof rows / sizeof *rows };

	app->at = parse_place(y);
	parse_map(p, y, &keys, app);
}
