/* main.c - what a desk costs: frames, damage, barriers and starts; times in microseconds. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "agent/desk/desk.h"

/*
 * usage: measure frames ROUNDS | start ROUNDS | barrier ROUNDS COMMAND...
 *
 * Prints "NAME US US ..." a line. `frames` then prints "display NAME COOKIE-FILE" and keeps the
 * desk until its standard input ends, so that others can be measured on the same screen.
 */
enum { WIDTH = 1920, HEIGHT = 1080, PART_W = 400, PART_H = 100, PART_AT = 300 };
enum { READY_MS = 20000, LIMIT_MS = 5000, ROUNDS_MAX = 1000 };

static int64_t now_us(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		abort();
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int failed(const struct err *e)
{
	(void)fprintf(stderr, "measure: %s\n", e->msg);
	return 1;
}

/* A program of the measurement's own that paints. */
struct painter {
	Display *x;
	Window window;
	GC gc;
	uint32_t rgb;
};

static bool painter_open(struct painter *p, struct desk *desk)
{
	XSetWindowAttributes a = { .override_redirect = True };

	if (setenv("XAUTHORITY", desk_cookie_file(desk), 1) != 0)
		return false;
	p->x = XOpenDisplay(desk_display(desk));
	if (!p->x)
		return false;
	p->window =
		XCreateWindow(p->x, DefaultRootWindow(p->x), 0, 0, WIDTH, HEIGHT, 0, CopyFromParent,
			      InputOutput, CopyFromParent, CWOverrideRedirect, &a);
	p->gc = XCreateGC(p->x, p->window, 0, NULL);
	XMapRaised(p->x, p->window);
	(void)XSync(p->x, False);
	return true;
}

/* paint() - another colour, every time. */
static void paint(struct painter *p, int x, int y, int w, int h)
{
	p->rgb = (p->rgb + 0x010305) & 0xffffff;
	XSetForeground(p->x, p->gc, p->rgb);
	XFillRectangle(p->x, p->window, p->gc, x, y, (unsigned)w, (unsigned)h);
	(void)XSync(p->x, False);
}

/* by_frame() - what the agent does; 0 if it does not show what was painted. */
static int64_t by_frame(struct desk *desk, const struct painter *p, int x, int y, struct err *e)
{
	const struct img *frame;
	int64_t began = now_us();

	if (!desk_frame(desk, &frame, e))
		return 0;
	int64_t took = now_us() - began;
	return img_at(frame, x, y) == p->rgb ? took : 0;
}

static int64_t by_get_image(struct painter *p, int x, int y, int w, int h)
{
	int64_t began = now_us();
	XImage *got = XGetImage(p->x, DefaultRootWindow(p->x), x, y, (unsigned)w, (unsigned)h,
				AllPlanes, ZPixmap);
	int64_t took = now_us() - began;

	if (!got || (XGetPixel(got, 1, 1) & 0xffffff) != p->rgb)
		return 0;
	XDestroyImage(got);
	return took;
}

/* damage_us() - from the request to paint until the desk says that something changed. */
static int64_t damage_us(struct desk *desk, struct painter *p, struct err *e)
{
	unsigned events = 0;

	p->rgb ^= 0x00ff00;
	XSetForeground(p->x, p->gc, p->rgb);
	XFillRectangle(p->x, p->window, p->gc, PART_AT, PART_AT, PART_W, PART_H);
	int64_t began = now_us();
	(void)XFlush(p->x);
	while (!(events & DESK_DAMAGED))
		if (!desk_wait(desk, deadline_in(LIMIT_MS), &events, e) || events & DESK_TIMEOUT)
			return 0;
	return now_us() - began;
}

static void print_all(const char *name, const int64_t *us, int n)
{
	(void)printf("%s", name);
	for (int i = 0; i < n; i++)
		(void)printf(" %" PRId64, us[i]);
	(void)putchar('\n');
}

enum { FRAME_FULL, GET_FULL, FRAME_PART, GET_PART, DAMAGE, KINDS };

static int frames(struct desk *desk, int rounds, struct err *e)
{
	static const char *const names[KINDS] = { "frame-full", "getimage-full", "frame-part",
						  "getimage-part", "damage" };
	static int64_t us[KINDS][ROUNDS_MAX];
	struct painter p = { 0 };

	if (!painter_open(&p, desk))
		return 1;
	for (int i = 0; i < rounds; i++) {
		paint(&p, 0, 0, WIDTH, HEIGHT);
		us[FRAME_FULL][i] = by_frame(desk, &p, WIDTH - 1, HEIGHT - 1, e);
		us[GET_FULL][i] = by_get_image(&p, 0, 0, WIDTH, HEIGHT);
	}
	for (int i = 0; i < rounds; i++) {
		paint(&p, PART_AT, PART_AT, PART_W, PART_H);
		us[FRAME_PART][i] = by_frame(desk, &p, PART_AT + 1, PART_AT + 1, e);
		us[GET_PART][i] = by_get_image(&p, PART_AT, PART_AT, PART_W, PART_H);
		us[DAMAGE][i] = damage_us(desk, &p, e);
	}
	for (int i = 0; i < rounds * KINDS; i++)
		if (us[i % KINDS][i / KINDS] == 0)
			return failed(e);
	for (int kind = 0; kind < KINDS; kind++)
		print_all(names[kind], us[kind], rounds);
	(void)printf("display %s %s\n", desk_display(desk), desk_cookie_file(desk));
	(void)fflush(stdout);
	while (getchar() != EOF)
		continue;
	return 0;
}

/* barrier() - once the program rests: how long it takes to say that it has eaten its input. */
static int barrier(struct desk *desk, int rounds, char **command, struct err *e)
{
	static int64_t us[ROUNDS_MAX];
	unsigned events = 0;

	if (!desk_launch(desk, (const char *const *)command, NULL, e))
		return failed(e);
	struct deadline ready = deadline_in(READY_MS);
	while (!(events & DESK_WINDOWS) && !deadline_over(ready))
		if (!desk_wait(desk, ready, &events, e))
			return failed(e);
	if (!desk_settle(desk, 300, ready, e))
		return failed(e);
	for (int i = 0; i < rounds; i++) {
		int64_t began = now_us();
		if (!desk_barrier(desk, deadline_in(LIMIT_MS), e))
			return failed(e);
		us[i] = now_us() - began;
	}
	print_all("barrier", us, rounds);
	return 0;
}

static int start(int rounds)
{
	const struct desk_options o = { .width_px = WIDTH, .height_px = HEIGHT };
	static int64_t us[ROUNDS_MAX];

	for (int i = 0; i < rounds; i++) {
		CLEANUP(desk_freep) struct desk *desk = NULL;
		struct err e = { 0 };
		int64_t began = now_us();
		if (!desk_open(&o, &desk, &e))
			return failed(&e);
		us[i] = now_us() - began;
	}
	print_all("start", us, rounds);
	return 0;
}

int main(int argc, char **argv)
{
	const struct desk_options o = { .width_px = WIDTH, .height_px = HEIGHT, .silent = true };
	CLEANUP(desk_freep) struct desk *desk = NULL;
	int rounds = argc > 2 ? atoi(argv[2]) : 0;
	struct err e = { 0 };

	if (rounds < 1 || rounds > ROUNDS_MAX) {
		(void)fputs("usage: measure frames|start|barrier ROUNDS [COMMAND...]\n", stderr);
		return 2;
	}
	if (strcmp(argv[1], "start") == 0)
		return start(rounds);
	if (!desk_open(&o, &desk, &e))
		return failed(&e);
	if (strcmp(argv[1], "barrier") == 0 && argc > 3)
		return barrier(desk, rounds, argv + 3, &e);
	return strcmp(argv[1], "frames") == 0 ? frames(desk, rounds, &e) : 2;
}
