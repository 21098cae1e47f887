/* input.c - pointer of a desk, and everything let go. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h> /* xdo.h uses useconds_t and size_t without saying so */
#include <unistd.h>

#include "agent/desk/input.h"

#include <X11/XKBlib.h>
#include <X11/extensions/XTest.h>
#include <string.h>
#include <xdo.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/focus.h"
#include "agent/desk/keyboard.h"
#include "base/clock.h"
#include "base/fault.h"

/*
 * Fault points (base/fault.h), for tests of what the runner notices:
 *   click-elsewhere        the click falls 40 px lower
 *   type-other, key-other  see typing.c
 *   paste-other            see offer.c
 */
enum { ELSEWHERE_PX = 40, KEYS = 256, BUTTONS = 5, CLICK_GAP_MS = 10 };

/* MULTI_CLICK_MS: Xt takes clicks within 200 ms for one gesture; measured in docs/decisions/007. */
enum { MULTI_CLICK_MS = 250 };

static bool check_lost(struct desk *d, struct err *e)
{
	return !d->lost || events_lost(d, e);
}

static bool check_point(const struct desk *d, int rx, int ry, struct err *e)
{
	if (rx >= 0 && ry >= 0 && rx < d->width_px && ry < d->height_px)
		return true;
	return err_set(e, ERR_RECIPE, "point %d,%d is outside the screen of %dx%d", rx, ry,
		       d->width_px, d->height_px);
}

/* move_to() - libxdo only says that the request was sent, so ask where the pointer is. */
static bool move_to(struct desk *d, int rx, int ry, struct err *e)
{
	Window root, child;
	int is_x = -1, is_y = -1, wx, wy;
	unsigned mask;

	if (xdo_move_mouse(d->xdo, rx, ry, 0) != 0)
		return err_set(e, ERR_DISPLAY, "pointer cannot be moved");
	if (!XQueryPointer(d->x, d->root, &root, &child, &is_x, &is_y, &wx, &wy, &mask) || d->lost)
		return events_lost(d, e);
	if (is_x != rx || is_y != ry)
		return err_set(e, ERR_MISBEHAVED, "pointer was sent to %d,%d and is at %d,%d", rx,
			       ry, is_x, is_y);
	return true;
}

bool input_move(struct desk *d, int rx, int ry, struct err *e)
{
	if (!check_lost(d, e) || !check_point(d, rx, ry, e) || !move_to(d, rx, ry, e))
		return false;
	return events_pump(d, e);
}

/* activate_at() - click to focus: we know where we are about to click, so no button need be
 * grabbed. */
static bool activate_at(struct desk *d, int rx, int ry, struct err *e)
{
	if (!events_pump(d, e))
		return false;
	struct client *c = wm_client(&d->wm, wm_top_at(d, rx, ry));
	if (c != NULL && c->mapped && c->id != d->wm.active)
		focus_newest(d, c);
	return true;
}

bool input_part_clicks(struct desk *d, struct err *e)
{
	int64_t left_ms = d->clicked_at_ms + MULTI_CLICK_MS - clock_boot_ms();

	if (!check_lost(d, e))
		return false;
	if (left_ms > 0) {
		XTestFakeRelativeMotionEvent(d->x, 0, 0, (unsigned long)left_ms);
		(void)XSync(d->x, False); /* the next requests are behind the pause anyway */
	}
	return events_pump(d, e);
}

bool input_click(struct desk *d, int rx, int ry, int button, int times, struct err *e)
{
	if (!check_lost(d, e))
		return false;
	if (fault_hit("click-elsewhere"))
		ry += ELSEWHERE_PX;
	if (button < 1 || button > 3 || times < 1)
		return err_set(e, ERR_RECIPE, "no such click: button %d, %d times", button, times);
	if (!check_point(d, rx, ry, e) || !guard_point(d, rx, ry, e) ||
	    !keyboard_check(d, "before the click", e) || !activate_at(d, rx, ry, e) ||
	    !move_to(d, rx, ry, e))
		return false;
	for (int i = 0; i < times; i++) {
		/* A delay in the server's queue, not here: Motif takes two clicks of the same
		 * millisecond for one. Moving by nothing is no event. */
		if (i > 0)
			XTestFakeRelativeMotionEvent(d->x, 0, 0, CLICK_GAP_MS);
		if (xdo_mouse_down(d->xdo, CURRENTWINDOW, button) != 0 ||
		    xdo_mouse_up(d->xdo, CURRENTWINDOW, button) != 0)
			return err_set(e, ERR_DISPLAY, "button %d cannot be pressed", button);
	}
	d->clicked_at_ms = clock_boot_ms();
	(void)XSync(d->x, False); /* so that the click is in the queue before anything sent later */
	return events_pump(d, e);
}

static bool all_up(struct desk *d)
{
	Window root, child;
	XkbStateRec state;
	char keys[32];
	int rx, ry, wx, wy;
	unsigned mask = 0;

	memset(keys, 0xff, sizeof keys);
	XQueryKeymap(d->x, keys);
	for (size_t i = 0; i < sizeof keys; i++) {
		if (keys[i] != 0)
			return false;
	}
	if (XkbGetState(d->x, XkbUseCoreKbd, &state) != Success || state.mods != 0 ||
	    state.group != 0)
		return false;
	return XQueryPointer(d->x, d->root, &root, &child, &rx, &ry, &wx, &wy, &mask) && mask == 0;
}

bool input_release_all(struct desk *d)
{
	Window root, child;
	char keys[32] = { 0 };
	int rx, ry, wx, wy;
	unsigned mask = 0;

	if (d->lost)
		return false;
	XQueryKeymap(d->x, keys);
	for (unsigned code = 0; code < KEYS; code++) {
		if (keys[code / 8] >> (code % 8) & 1)
			XTestFakeKeyEvent(d->x, code, False, CurrentTime);
	}
	if (!XQueryPointer(d->x, d->root, &root, &child, &rx, &ry, &wx, &wy, &mask))
		return false;
	for (unsigned button = 1; button <= BUTTONS; button++) {
		if (mask & (unsigned)Button1Mask << (button - 1))
			XTestFakeButtonEvent(d->x, button, False, CurrentTime);
	}
	XkbLatchModifiers(d->x, XkbUseCoreKbd, 0xff, 0);
	XkbLockModifiers(d->x, XkbUseCoreKbd, 0xff, 0);
	XkbLockGroup(d->x, XkbUseCoreKbd, 0);
	return all_up(d) && !d->lost;
}
