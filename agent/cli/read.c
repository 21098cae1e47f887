/* read.c - `amtsbote read`: all words of a picture, or of what an application shows. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include "agent/cli/command.h"
#include "agent/desk/desk.h"
#include "agent/desk/stop.h"
#include "agent/doctor/words.h"
#include "agent/read/capture.h"
#include "agent/read/catalogue.h"
#include "agent/read/page.h"
#include "agent/read/print.h"
#include "base/str.h"
#include "logs/picture.h"
#include "ocr/imagefile.h"

/* FONTS_MAX: named on one command line. OUTPUT_BYTES_MAX: 40,000 words of 1.5 kB in ALTO. */
enum { FONTS_MAX = 64, OUTPUT_BYTES_MAX = 64 << 20, TIMEOUT_MS = 30 * 1000 };

/* Exit codes of this command beside those of command.h; docs/reading.md. */
enum { EXIT_USAGE = 2, EXIT_NOT_ALL_CERTAIN = 3 };

enum {
	OPT_APP = 1,
	OPT_WAIT_TITLE,
	OPT_TIMEOUT,
	OPT_FONT,
	OPT_RENDERING,
	OPT_FORMAT,
	OPT_SHOW,
	OPT_LANG,
	OPT_HELP
};

/* One row an option: what getopt needs, and what --help says. */
static const struct row {
	const char *name, *wants, *help;
	int value;
} rows[] = {
	{ "app", "COMMAND", "start this on a private desk and read what it shows", OPT_APP },
	{ "wait-title", "TITLE", "with --app: wait for a window of this title (* and ?)",
	  OPT_WAIT_TITLE },
	{ "timeout", "TIME", "with --app: for the window, and until it rests (30s)", OPT_TIMEOUT },
	{ "font", "FONT",
	  "\"DejaVu Sans 10\" (pt or px) or a core X font; repeatable (the usual ones)", OPT_FONT },
	{ "rendering", "WAY", "gray, rgb or mono: of outline fonts (all that are usual)",
	  OPT_RENDERING },
	{ "format", "FORMAT", "text, json, hocr or alto (text)", OPT_FORMAT },
	{ "show", "FILE", "write the picture as PNG with a box around each word", OPT_SHOW },
	{ "lang", "LANG", "of Tesseract, which proposes what no font explains (deu)", OPT_LANG },
	{ "help", NULL, "this text", OPT_HELP },
};

enum { N_ROWS = sizeof rows / sizeof *rows };

struct wishes {
	const char *picture, *app, *show;
	struct capture_options capture;
	struct page_options page;
	enum print_format format;
	const char *fonts[FONTS_MAX];
};

static int complain_usage(const char *text)
{
	(void)command_complain("read", text);
	return EXIT_USAGE;
}

static int print_help(void)
{
	(void)printf("usage: amtsbote read PICTURE [options]\n"
		     "       amtsbote read --app COMMAND [options]\n\n");
	for (size_t i = 0; i < N_ROWS; i++)
		(void)printf("  --%-12s %-8s %s\n", rows[i].name,
			     rows[i].wants ? rows[i].wants : "", rows[i].help);
	(void)printf("\nExit code: 0 every word is certain, 3 not every word is, 2 wrong usage, 1"
		     " nothing was read.\n");
	return EXIT_DONE;
}

static bool take_rendering(struct wishes *w, const char *text)
{
	static const struct {
		const char *word;
		unsigned rendering;
	} words[] = { { "gray", RENDER_GRAY }, { "rgb", RENDER_RGB }, { "mono", RENDER_MONO } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!str_eq(text, words[i].word))
			continue;
		w->page.renderings |= words[i].rendering;
		return true;
	}
	return false;
}

static bool take_timeout(struct wishes *w, const char *text)
{
	int64_t ms;

	if (!str_to_duration_ms(text, &ms) || ms == 0)
		return false;
	w->capture.timeout_ms = (int)ms; /* at most 7 days */
	return true;
}

/* take() - one option's effect; what is wrong with it, NULL if nothing is. */
static const char *take(struct wishes *w, int value, const char *text)
{
	switch (value) {
	case OPT_APP: w->app = text; break;
	case OPT_WAIT_TITLE: w->capture.title = text; break;
	case OPT_TIMEOUT:
		return take_timeout(w, text) ? NULL : "--timeout wants a duration such as 30s";
	case OPT_FONT:
		if (w->page.n_fonts == FONTS_MAX)
			return "--font was given too often";
		w->fonts[w->page.n_fonts++] = text;
		break;
	case OPT_RENDERING:
		return take_rendering(w, text) ? NULL : "--rendering wants gray, rgb or mono";
	case OPT_FORMAT:
		w->format = print_format_named(text);
		return w->format != PRINT_FORMATS_N ? NULL
						    : "--format wants text, json, hocr or alto";
	case OPT_SHOW: w->show = text; break;
	case OPT_LANG: w->page.language = text; break;
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
	while ((value = getopt_long(argc, argv, "", table, NULL)) != -1) {
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
	w->picture = argv[optind];
	*ret_exit = EXIT_USAGE;
	if (argc - optind > 1 || !w->picture == !w->app)
		*ret_exit = complain_usage("wants one picture, or --app COMMAND (--help)");
	else if (w->capture.title && !w->app)
		*ret_exit = complain_usage("--wait-title wants --app");
	else
		return true;
	return false;
}

static bool write_out(const struct wishes *w, const struct page *page, struct err *e)
{
	CLEANUP(buf_clear) struct buf out = { 0 };

	buf_init(&out, OUTPUT_BYTES_MAX);
	print_page(w->format, page, w->picture ? w->picture : w->app, &out);
	if (!buf_check(&out, "the output", e))
		return false;
	if (fwrite(out.data, 1, out.len_bytes, stdout) != out.len_bytes || fflush(stdout) != 0)
		return err_set(e, ERR_IO, "the output cannot be written");
	return true;
}

/* frame() - a line of one pixel, one pixel off the ink, so that no letter is touched. */
static void frame(struct img *img, struct rect box, uint32_t rgb)
{
	struct rect r = rect_grow(box, 2);

	img_fill(img, (struct rect){ r.x, r.y, r.w, 1 }, rgb);
	img_fill(img, (struct rect){ r.x, r.y + r.h - 1, r.w, 1 }, rgb);
	img_fill(img, (struct rect){ r.x, r.y, 1, r.h }, rgb);
	img_fill(img, (struct rect){ r.x + r.w - 1, r.y, 1, r.h }, rgb);
}

/* show() - the picture with a frame around each word: green certain, orange ambiguous, red not. */
static bool show(const char *path, const struct img *img, const struct page *page, struct err *e)
{
	static const uint32_t colours[] = {
		[OCR_CERTAIN] = 0x00a000, [OCR_AMBIGUOUS] = 0xe08000, [OCR_UNCERTAIN] = 0xd00000
	};
	CLEANUP(img_unrefp) struct img *shown = img_crop(img, img_bounds(img));

	for (size_t i = 0; i < page->n; i++)
		for (size_t k = 0; k < page->rows[i].n; k++)
			frame(shown, page->rows[i].words[k].box,
			      colours[page->rows[i].words[k].certainty]);
	return picture_write(path, shown, NULL, 0, e);
}

/* take_picture() - from the file, or of the application on a desk that stays open for its fonts. */
static bool take_picture(struct wishes *w, struct arena *a, struct desk **desk,
			 struct img **ret_img, struct err *e)
{
	const struct desk_options o = { .silent = true };
	const char **words;
	size_t n;

	if (w->picture)
		return imagefile_read(w->picture, ret_img, e);
	if (!words_split(w->app, a, &words, &n, e))
		return err_wrap(e, "--app");
	w->capture.argv = words;
	if (!desk_open(&o, desk, e) || !capture_app(*desk, &w->capture, ret_img, e))
		return false;
	w->page.desk = *desk;
	return true;
}

int command_read(int argc, char **argv)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(desk_freep) struct desk *desk = NULL;
	CLEANUP(img_unrefp) struct img *img = NULL;
	struct wishes w = { .format = PRINT_TEXT,
			    .capture.timeout_ms = TIMEOUT_MS,
			    .page.language = "deu" };
	struct page page;
	struct err e = { 0 };
	int exit_code;

	if (!read_options(argc, argv, &w, &exit_code))
		return exit_code;
	w.page.fonts = w.fonts;
	if (!stop_on_signals(&e) || !take_picture(&w, a, &desk, &img, &e) ||
	    !page_read(img, &w.page, a, &page, &e) || !write_out(&w, &page, &e) ||
	    (w.show && !show(w.show, img, &page, &e)))
		return command_complain("read", e.msg);
	return page.certain ? EXIT_DONE : EXIT_NOT_ALL_CERTAIN;
}
