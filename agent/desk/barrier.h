/* barrier.h - the state of a running question "have you eaten my input?". */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <X11/extensions/Xdamage.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/clock.h"
#include "base/err.h"
#include "base/rect.h"

struct desk;

/* BARRIER_PROBES_MAX: windows asked at once while it is not known which of them repaint.
 * BARRIER_ANSWERS: one repaint may be the application's own business, two are the barrier. */
enum { BARRIER_PROBES_MAX = 6, BARRIER_ANSWERS = 2, BARRIER_LESSONS = 8 };

/* How hard the expose barrier asks; the next is taken only when nothing moves at the one before. */
enum barrier_effort {
	BARRIER_CORNERS, /* corners cleared, two windows must repaint theirs */
	BARRIER_WHOLE,   /* whole windows cleared, any repaint of two counts */
	BARRIER_ANY,     /* the same, one is enough */
};

struct barrier_probe {
	Window id;
	Damage damage;
	struct rect place;   /* on the root window, hidden parts too */
	struct rect visible; /* in the window itself; Swing keeps the edges of its own outside */
	bool echoes;     /* typing shows here: only a repaint of both far corners is an answer */
	bool entire;     /* repaints all of itself for any part: one corner is cleared */
	bool head, tail; /* the upper left and lower right corner were repainted */
	bool touched;    /* anything was */
};

/* A window that answered, and where it stood then: moved or resized it is chosen anew. */
struct barrier_known {
	Window id;
	struct rect place;   /* on the root window, hidden parts too */
	struct rect visible; /* as in struct barrier_probe */
	bool entire;         /* likewise */
};

/* What a top-level window has shown about how to ask it. */
struct barrier_lesson {
	Window top;
	struct barrier_known known[BARRIER_ANSWERS]; /* all of them must answer from now on */
	size_t n;
	enum barrier_effort effort;
};

struct barrier {
	Window top; /* the window that is asked, None while none is */
	bool gone;  /* it vanished meanwhile */
	int left;   /* answers still wanted, one behind the other */
	struct barrier_probe probes[BARRIER_PROBES_MAX];
	size_t n;
	enum barrier_effort effort;
	bool all_must;       /* every probe is known to answer */
	bool moved;          /* some probe was damaged since this was cleared */
	unsigned long asked; /* serial of the ungrab behind the question: no answer is older */
	struct barrier_lesson lessons[BARRIER_LESSONS];
	size_t next_lesson;
	uint64_t found_at_stir; /* of wm.stir, when popup and topmost were looked for */
	Window popup;           /* an open menu above the active window, None if there is none */
	Window topmost;         /* the uppermost managed window */
	Window pinged;
	long ping; /* number of the last ping: a late pong of an earlier one does not count */
	bool ponged;
};

/* barrier_ponged() - handle a _NET_WM_PING that came back to the root window. */
void barrier_ponged(struct desk *d, const XClientMessageEvent *m);

/* barrier_vanished() - handle the unmapping or end of top-level window @id. */
void barrier_vanished(struct desk *d, Window id);

/* barrier_damaged() - handle damage; true if it belongs to a probe, not to the frame. */
bool barrier_damaged(struct desk *d, const XDamageNotifyEvent *event);

/* What barrier.c and expose.c share. */

/* barrier_await() - until the answer, the window's or the application's end, or @until;
 * *ret_answered tells whether it was the first. */
MUST_USE bool barrier_await(struct desk *d, struct deadline until, bool *ret_answered,
			    struct err *e);

/* barrier_ended() - the application runs no more. */
bool barrier_ended(struct desk *d);

/* barrier_starved() - program or server have work and did not come to it: not silent, only late. */
bool barrier_starved(struct desk *d);

/* barrier_ask() - one question, by ping or by expose; *ret_answered tells. @e: as desk_barrier(),
 * without ERR_HUNG. For diagnosis (traits.h). */
MUST_USE bool barrier_ask(struct desk *d, bool by_ping, struct deadline limit, bool *ret_answered,
			  struct err *e);
