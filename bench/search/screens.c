/* screens.c - two full screens drawn by a real X server: a form, and nothing but text. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/search/screens.h"

#include <X11/Xlib.h>
#include <stdlib.h>
#include <string.h>
#include "agent/desk/desk.h"

enum { WIDTH = SCREENS_WIDTH, HEIGHT = SCREENS_HEIGHT, WORD_MAX = 24 };
enum { FACE = 0xc0c0c0, LIGHT = 0xe8e8e8, SHADE = 0x707070, TITLE = 0x204080 };

static const char text_font[] = "-misc-fixed-medium-r-semicondensed--13-120-75-75-c-60-iso8859-1";
static const char form_font[] = "-misc-fixed-medium-r-normal--15-140-75-75-c-90-iso8859-1";

struct painter {
	Display *x;
	Window window;
	GC gc;
	uint64_t random;
};

static int below(struct painter *p, int n)
{
	/* splitmix64 */
	uint64_t z = (p->random += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (int)((z ^ (z >> 31)) % (uint64_t)n);
}

static void fill(struct painter *p, struct rect r, unsigned long rgb)
{
	XSetForeground(p->x, p->gc, rgb);
	XFillRectangle(p->x, p->window, p->gc, r.x, r.y, (unsigned)r.w, (unsigned)r.h);
}

static void say(struct painter *p, int x, int y, unsigned long rgb, const char *text)
{
	XSetForeground(p->x, p->gc, rgb);
	XDrawString(p->x, p->window, p->gc, x, y, text, (int)strlen(text));
}

/* word() - up to WORD_MAX - 1 letters and digits. */
static const char *word(struct painter *p, char text[WORD_MAX], int least)
{
	static const char signs[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	int n = least + below(p, WORD_MAX - least);

	for (int i = 0; i < n; i++)
		text[i] = signs[below(p, (int)sizeof signs - 1)];
	text[n < WORD_MAX ? n : WORD_MAX - 1] = 0;
	return text;
}

/* bevel() - a box that stands out, or a field sunk in. */
static void bevel(struct painter *p, struct rect r, bool sunk)
{
	fill(p, r, sunk ? SHADE : LIGHT);
	fill(p, (struct rect){ r.x + 2, r.y + 2, r.w - 2, r.h - 2 }, sunk ? LIGHT : SHADE);
	fill(p, (struct rect){ r.x + 2, r.y + 2, r.w - 4, r.h - 4 }, sunk ? 0xffffff : FACE);
}

/* form() - a title, three columns of labels with fields, buttons below. */
static void form(struct painter *p)
{
	char text[WORD_MAX];

	fill(p, (struct rect){ 0, 0, WIDTH, HEIGHT }, FACE);
	fill(p, (struct rect){ 0, 0, WIDTH, 32 }, TITLE);
	say(p, 12, 21, 0xffffff, "Steuerfall bearbeiten");
	for (int y = 60; y < HEIGHT - 120; y += 44) {
		for (int x = 24; x < WIDTH - 400; x += 630) {
			say(p, x, y + 20, 0, word(p, text, 6));
			bevel(p, (struct rect){ x + 230, y, 360, 30 }, true);
			if (below(p, 3))
				say(p, x + 240, y + 20, 0, word(p, text, 3));
		}
	}
	for (int x = 24; x < WIDTH - 150; x += 170) {
		bevel(p, (struct rect){ x, HEIGHT - 80, 150, 46 }, false);
		say(p, x + 16, HEIGHT - 52, 0, word(p, text, 10));
	}
}

/* dense() - as much text as the screen holds. */
static void dense(struct painter *p)
{
	char line[WIDTH / 6 + 1];

	fill(p, (struct rect){ 0, 0, WIDTH, HEIGHT }, 0xffffff);
	for (int y = 11; y < HEIGHT; y += 13) {
		for (size_t i = 0; i < sizeof line - 1; i++)
			line[i] = (char)('!' + below(p, '~' - '!' + 1));
		line[sizeof line - 1] = 0;
		say(p, 0, y, 0, line);
	}
}

/* take() - a screen in @font, as the desk sees it. */
static bool take(struct desk *desk, struct painter *p, const char *font, struct img **ret_img,
		 struct err *e)
{
	const struct img *frame;
	XFontStruct *loaded = XLoadQueryFont(p->x, font);

	if (!loaded)
		return err_set(e, ERR_DISPLAY, "no font %s", font);
	XSetFont(p->x, p->gc, loaded->fid);
	if (font == form_font)
		form(p);
	else
		dense(p);
	XFreeFont(p->x, loaded);
	(void)XSync(p->x, False);
	if (!desk_frame(desk, &frame, e))
		return false;
	*ret_img = img_crop(frame, img_bounds(frame));
	return true;
}

bool screens_draw(uint64_t seed, struct img **ret_form, struct img **ret_text, struct err *e)
{
	const struct desk_options o = { .width_px = WIDTH, .height_px = HEIGHT, .silent = true };
	XSetWindowAttributes a = { .override_redirect = True };
	CLEANUP(desk_freep) struct desk *desk = NULL;
	struct painter p = { .random = seed };

	if (!desk_open(&o, &desk, e))
		return false;
	if (setenv("XAUTHORITY", desk_cookie_file(desk), 1) != 0 ||
	    !(p.x = XOpenDisplay(desk_display(desk))))
		return err_set(e, ERR_DISPLAY, "cannot paint on the desk");
	p.window =
		XCreateWindow(p.x, DefaultRootWindow(p.x), 0, 0, WIDTH, HEIGHT, 0, CopyFromParent,
			      InputOutput, CopyFromParent, CWOverrideRedirect, &a);
	p.gc = XCreateGC(p.x, p.window, 0, NULL);
	XMapRaised(p.x, p.window);
	(void)XSync(p.x, False);
	bool done =
		take(desk, &p, form_font, ret_form, e) && take(desk, &p, text_font, ret_text, e);
	XCloseDisplay(p.x);
	return done;
}
