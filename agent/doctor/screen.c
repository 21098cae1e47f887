/* screen.c - can a desk be opened, and does its server have what the agent and the recipes need? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <unistd.h>
#include "agent/desk/corefont.h"
#include "agent/desk/desk.h"
#include "agent/desk/fontfile.h"
#include "agent/desk/traits.h"
#include "agent/doctor/check.h"
#include "base/str.h"
#include "ocr/atlasfile.h"

/* in_path() - the file of program @name as exec would find it, NULL if nowhere. */
static const char *in_path(struct arena *a, const char *name)
{
	const char *path = getenv("PATH");

	for (const char *at = path ? path : "/usr/bin:/bin"; *at;) {
		size_t len = strcspn(at, ":");
		const char *file = arena_printf(a, "%.*s/%s", (int)len, at, name);
		if (len > 0 && access(file, X_OK) == 0)
			return file;
		at += len + (at[len] == ':');
	}
	return NULL;
}

void screen_keymap(struct checkup *c)
{
	const char *file = in_path(c->arena, "xkbcomp");

	if (file)
		check_found(c, OBSERVATION_OK, "xkbcomp", "%s", file);
	else
		check_found(c, OBSERVATION_ERROR, "xkbcomp", "not in PATH");
}

void screen_server(struct checkup *c)
{
	const struct desk_options any = { 0 };
	int64_t began = clock_boot_ms();
	struct traits_server server;
	struct err e = { 0 };

	if (!desk_open(&any, &c->desk, &e)) {
		check_found(c, OBSERVATION_ERROR, "Xvfb", "%s", e.msg);
		return;
	}
	traits_of_server(c->desk, c->arena, &server);
	check_found(c, OBSERVATION_OK, "Xvfb",
		    "%s %s, keymap loaded and read back, %d ms until it was ready", server.vendor,
		    server.release, (int)(clock_boot_ms() - began));
}

void screen_extensions(struct checkup *c)
{
	static const char *const needed[] = { "XTEST",   "DAMAGE",    "XFIXES",
					      "MIT-SHM", "XKEYBOARD", "RANDR" };
	struct traits_server server;

	traits_of_server(c->desk, c->arena, &server);
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
		bool has = false;
		for (size_t k = 0; k < server.n && !has; k++)
			has = str_eq(server.extension[k], needed[i]);
		check_found(c, has ? OBSERVATION_OK : OBSERVATION_ERROR, needed[i], "%s",
			    has ? "there" : "missing");
	}
}

/* look_at_font() - does it open, and with how much of German? */
static void look_at_font(struct checkup *c, const char *name, enum observation_level missing)
{
	CLEANUP(corefont_freep) struct corefont *font = NULL;
	struct err e = { 0 };

	if (!corefont_open(c->desk, name, &font, &e))
		check_found(c, missing, name, "%s", e.msg);
	else
		check_found(c, OBSERVATION_OK, name, "opens%s",
			    corefont_has(font, 0x1e9e) ? ", draws beyond Latin-1" : "");
}

void screen_core_fonts(struct checkup *c)
{
	static const char *const names[] = {
		"fixed", "-misc-fixed-medium-r-normal--13-120-75-75-c-70-iso10646-1"
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		look_at_font(c, names[i], OBSERVATION_ERROR);
}

void screen_recipe_fonts(struct checkup *c)
{
	for (size_t i = 0; i < c->n_fonts; i++)
		look_at_font(c, c->fonts[i], OBSERVATION_ERROR);
}

/* find_family() - the file of @name, a family with or without CHECK_BOLD. */
static bool find_family(struct checkup *c, const char *name, const char **ret_file, struct err *e)
{
	const char *bold = strstr(name, CHECK_BOLD);
	const char *family = bold ? arena_printf(c->arena, "%.*s", (int)(bold - name), name) : name;

	return fontfile_find(c->desk, family, bold ? FONT_BOLD_WEIGHT : FONT_USUAL_WEIGHT, c->arena,
			     ret_file, e);
}

void screen_outline_fonts(struct checkup *c)
{
	if (c->n_families == 0)
		check_found(c, OBSERVATION_OK, "recipes", "none names an outline font");
	for (size_t i = 0; i < c->n_families; i++) {
		const char *file;
		struct err e = { 0 };
		if (find_family(c, c->families[i], &file, &e))
			check_found(c, OBSERVATION_OK, c->families[i], "%s", file);
		else
			check_found(c, OBSERVATION_ERROR, c->families[i], "%s", e.msg);
	}
}

/* count_letters() - that the font draws. */
static size_t count_letters(const struct atlas *at)
{
	size_t n = 0;

	for (size_t i = 0; i < at->n_glyphs; i++)
		n += at->glyphs[i].n_members - at->glyphs[i].n_guessed;
	return n;
}

void screen_learnt_fonts(struct checkup *c)
{
	if (c->n_learnt == 0)
		check_found(c, OBSERVATION_OK, "recipes", "none names a learnt font");
	for (size_t i = 0; i < c->n_learnt; i++) {
		CLEANUP(learnt_freep) struct learnt *font = NULL;
		struct err e = { 0 };
		if (atlasfile_read(c->learnt[i], &font, &e))
			check_found(c, OBSERVATION_OK, c->learnt[i], "%zu letters",
				    count_letters(learnt_atlas(font)));
		else
			check_found(c, OBSERVATION_ERROR, c->learnt[i], "%s", e.msg);
	}
}
