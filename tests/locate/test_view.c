/* test_view.c - phrases kept up to date by damage are those of a screen looked at for the first
 * time. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/view.h"

#include <X11/Xlib.h>
#include "agent/desk/desk.h"
#include "tests/check.h"

enum { WIDTH = 800, HEIGHT = 600, SCREENS = 2, CHANGES = 40, DRAWS_MAX = 3, LINE_PX = 20 };

static const char *const fonts[] = { "6x13", "7x13", "9x15", "10x20",
				     "-adobe-helvetica-medium-r-normal--12-*-75-75-p-*-iso8859-1" };

enum { FONTS = sizeof fonts / sizeof *fonts };

/* below() - a random number less than @n. */
static unsigned below(unsigned n)
{
	return (unsigned)(check_random() % n);
}

/* A desk, and a foreign client that draws into one window over all of it. */
struct painter {
	struct desk *desk;
	Display *x;
	Window window;
	GC gc;
	XFontStruct *fonts[FONTS];
	struct view kept;
	struct err e;
};

static bool painter_open(struct painter *p)
{
	const struct desk_options o = { .width_px = WIDTH, .height_px = HEIGHT, .silent = true };
	XSetWindowAttributes a = { .override_redirect = True, .background_pixel = 0xffffff };

	*p = (struct painter){ 0 };
	if (!CHECK_OK(desk_open(&o, &p->desk, &p->e), p->e))
		return false;
	setenv("XAUTHORITY", desk_cookie_file(p->desk), 1);
	p->x = XOpenDisplay(desk_display(p->desk));
	unsetenv("XAUTHORITY");
	if (!CHECK(p->x != NULL))
		return false;
	p->window =
		XCreateWindow(p->x, DefaultRootWindow(p->x), 0, 0, WIDTH, HEIGHT, 0, CopyFromParent,
			      InputOutput, CopyFromParent, CWOverrideRedirect | CWBackPixel, &a);
	XMapWindow(p->x, p->window);
	p->gc = XCreateGC(p->x, p->window, 0, NULL);
	for (int i = 0; i < FONTS; i++)
		if (!CHECK((p->fonts[i] = XLoadQueryFont(p->x, fonts[i])) != NULL))
			return false;
	XSync(p->x, False);
	return true;
}

static void painter_close(struct painter *p)
{
	view_clear(&p->kept);
	for (int i = 0; i < FONTS && p->fonts[i]; i++)
		XFreeFont(p->x, p->fonts[i]);
	if (p->gc)
		XFreeGC(p->x, p->gc);
	if (p->x)
		XCloseDisplay(p->x);
	desk_free(p->desk);
}

static void fill(struct painter *p, struct rect r, unsigned long rgb)
{
	XSetForeground(p->x, p->gc, rgb);
	XFillRectangle(p->x, p->window, p->gc, r.x, r.y, (unsigned)r.w, (unsigned)r.h);
}

/* write_text() - some words, on the grid of a form or anywhere. */
static void write_text(struct painter *p, int x, int y)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIKLMOQRSTUWZ0123456789.,-:/";
	char text[40];
	int n = 1 + (int)below(30);

	for (int i = 0; i < n; i++)
		text[i] = below(6) ? letters[below(sizeof letters - 1)] : ' ';
	XSetFont(p->x, p->gc, p->fonts[below(FONTS)]->fid);
	XSetForeground(p->x, p->gc, below(5) ? 0 : 0x000080);
	XDrawString(p->x, p->window, p->gc, x, y, text, n);
}

/* draw() - something a program might: a label, a field with its text, a row of a list, a hole. */
static void draw(struct painter *p)
{
	int x = 10 * (int)below(75), y = 8 + 26 * (int)below(22);
	int w = 40 + (int)below(300), h = 22 + 26 * (int)below(2);
	const struct rect r = { x, y, w, h };

	switch (below(6)) {
	case 0: /* cleared */ fill(p, r, 0xffffff); break;
	case 1: /* a field */
		fill(p, r, 0xd0d0d0);
		fill(p, (struct rect){ x, y, w, 1 }, 0x606060);
		fill(p, (struct rect){ x, y, 1, h }, 0x606060);
		write_text(p, x + 5, y + 16);
		break;
	case 2: /* a selected row */
		fill(p, (struct rect){ 0, y, WIDTH, 22 }, 0x000080);
		XSetForeground(p->x, p->gc, 0xffffff);
		XDrawString(p->x, p->window, p->gc, x, y + 16, "Rot 17", 6);
		break;
	case 3: write_text(p, (int)below(WIDTH), (int)below(HEIGHT)); break;
	default: write_text(p, x, y + 16);
	}
}

/* same_list() - box by box, hash by hash. */
static bool same_list(const struct phrase *got, size_t n, const struct phrase *want, size_t n_want)
{
	bool same = CHECK_EQ_UINT(n, n_want);

	for (size_t i = 0; i < n && i < n_want && same; i++) {
		same = CHECK(rect_equal(got[i].box, want[i].box) && got[i].hash == want[i].hash);
		if (!same)
			printf("\tphrase %zu: %d,%d %dx%d, not %d,%d %dx%d\n", i, got[i].box.x,
			       got[i].box.y, got[i].box.w, got[i].box.h, want[i].box.x,
			       want[i].box.y, want[i].box.w, want[i].box.h);
	}
	return same;
}

/* equals_scratch() - the view that was kept, against one that was never there before. */
static bool equals_scratch(struct painter *p)
{
	struct view scratch = { 0 };
	const struct phrase *kept, *fresh;
	size_t n_kept, n_fresh;
	bool same = CHECK_OK(view_refresh(&p->kept, p->desk, &p->e), p->e);

	if (same) {
		view_phrases(&p->kept, 0, &kept, &n_kept);
		same = CHECK_OK(view_refresh(&scratch, p->desk, &p->e), p->e);
	}
	if (same) {
		view_phrases(&scratch, 0, &fresh, &n_fresh);
		same = same_list(kept, n_kept, fresh, n_fresh);
	}
	view_clear(&scratch);
	return same;
}

TEST(what_damage_left_is_what_a_first_look_sees)
{
	int screens = getenv("AMTSBOTE_LONG") ? 20 * SCREENS : SCREENS;
	bool same = true;

	for (int i = 0; i < screens && same; i++) {
		struct painter p;
		same = painter_open(&p);
		for (int k = 0; k < CHANGES && same; k++) {
			for (int m = 1 + (int)below(DRAWS_MAX); m > 0; m--)
				draw(&p);
			XSync(p.x, False);
			same = equals_scratch(&p);
		}
		CHECK(!same || p.kept.windows[0].n_phrases > CHANGES / 4);
		painter_close(&p);
	}
}

/* line() - one line of text on the grid, all else being blank there. */
static void line(struct painter *p, int row, const char *text)
{
	fill(p, (struct rect){ 0, LINE_PX * row, WIDTH, LINE_PX }, 0xffffff);
	XSetFont(p->x, p->gc, p->fonts[0]->fid);
	XSetForeground(p->x, p->gc, 0);
	XDrawString(p->x, p->window, p->gc, 8, LINE_PX * row + 16, text, (int)strlen(text));
	XSync(p->x, False);
}

/* What lies between two changes is not looked at again, though damage is one box around both. */
TEST(only_rows_near_a_change_are_laid_out)
{
	struct painter p;
	const struct phrase *list;
	size_t n;

	if (painter_open(&p)) {
		for (int row = 0; row < HEIGHT / LINE_PX; row++)
			line(&p, row, "Aktenzeichen 12.345-67");
		CHECK(equals_scratch(&p));
		long before = p.kept.laid_out_rows;
		CHECK_EQ_INT(before, HEIGHT);
		line(&p, 1, "Antrag");
		line(&p, HEIGHT / LINE_PX - 2, "Bescheid");
		CHECK_OK(view_refresh(&p.kept, p.desk, &p.e), p.e);
		/* A strip and those that its lines reach into, twice. */
		CHECK(p.kept.laid_out_rows - before > 0);
		CHECK(p.kept.laid_out_rows - before <= 6 * 64);
		view_phrases(&p.kept, 0, &list, &n);
		CHECK_EQ_UINT(n, HEIGHT / LINE_PX);
		before = p.kept.laid_out_rows;
		line(&p, 1, "Antrag");
		CHECK(equals_scratch(&p));
		CHECK_EQ_INT(p.kept.laid_out_rows - before, 0);
	}
	painter_close(&p);
}

/* trough() - what a terminal's scroll bar shows beside its handle: every second pixel. */
static void trough(struct painter *p, int x, int w)
{
	for (int iy = 0; iy < HEIGHT; iy++)
		for (int ix = x; ix < x + w; ix++)
			if ((ix + iy) % 2)
				fill(p, (struct rect){ ix, iy, 1, 1 }, 0x404040);
	XSync(p->x, False);
}

/* twins() - two letters whose strokes have one free row between them, where a strip might begin. */
static void twins(struct painter *p)
{
	line(p, 3, "");
	for (int i = 0; i < 2; i++) {
		fill(p, (struct rect){ 8 + 10 * i, 58, 7, 6 }, 0);
		fill(p, (struct rect){ 8 + 10 * i, 65, 7, 1 }, 0);
	}
	XSync(p->x, False);
}

/* A trough beside all lines, and signs whose strokes alternate as it does. */
TEST(a_stippled_trough_does_not_tie_lines_together)
{
	struct painter p;

	if (painter_open(&p)) {
		for (int row = 0; row < HEIGHT / LINE_PX; row++)
			line(&p, row, "Aktenzeichen 12.345-67");
		twins(&p);
		CHECK(equals_scratch(&p));
		CHECK_EQ_UINT(p.kept.windows[0].n_phrases, HEIGHT / LINE_PX);
		trough(&p, WIDTH - 20, 14);
		CHECK(equals_scratch(&p));
		CHECK_EQ_UINT(p.kept.windows[0].n_phrases, HEIGHT / LINE_PX);
		long before = p.kept.laid_out_rows;
		line(&p, 7, "Antrag");
		trough(&p, WIDTH - 20, 14);
		CHECK(equals_scratch(&p));
		CHECK(p.kept.laid_out_rows - before > 0);
		CHECK(p.kept.laid_out_rows - before <= 3 * 64);
	}
	painter_close(&p);
}
