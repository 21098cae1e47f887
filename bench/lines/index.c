/* index.c - what an index of a whole screen's text costs, and bringing it up to date. */
/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * usage: read_index RECIPE_FOLDER SHOWN.png OTHER.png
 * SHOWN is put on a desk and read whole, as a recipe's locator does; then, in turn, one line of it
 * becomes a line of OTHER and the index is brought up to date. One JSON line on stdout.
 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "agent/desk/desk.h"
#include "agent/locate/locator.h"
#include "agent/recipe/finding.h"
#include "agent/recipe/recipe.h"
#include "base/buf.h"
#include "base/clock.h"
#include "ocr/imagefile.h"
#include "ocr/ink.h"
#include "ocr/layout.h"

enum { CHANGES = 30, SAID_BYTES_MAX = 1 << 16 };

struct bench {
	struct arena *arena;
	struct recipe *recipe;
	struct desk *desk;
	struct locator *locator;
	struct img *shown, *other;
	Display *x;
	Window window;
	GC gc;
};

static bool load_recipe(struct bench *b, const char *folder, struct err *e)
{
	CLEANUP(buf_clear) struct buf said = { 0 };
	struct findings f;

	findings_init(&f, b->arena);
	if (!recipe_load(folder, &f, &b->recipe, e))
		return false;
	buf_init(&said, SAID_BYTES_MAX);
	findings_print(&f, &said);
	return b->recipe || err_set(e, ERR_CONFIG, "%s", said.data);
}

/* put() - the part @from of @img at (@rx,@ry) of the screen. */
static void put(struct bench *b, struct img *img, struct rect from, int rx, int ry)
{
	int screen = DefaultScreen(b->x);
	XImage *image = XCreateImage(b->x, DefaultVisual(b->x, screen),
				     (unsigned)DefaultDepth(b->x, screen), ZPixmap, 0,
				     (char *)img->px, (unsigned)img->width_px,
				     (unsigned)img->height_px, 32, 4 * img->width_px);

	XPutImage(b->x, b->window, b->gc, image, from.x, from.y, rx, ry, (unsigned)from.w,
		  (unsigned)from.h);
	XSync(b->x, False);
	image->data = NULL; /* not its own */
	XDestroyImage(image);
}

static bool show(struct bench *b, struct err *e)
{
	const struct desk_options o = { .width_px = b->shown->width_px,
					.height_px = b->shown->height_px,
					.silent = true };
	XSetWindowAttributes a = { .override_redirect = True };

	if (!desk_open(&o, &b->desk, e))
		return false;
	(void)setenv("XAUTHORITY", desk_cookie_file(b->desk), 1);
	b->x = XOpenDisplay(desk_display(b->desk));
	if (!b->x)
		return err_set(e, ERR_DISPLAY, "the desk takes no other client");
	b->window = XCreateWindow(b->x, DefaultRootWindow(b->x), 0, 0, (unsigned)o.width_px,
				  (unsigned)o.height_px, 0, CopyFromParent, InputOutput,
				  CopyFromParent, CWOverrideRedirect, &a);
	XMapWindow(b->x, b->window);
	b->gc = XCreateGC(b->x, b->window, 0, NULL);
	put(b, b->shown, img_bounds(b->shown), 0, 0);
	return true;
}

/* bring_up_to_date() - every phrase of the screen is read. */
static bool bring_up_to_date(struct bench *b, int64_t *ret_us, size_t *ret_n, struct err *e)
{
	int64_t began_us = clock_boot_us();
	const struct ocr_reading *reading;
	const struct phrase *list;

	if (!view_refresh(&b->locator->view, b->desk, e))
		return false;
	view_phrases(&b->locator->view, 0, &list, ret_n);
	for (size_t i = 0; i < *ret_n; i++)
		if (!phrase_reading(b->locator, &list[i], &reading, e))
			return false;
	*ret_us = clock_boot_us() - began_us;
	return true;
}

/* fitting() - the first of @list from the @k-th on, and round, that has room in @at. */
static struct rect fitting(const struct phrase *list, size_t n, size_t k, struct rect at)
{
	for (size_t i = 0; i < n; i++) {
		struct rect box = list[(k + i) % n].box;
		if (box.w <= at.w && box.h <= at.h)
			return box;
	}
	return (struct rect){ 0 };
}

/*
 * change() - the phrase in @at becomes that in @from of the other picture, as a program draws a
 * line anew: nothing of the old one stays.
 */
static void change(struct bench *b, struct rect at, struct rect from)
{
	at = rect_grow(at, PHRASE_MARGIN_PX);
	from = rect_grow(from, PHRASE_MARGIN_PX);
	CLEANUP(img_unrefp) struct img *was = img_crop(b->shown, at);
	CLEANUP(img_unrefp) struct img *line = img_crop(b->other, from);
	uint32_t paper = ink_background(was);
	uint32_t other_paper = ink_background(line);

	img_fill(was, img_bounds(was), paper);
	for (int iy = 0; iy < line->height_px; iy++)
		for (int ix = 0; ix < line->width_px; ix++)
			if (img_at(line, ix, iy) == other_paper)
				img_row(line, iy)[ix] = paper;
	img_blit(was, line, 0, 0);
	put(b, was, img_bounds(was), at.x, at.y);
}

static int compare(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* update() - CHANGES times; the median. */
static bool update(struct bench *b, int64_t *ret_us, struct err *e)
{
	struct phrase *here, *there;
	size_t n_here, n_there, n;
	int64_t us[CHANGES];

	layout_phrases(b->shown, img_bounds(b->shown), b->arena, &here, &n_here);
	layout_phrases(b->other, img_bounds(b->other), b->arena, &there, &n_there);
	for (size_t i = 0; i < CHANGES; i++) {
		struct rect at = here[i * n_here / CHANGES].box;
		change(b, at, fitting(there, n_there, i * n_there / CHANGES, at));
		if (!bring_up_to_date(b, &us[i], &n, e))
			return false;
	}
	qsort(us, CHANGES, sizeof *us, compare);
	*ret_us = us[CHANGES / 2];
	return true;
}

static bool measure(struct bench *b, struct err *e)
{
	const struct locator_options o = { .desk = b->desk, .recipe = b->recipe };
	const struct glyphs_fonts *fonts;
	int64_t whole_us, update_us;
	size_t n;

	/* The atlases are made once for a recipe and are no part of an index. */
	if (!locator_new(&o, &b->locator, e) || !faces_fonts(b->locator->faces, &fonts, e) ||
	    !bring_up_to_date(b, &whole_us, &n, e) || !update(b, &update_us, e))
		return false;
	(void)printf("{\"phrases\":%zu,\"whole_us\":%lld,\"update_us\":%lld}\n", n,
		     (long long)whole_us, (long long)update_us);
	return true;
}

int main(int argc, char **argv)
{
	struct bench b = { .arena = arena_new() };
	struct err e = { 0 };

	if (argc != 4) {
		(void)fprintf(stderr, "usage: read_index RECIPE_FOLDER SHOWN.png OTHER.png\n");
		return 2;
	}
	bool done = load_recipe(&b, argv[1], &e) && imagefile_read(argv[2], &b.shown, &e) &&
		    imagefile_read(argv[3], &b.other, &e) && show(&b, &e) && measure(&b, &e);
	if (!done)
		(void)fprintf(stderr, "read_index: %s\n", e.msg);
	locator_free(b.locator);
	if (b.x)
		XCloseDisplay(b.x);
	desk_free(b.desk);
	recipe_free(b.recipe);
	img_unref(b.shown);
	img_unref(b.other);
	arena_free(b.arena);
	return done ? 0 : 1;
}
