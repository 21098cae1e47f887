/* pointer.c - the pointer of a desk: clicks, hovering, dragging, the wheel. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h> /* xdo.h uses useconds_t and size_t without saying so */
#include <unistd.h>

#include "agent/desk/input.h"

#include <X11/extensions/XTest.h>
#include <xdo.h>
#include "agent/desk/desk.h"
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/focus.h"
#include "agent/desk/guard.h"
#include "agent/desk/keyboard.h"
#include "agent/desk/survey.h"
#include "base/clock.h"
#include "base/fault.h"

/*
 * Fault points (base/fault.h), for tests of what the runner notices:
 *   click-elsewhere  the click falls 40 px lower
 */
enum { ELSEWHERE_PX = 40 };

/* Measured reasons in docs/decisions/018-pointer.md. */
enum {
	CLICK_GAP_MS = 10,     /* between the clicks of one gesture */
	PART_MS = 50,          /* over the application's double-click time */
	DOUBLE_CLICK_MS = 500, /* the longest of any toolkit */
	NEAR_PX = 8,           /* clicks further apart are two in every toolkit */
	STEP_PX = 4,           /* from one motion to the next */
	STEP_MS = 2,           /* likewise, for who tells the direction by time */
	APPROACH_PX = 12,      /* hovering comes from there */
	PICK_UP_PX = 24,       /* beyond the distance at which any toolkit begins to drag */
	NOTCHES_MAX = 1000,
};

static bool check_point(const struct desk *d, int rx, int ry, struct err *e)
{
	if (rx >= 0 && ry >= 0 && rx < d->width_px && ry < d->height_px)
		return true;
	return err_set(e, ERR_RECIPE, "point %d,%d is outside the screen of %dx%d", rx, ry,
		       d->width_px, d->height_px);
}

/* wait_in_queue() - what is sent next is handled @ms later; moving by nothing is no event. */
static void wait_in_queue(struct desk *d, int ms)
{
	XTestFakeRelativeMotionEvent(d->x, 0, 0, (unsigned long)ms);
}

/* jump() - to root (@rx,@ry); libxdo only says that the request was sent, so ask where it is. */
static bool jump(struct desk *d, int rx, int ry, struct err *e)
{
	Window root, child;
	int is_x = -1, is_y = -1, wx, wy;
	unsigned mask;

	d->stir++;
	if (xdo_move_mouse(d->xdo, rx, ry, 0) != 0)
		return err_set(e, ERR_DISPLAY, "pointer cannot be moved");
	if (!XQueryPointer(d->x, d->root, &root, &child, &is_x, &is_y, &wx, &wy, &mask) || d->lost)
		return events_lost(d, e);
	if (is_x != rx || is_y != ry)
		return err_set(e, ERR_MISBEHAVED, "pointer was sent to %d,%d and is at %d,%d", rx,
			       ry, is_x, is_y);
	return true;
}

static int distance(int ax, int ay, int bx, int by)
{
	int dx = abs(ax - bx), dy = abs(ay - by);

	return dx > dy ? dx : dy;
}

/* glide() - in a straight line from (@x,@y) to (@to_x,@to_y), a motion every STEP_PX. */
static bool glide(struct desk *d, int x, int y, int to_x, int to_y, struct err *e)
{
	int steps = (distance(x, y, to_x, to_y) + STEP_PX - 1) / STEP_PX;

	for (int i = 1; i <= steps; i++) {
		wait_in_queue(d, STEP_MS);
		if (xdo_move_mouse(d->xdo, x + (to_x - x) * i / steps, y + (to_y - y) * i / steps,
				   0) != 0)
			return err_set(e, ERR_DISPLAY, "pointer cannot be moved");
	}
	return jump(d, to_x, to_y, e);
}

/* make_sure() - may the pointer be used at (@rx,@ry)? @ret: what was found there */
static bool make_sure(struct desk *d, int rx, int ry, const char *when, struct survey *ret,
		      struct err *e)
{
	return check_point(d, rx, ry, e) && survey_take(d, rx, ry, ret, e) &&
	       guard_point(d, ret, e) && keyboard_check(d, ret, when, e);
}

/* activate() - click to focus: we know where we are about to click, so no button need be
 * grabbed. */
static void activate(struct desk *d, Window top)
{
	struct client *c = wm_client(&d->wm, top);

	if (c != NULL && c->mapped && c->id != d->wm.active)
		focus_newest(d, c);
}

static bool press(struct desk *d, int button, struct err *e)
{
	if (xdo_mouse_down(d->xdo, CURRENTWINDOW, button) != 0)
		return err_set(e, ERR_DISPLAY, "button %d cannot be pressed", button);
	return true;
}

static bool release(struct desk *d, int button, struct err *e)
{
	if (xdo_mouse_up(d->xdo, CURRENTWINDOW, button) != 0)
		return err_set(e, ERR_DISPLAY, "button %d cannot be released", button);
	return true;
}

/* sent() - so that it is in the queue before anything sent later. */
static bool sent(struct desk *d, struct err *e)
{
	d->stir++;
	(void)XSync(d->x, False);
	return events_pump(d, e);
}

bool input_move(struct desk *d, int rx, int ry, struct err *e)
{
	if (d->lost)
		return events_lost(d, e);
	return check_point(d, rx, ry, e) && jump(d, rx, ry, e) && events_pump(d, e);
}

bool input_hover(struct desk *d, int rx, int ry, struct err *e)
{
	int from_x = rx < APPROACH_PX ? rx + APPROACH_PX : rx - APPROACH_PX;
	struct survey s;

	return make_sure(d, rx, ry, "before hovering", &s, e) && jump(d, from_x, ry, e) &&
	       glide(d, from_x, ry, rx, ry, e) && sent(d, e);
}

bool input_part_clicks(struct desk *d, struct err *e)
{
	int double_ms = d->double_click_ms ? d->double_click_ms : DOUBLE_CLICK_MS;
	int64_t left_ms = d->click.at_ms + double_ms + PART_MS - clock_boot_ms();

	if (d->lost)
		return events_lost(d, e);
	if (d->click.at_ms == 0 || left_ms <= 0)
		return true;
	wait_in_queue(d, (int)left_ms);
	return sent(d, e); /* the next requests are behind the pause anyway */
}

bool input_part_clicks_at(struct desk *d, int rx, int ry, struct err *e)
{
	if (distance(d->click.rx, d->click.ry, rx, ry) > NEAR_PX)
		return true;
	return input_part_clicks(d, e);
}

bool input_click(struct desk *d, int rx, int ry, int button, int times, struct err *e)
{
	struct survey s;

	if (fault_hit("click-elsewhere"))
		ry += ELSEWHERE_PX;
	if (button < 1 || button > 3 || times < 1)
		return err_set(e, ERR_RECIPE, "no such click: button %d, %d times", button, times);
	/* A click just before would make three of two. */
	if ((times > 1 && !input_part_clicks_at(d, rx, ry, e)) ||
	    !make_sure(d, rx, ry, "before the click", &s, e))
		return false;
	activate(d, s.under);
	if (!jump(d, rx, ry, e))
		return false;
	for (int i = 0; i < times; i++) {
		/* Motif takes two clicks of the same millisecond for one. */
		if (i > 0)
			wait_in_queue(d, CLICK_GAP_MS);
		if (!press(d, button, e) || !release(d, button, e))
			return false;
	}
	bool good = sent(d, e);
	d->click = (struct desk_click){ clock_boot_ms(), rx, ry };
	return good;
}

bool input_scroll(struct desk *d, int rx, int ry, enum input_wheel wheel, int notches,
		  struct err *e)
{
	int button = (int)wheel;
	struct survey s;

	if (wheel < INPUT_WHEEL_UP || wheel > INPUT_WHEEL_RIGHT || notches < 1 ||
	    notches > NOTCHES_MAX)
		return err_set(e, ERR_RECIPE, "no such scrolling: button %d, %d notches", button,
			       notches);
	if (!make_sure(d, rx, ry, "before scrolling", &s, e) || !jump(d, rx, ry, e))
		return false;
	for (int i = 0; i < notches; i++) {
		if (!press(d, button, e) || !release(d, button, e))
			return false;
	}
	return sent(d, e);
}

/* call_off() - Escape ends a drag without a drop wherever there is one; then nothing is held. */
static void call_off(struct desk *d, int button)
{
	unsigned escape = d->lost ? 0 : XKeysymToKeycode(d->x, XStringToKeysym("Escape"));

	if (d->lost)
		return;
	if (escape != 0) {
		XTestFakeKeyEvent(d->x, escape, True, CurrentTime);
		XTestFakeKeyEvent(d->x, escape, False, CurrentTime);
	}
	XTestFakeButtonEvent(d->x, (unsigned)button, False, CurrentTime);
	(void)XSync(d->x, False);
}

/* carry() - with the button down: slowly out of the place, then to the goal. The application eats
 * every part before the next, since what is dropped on is decided while moving. */
static bool carry(struct desk *d, const struct input_drag *g, struct deadline limit, struct err *e)
{
	int far = distance(g->from_x, g->from_y, g->to_x, g->to_y);
	int first = far < PICK_UP_PX ? far : PICK_UP_PX;
	int x = g->from_x, y = g->from_y;

	if (far > 0) {
		x += (g->to_x - g->from_x) * first / far;
		y += (g->to_y - g->from_y) * first / far;
	}
	return desk_barrier(d, limit, e) && glide(d, g->from_x, g->from_y, x, y, e) &&
	       desk_barrier(d, limit, e) && glide(d, x, y, g->to_x, g->to_y, e) &&
	       desk_barrier(d, limit, e) && jump(d, g->to_x, g->to_y, e);
}

bool input_drag(struct desk *d, const struct input_drag *g, struct deadline limit, struct err *e)
{
	struct survey from, to;

	if (g->button < 1 || g->button > 3)
		return err_set(e, ERR_RECIPE, "no dragging with button %d", g->button);
	if (!check_point(d, g->to_x, g->to_y, e) || !input_part_clicks(d, e) ||
	    !survey_take(d, g->to_x, g->to_y, &to, e) || !guard_point(d, &to, e) ||
	    !make_sure(d, g->from_x, g->from_y, "before dragging", &from, e))
		return false;
	activate(d, from.under);
	if (!jump(d, g->from_x, g->from_y, e))
		return false;
	bool good = press(d, g->button, e) && carry(d, g, limit, e);
	d->click = (struct desk_click){ clock_boot_ms(), g->to_x, g->to_y };
	if (!good) {
		call_off(d, g->button);
		return err_wrap(e, "drag called off");
	}
	return release(d, g->button, e) && sent(d, e);
}
