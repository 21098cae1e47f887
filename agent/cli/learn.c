/* learn.c - `amtsbote learn-font`: the font of an application, cut out of its field. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/learn/learn.h"
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include "agent/cli/command.h"
#include "agent/desk/desk.h"
#include "agent/desk/stop.h"
#include "agent/doctor/words.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/atlasfile.h"

enum { TIMEOUT_MS = 30 * 1000, EXIT_USAGE = 2, LETTERS_MAX = 4096, PLACE_MAX = 8192 };

enum { OPT_APP = 1, OPT_WAIT_TITLE, OPT_INTO, OPT_TIMEOUT, OPT_LETTERS, OPT_HELP };

/* One row an option: what getopt needs, and what --help says. */
static const struct row {
	const char *name, *wants, *help;
	int value;
} rows[] = {
	{ "app", "COMMAND", "start this on a private desk and type into it", OPT_APP },
	{ "output", "FILE", "the atlas (also -o FILE)", 'o' },
	{ "into", "X,Y", "click this field first (the one that has the keyboard)", OPT_INTO },
	{ "wait-title", "TITLE", "wait for a window of this title (* and ?)", OPT_WAIT_TITLE },
	{ "letters", "TEXT", "only these (ASCII and the Latin letters of DIN 91379)", OPT_LETTERS },
	{ "timeout", "TIME", "for the window, and for every answer (30s)", OPT_TIMEOUT },
	{ "help", NULL, "this text", OPT_HELP },
};

enum { N_ROWS = sizeof rows / sizeof *rows };

struct wishes {
	const char *app, *file, *letters;
	struct learn_options learn;
};

static int complain_usage(const char *text)
{
	(void)command_complain("learn-font", text);
	return EXIT_USAGE;
}

static int print_help(void)
{
	(void)printf("usage: amtsbote learn-font --app COMMAND -o FILE [options]\n\n");
	for (size_t i = 0; i < N_ROWS; i++)
		(void)printf("  --%-12s %-8s %s\n", rows[i].name,
			     rows[i].wants ? rows[i].wants : "", rows[i].help);
	(void)printf("\nExit code: 0 the font is learnt, 1 it is not, 2 wrong usage.\n");
	return EXIT_DONE;
}

/* take_place() - "200,30". */
static bool take_place(struct learn_options *o, const char *text)
{
	const char *comma = strchr(text, ',');
	CLEANUP(arena_freep) struct arena *a = arena_new();
	uint64_t x, y;

	if (!comma || !str_to_u64(arena_strndup(a, text, (size_t)(comma - text)), PLACE_MAX, &x) ||
	    !str_to_u64(comma + 1, PLACE_MAX, &y))
		return false;
	o->has_field = true;
	o->field_x = (int)x;
	o->field_y = (int)y;
	return true;
}

static bool take_timeout(struct learn_options *o, const char *text)
{
	int64_t ms;

	if (!str_to_duration_ms(text, &ms) || ms == 0)
		return false;
	o->app.timeout_ms = (int)ms; /* at most 7 days */
	return true;
}

/* take() - one option's effect; what is wrong with it, NULL if nothing is. */
static const char *take(struct wishes *w, int value, const char *text)
{
	switch (value) {
	case OPT_APP: w->app = text; break;
	case 'o': w->file = text; break;
	case OPT_WAIT_TITLE: w->learn.app.title = text; break;
	case OPT_INTO: return take_place(&w->learn, text) ? NULL : "--into wants X,Y";
	case OPT_TIMEOUT:
		return take_timeout(&w->learn, text) ? NULL
						     : "--timeout wants a duration such as 30s";
	case OPT_LETTERS:
		if (!utf8_valid(text, strlen(text)) || utf8_count(text) > LETTERS_MAX)
			return "--letters wants up to 4096 letters in UTF-8";
		w->letters = text;
		break;
	default: break;
	}
	return NULL;
}

/* read_options() - false if the command is to end with *ret_exit. */
static bool read_options(int argc, char **argv, struct wishes *w, int *ret_exit)
{
	struct option table[N_ROWS + 1] = { 0 };
	int value;

	for (size_t i = 0; i < N_ROWS; i++)
		table[i] = (struct option){ .name = rows[i].name,
					    .val = rows[i].value,
					    .has_arg = rows[i].wants ? required_argument
								     : no_argument };
	optind = 1;
	while ((value = getopt_long(argc, argv, "o:", table, NULL)) != -1) {
		const char *wrong = NULL;
		if (value == OPT_HELP || value == '?') { /* getopt has said what is wrong */
			*ret_exit = value == '?' ? EXIT_USAGE : print_help();
			return false;
		}
		wrong = take(w, value, optarg);
		if (wrong) {
			*ret_exit = complain_usage(wrong);
			return false;
		}
	}
	*ret_exit = EXIT_USAGE;
	if (!w->app || !w->file || optind < argc)
		*ret_exit = complain_usage("wants --app COMMAND and -o FILE (--help)");
	return w->app && w->file && optind == argc;
}

/* set_letters() - the code points of --letters and the blank, each once. */
static void set_letters(struct wishes *w, struct arena *a)
{
	const char **list = arena_calloc(a, LETTERS_MAX + 1, sizeof *list);
	struct repertoire *r = &w->learn.letters;
	const char *text = w->letters;
	uint32_t cp = ' ';

	if (!text)
		return;
	r->texts = list;
	do {
		char bytes[5];
		bool known = false;
		(void)utf8_encode(cp, bytes);
		for (size_t i = 0; i < r->n && !known; i++)
			known = str_eq(list[i], bytes);
		if (!known)
			list[r->n++] = arena_strdup(a, bytes);
	} while ((cp = utf8_next(&text)) != 0);
}

static void announce(const char *line)
{
	(void)fprintf(stderr, "amtsbote learn-font: %s\n", line);
}

/* print_missing() - the letters of one fate. */
static void print_missing(const struct learn *l, enum cut_fate fate)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n_missing; i++)
		n += l->missing[i].fate == fate;
	if (n == 0)
		return;
	(void)printf("not learnt, %s (%zu):", cut_fate_words(fate), n);
	for (size_t i = 0; i < l->n_missing; i++)
		if (l->missing[i].fate == fate)
			(void)printf(" %s", l->missing[i].text);
	(void)printf("\n");
}

static void print_result(const struct wishes *w, const struct learn *l)
{
	(void)printf("%s: %zu letters, %s, paper #%06x, ink #%06x\n", w->file, l->n_learnt,
		     l->mono ? "ink or none" : "in tones", (unsigned)l->paper_rgb,
		     (unsigned)l->ink_rgb);
	(void)printf("proven by %zu texts, of which %zu were read as certain and none wrong;"
		     " what arrived was told by %s\n",
		     l->n_texts, l->n_certain, l->selection ? "the selection" : "the picture only");
	if (l->n_guessed > 0)
		(void)printf("%zu letters that were not learnt may look like learnt ones: where"
			     " those stand, a reading is ambiguous\n",
			     l->n_guessed);
	for (int fate = CUT_LEARNT + 1; fate <= CUT_UNPROVEN; fate++)
		print_missing(l, (enum cut_fate)fate);
}

static bool learn(struct wishes *w, struct arena *a, struct learn *ret_learn, struct err *e)
{
	const struct desk_options o = { .silent = true };
	CLEANUP(desk_freep) struct desk *desk = NULL;
	const char **words;
	size_t n;

	if (!words_split(w->app, a, &words, &n, e))
		return err_wrap(e, "--app");
	w->learn.app.argv = words;
	set_letters(w, a);
	announce(arena_printf(a, "starts %s on a private desk", w->app));
	return desk_open(&o, &desk, e) && learn_font(desk, &w->learn, a, ret_learn, e);
}

int command_learn(int argc, char **argv)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct wishes w = { .learn.app.timeout_ms = TIMEOUT_MS, .learn.announce = announce };
	CLEANUP(learnt_freep) struct learnt *font = NULL;
	struct learn result;
	struct err e = { 0 };
	int exit_code;

	if (!read_options(argc, argv, &w, &exit_code))
		return exit_code;
	if (!stop_on_signals(&e) || !learn(&w, a, &result, &e))
		return command_complain("learn-font", e.msg);
	font = result.font;
	if (!atlasfile_write(w.file, learnt_atlas(font), &e))
		return command_complain("learn-font", e.msg);
	print_result(&w, &result);
	return EXIT_DONE;
}
