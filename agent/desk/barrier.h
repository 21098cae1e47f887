/* barrier.h - the state of a running question "have you eaten my input?"; asked by desk_barrier(). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <X11/extensions/Xdamage.h>
#include <stdbool.h>
#include <stddef.h>
#include "base/rect.h"

struct desk;

/* BARRIER_PROBES_MAX: windows asked at once; one answer is enough. */
enum { BARRIER_PROBES_MAX = 6 };

struct barrier_probe {
	Window id;
	Damage damage;
	struct rect spot; /* in the window; its repaint is the answer */
};

struct barrier {
	struct barrier_probe probes[BARRIER_PROBES_MAX];
	size_t n;
	Window pinged;
	long ping; /* number of the last ping, so that a late pong of an earlier one does not count */
	bool answered;
};

/* barrier_ponged() - handle a _NET_WM_PING that came back to the root window. */
void barrier_ponged(struct desk *d, const XClientMessageEvent *m);

/* barrier_damaged() - handle damage; true if it belongs to a probe, not to the frame. */
bool barrier_damaged(struct desk *d, const XDamageNotifyEvent *event);
