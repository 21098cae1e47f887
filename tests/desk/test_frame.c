/* test_frame.c - the kept picture equals the screen; what moves and what only seems to. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/cursorfont.h>
#include "tests/desk/stage.h"

/* A foreign client with one override-redirect window over the whole screen. */
struct painter {
	Display *x;
	Window window;
	GC gc;
};

static bool painter_open(struct painter *p, struct stage *s)
{
	XSetWindowAttributes a = { .override_redirect = True, .background_pixel = 0x102030 };

	setenv("XAUTHORITY", desk_cookie_file(s->desk), 1);
	p->x = XOpenDisplay(desk_display(s->desk));
	unsetenv("XAUTHORITY");
	if (!CHECK(p->x != NULL))
		return false;
	p->window =
		XCreateWindow(p->x, DefaultRootWindow(p->x), 0, 0, 800, 600, 0, CopyFromParent,
			      InputOutput, CopyFromParent, CWOverrideRedirect | CWBackPixel, &a);
	XMapWindow(p->x, p->window);
	p->gc = XCreateGC(p->x, p->window, 0, NULL);
	XSync(p->x, False);
	return true;
}

static void painter_close(struct painter *p)
{
	XFreeGC(p->x, p->gc);
	XCloseDisplay(p->x);
}

static void paint(struct painter *p, struct rect r, unsigned long rgb)
{
	XSetForeground(p->x, p->gc, rgb);
	XFillRectangle(p->x, p->window, p->gc, r.x, r.y, (unsigned)r.w, (unsigned)r.h);
	XSync(p->x, False);
}

/* Xvfb lets us see its screen where it is, Xvnc is asked for it. */
static const enum desk_server servers[] = { DESK_XVFB, DESK_XVNC };

static bool equals_screen(struct stage *s, struct painter *p)
{
	const struct img *frame;
	XImage *truth =
		XGetImage(p->x, DefaultRootWindow(p->x), 0, 0, 800, 600, AllPlanes, ZPixmap);
	bool same = CHECK(truth != NULL) && CHECK_OK(desk_frame(s->desk, &frame, &s->e), s->e);

	for (int y = 0; same && y < 600; y++)
		for (int x = 0; same && x < 800; x++)
			same = (XGetPixel(truth, x, y) & 0xffffff) == img_at(frame, x, y);
	if (truth != NULL)
		XDestroyImage(truth);
	return same;
}

/* scribble() - in a process of its own: strokes in bursts, without waiting for the server, and the
 * pointer, which belongs to no picture, in between. */
static void scribble(struct painter *p, uint64_t seed, int strokes)
{
	for (int i = 0; i < strokes; i++) {
		seed = seed * 6364136223846793005U + 1442695040888963407U;
		XSetForeground(p->x, p->gc, seed >> 40);
		XFillRectangle(p->x, p->window, p->gc, (int)(seed >> 20 & 511),
			       (int)(seed >> 30 & 255), 1 + (seed >> 8 & 127), 1 + (seed & 63));
		if (seed >> 60 != 0)
			continue;
		XWarpPointer(p->x, None, p->window, 0, 0, 0, 0, (int)(seed >> 20 & 511),
			     (int)(seed >> 30 & 255));
		XFlush(p->x);
	}
	XSync(p->x, False);
	_exit(0);
}

TEST(frame_loses_nothing_that_is_drawn_while_it_looks)
{
	enum { ROUNDS = 20, STROKES = 3000 };

	EACH_CASE (kind, servers) {
		struct stage s;
		struct painter p;
		const struct img *frame;
		if (!stage_open_on(&s, *kind) || !painter_open(&p, &s))
			return;
		XDefineCursor(p.x, p.window, XCreateFontCursor(p.x, XC_gumby));
		XSync(p.x, False);
		for (int round = 0; round < ROUNDS; round++) {
			uint64_t seed = check_random();
			int status = 0;
			pid_t pid = fork();
			if (pid == 0) {
				setenv("XAUTHORITY", desk_cookie_file(s.desk), 1);
				p.x = XOpenDisplay(desk_display(s.desk));
				if (p.x == NULL)
					_exit(1);
				scribble(&p, seed, STROKES);
			}
			while (waitpid(pid, &status, WNOHANG) == 0)
				CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
			CHECK_EQ_INT(status, 0);
			if (!CHECK(equals_screen(&s, &p)))
				break;
		}
		painter_close(&p);
		stage_close(&s);
	}
}

TEST(frame_follows_every_change)
{
	struct stage s;
	struct painter p;
	const struct img *frame;
	struct img *want = img_new(800, 600);

	if (!stage_open(&s) || !painter_open(&p, &s))
		return;
	img_fill(want, img_bounds(want), 0x102030);
	CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
	CHECK(img_equal(frame, want));
	for (int i = 0; i < 200; i++) {
		struct rect r = { (int)(check_random() % 790), (int)(check_random() % 590),
				  1 + (int)(check_random() % 300),
				  1 + (int)(check_random() % 300) };
		uint32_t rgb = (uint32_t)check_random() & 0xffffff;
		paint(&p, r, rgb);
		img_fill(want, r, rgb);
		if (i % 3 != 0)
			continue; /* several changes between two looks */
		CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
		if (!CHECK(img_equal(frame, want)))
			break;
	}
	painter_close(&p);
	img_unref(want);
	stage_close(&s);
}

TEST(frame_stays_as_it_is_until_asked_again)
{
	struct stage s;
	struct painter p;
	const struct img *frame;
	unsigned seen = 0;

	if (!stage_open(&s) || !painter_open(&p, &s))
		return;
	CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
	paint(&p, (struct rect){ 10, 10, 50, 50 }, 0xff0000);
	while (!(seen & (DESK_DAMAGED | DESK_TIMEOUT)))
		CHECK_OK(desk_wait(s.desk, deadline_in(STAGE_MS), &seen, &s.e), s.e);
	CHECK_EQ_UINT(img_at(frame, 20, 20), 0x102030);
	CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
	CHECK_EQ_UINT(img_at(frame, 20, 20), 0xff0000);
	painter_close(&p);
	stage_close(&s);
}

TEST(frame_repainted_alike_is_no_change)
{
	struct stage s;
	struct painter p;
	const struct img *frame;
	unsigned seen = 0;

	if (!stage_open(&s) || !painter_open(&p, &s))
		return;
	paint(&p, (struct rect){ 10, 10, 50, 50 }, 0xff0000);
	CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
	CHECK_OK(desk_wait(s.desk, deadline_in(0), &seen, &s.e),
		 s.e); /* the window that appeared */
	paint(&p, (struct rect){ 10, 10, 50, 50 }, 0xff0000);
	CHECK_OK(desk_wait(s.desk, deadline_in(20), &seen, &s.e), s.e);
	CHECK_EQ_UINT(seen, DESK_TIMEOUT);
	painter_close(&p);
	stage_close(&s);
}

TEST(frame_barrier_repaints_are_no_change)
{
	struct stage s;
	const struct img *frame;
	unsigned seen = 0;

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
	CHECK_OK(desk_wait(s.desk, deadline_in(0), &seen, &s.e), s.e);
	for (int i = 0; i < 10; i++)
		CHECK_OK(desk_barrier(s.desk, deadline_in(STAGE_MS), &s.e), s.e);
	CHECK_OK(desk_wait(s.desk, deadline_in(20), &seen, &s.e), s.e);
	CHECK_EQ_UINT(seen, DESK_TIMEOUT);
	struct img *before = img_crop(frame, img_bounds(frame));
	CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
	CHECK(img_equal(frame, before));
	img_unref(before);
	stage_close(&s);
}

TEST(frame_with_a_blinking_caret_is_quiet)
{
	struct stage s;

	if (!stage_form(&s, "-blink", "150"))
		return;
	/* Longer than the blink, so that only telling the caret apart can make it succeed. */
	CHECK_OK(desk_settle(s.desk, 400, deadline_in(5000), &s.e), s.e);
	stage_close(&s);
}

TEST(frame_that_flickers_is_not_quiet)
{
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	stage_key(&s, "F11");
	CHECK(!desk_settle(s.desk, 300, deadline_in(1000), &s.e));
	CHECK_EQ_INT(s.e.code, ERR_HUNG);
	CHECK_HAS_STR(s.e.msg, "does not rest");
	err_clear(&s.e);
	stage_close(&s);
}
