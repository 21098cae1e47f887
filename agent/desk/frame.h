/* frame.h - the pixels of the root window, kept up to date by damage. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <X11/extensions/XShm.h>
#include <X11/extensions/Xdamage.h>
#include <X11/extensions/Xfixes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/desk/caret.h"
#include "agent/desk/live.h"
#include "base/err.h"
#include "base/img.h"
#include "base/rect.h"

struct desk;

/* FRAME_RECTS_MAX: more damage than this at once is fetched as one rectangle around all. */
enum { FRAME_RECTS_MAX = 16 };

struct frame_rects {
	struct rect r[FRAME_RECTS_MAX];
	size_t n;
};

struct frame {
	struct img *known;          /* owned; every change fetched so far */
	struct img *other;          /* owned; to be written while the caller holds known, or held */
	bool lent;                  /* the caller holds known: it is not to be written */
	struct frame_rects behind;  /* where other differs from known */
	struct frame_rects damaged; /* fetched by nobody yet */
	struct rect changed;        /* around what changed since desk_frame() */
	struct rect dirty; /* the same of all calls of desk_frame() since desk_frame_dirty() */
	unsigned long told_anew; /* the request since which damage is told anew */
	bool told_again;         /* and there has been some since */
	struct live live;        /* the screen itself, if the server lets us see it */
	Damage damage;           /* of the root window */
	XserverRegion parts;     /* where begin_again() lets the server put it */
	int damage_event;        /* number of XDamageNotify */
	/* Holds @known, @other and room to fetch; shmaddr is NULL without it, or if @live is. */
	XShmSegmentInfo shm;
	XImage *image; /* owned; header over the shared memory */
	struct caret_watch carets;
	int64_t restless_at_ms; /* last change that was no blinking caret */
	struct rect restless;   /* where that was */
};

/* frame_open() - watch the root window and fetch it once. @e: ERR_DISPLAY */
MUST_USE bool frame_open(struct desk *d, struct err *e);

/* frame_close() - release pictures and shared memory; works on a lost connection. */
void frame_close(struct desk *d);

/* frame_damaged() - handle an event of number damage_event. */
void frame_damaged(struct desk *d, const XDamageNotifyEvent *event);

/* frame_update() - take over what is damaged and compare; pixels that did not change count as
 * nothing. Not while a barrier is under way, which has blanked parts of windows. */
MUST_USE bool frame_update(struct desk *d, struct err *e);
