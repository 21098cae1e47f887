/* input.c - everything let go. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/input.h"

#include <X11/XKBlib.h>
#include <X11/extensions/XTest.h>
#include <string.h>
#include "agent/desk/display.h"

enum { KEYS = 256, BUTTONS = 5 };

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
