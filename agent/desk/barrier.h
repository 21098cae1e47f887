/* barrier.h - the state of a running question "have you eaten my input?"; asked by desk_barrier(). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <X11/extensions/Xdamage.h>
#include <stdbool.h>
#include <stddef.h>
#include "base/rect.h"

struct desk;

/* BARRIER_PROBES_MAX: windows asked at once. */
enum { BARRIER_PROBES_MAX = 6 };

/* How hard the expose barrier asks; each step costs time and is taken only when the one before failed. */
enum barrier_effort {
	BARRIER_CORNERS, /* corners cleared, two windows must repaint theirs */
	BARRIER_WHOLE,   /* whole windows cleared, any repaint of two counts */
	BARRIER_ANY,     /* the same, one is enough */
};

struct barrier_probe {
	Window id;
	Damage damage;
	int width_px, height_px;
	bool echoes;       /* typing shows here: only a repaint of both far corners is an answer */
	bool head, tail;   /* the upper left and lower right corner were repainted */
	bool touched;      /* anything was */
};

struct barrier {
	struct barrier_probe probes[BARRIER_PROBES_MAX];
	size_t n;
	enum barrier_effort effort;
	Window learned_on; /* the window that needed this effort: it will again */
	Window pinged;
	long ping; /* number of the last ping, so that a late pong of an earlier one does not count */
	bool ponged;
};

/* barrier_ponged() - handle a _NET_WM_PING that came back to the root window. */
void barrier_ponged(struct desk *d, const XClientMessageEvent *m);

/* barrier_damaged() - handle damage; true if it belongs to a probe, not to the frame. */
bool barrier_damaged(struct desk *d, const XDamageNotifyEvent *event);
