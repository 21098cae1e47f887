/* wm.h - the desk's window manager: placement, stacking and focus of top-level windows. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "base/rect.h"

struct desk;

/* A managed top-level window; override-redirect windows are not managed. */
struct client {
	Window id;
	Window parent;    /* WM_TRANSIENT_FOR, None if none */
	struct rect area; /* on the root window */
	struct rect before_fullscreen;
	bool mapped;
	bool modal; /* _NET_WM_STATE_MODAL or Motif's input mode */
	bool fullscreen;
	bool takes_input; /* WM_HINTS: we give it the focus */
	bool takes_focus; /* WM_TAKE_FOCUS: it may take the focus itself */
	bool pings;       /* lists _NET_WM_PING */
	bool deletes;     /* lists WM_DELETE_WINDOW */
	uint64_t turn;    /* when it last was to be active; highest is newest */
};

struct wm {
	Window own;             /* never mapped; owner of selections and of the manager's marks */
	struct client *clients; /* owned */
	size_t n;
	Window active; /* as _NET_ACTIVE_WINDOW says; None if none */
	uint64_t turn;
	Window focus, focus_top; /* the focus last asked for, and the top-level window it is in */
	uint64_t focus_stir;     /* of stir, when that was */
	uint64_t stir; /* counts, from 1, whatever changes the list, stack, places or titles */
};

/* wm_open() - become the window manager of the desk. @e: ERR_DISPLAY */
MUST_USE bool wm_open(struct desk *d, struct err *e);

/* wm_clear() - release the list; the server needs no farewell. */
void wm_clear(struct wm *wm);

/* wm_handle() - handle an event of the root window or of a managed one. */
void wm_handle(struct desk *d, const XEvent *event);

/* wm_client() - the managed window @id, NULL if there is none; valid until the next event. */
struct client *wm_client(struct wm *wm, Window id);

/* wm_send() - a WM_PROTOCOLS message to @id: @protocol, the server's time, @id. */
void wm_send(struct desk *d, Window id, Atom protocol);

/* wm_ask_to_close() - WM_DELETE_WINDOW, or destroy the window if it does not know that. */
void wm_ask_to_close(struct desk *d, Window id);

/* wm_top_at() - the top-level window under root (@rx,@ry), None if it is the root itself. */
Window wm_top_at(struct desk *d, int rx, int ry);

/* wm_stirred() - something about the top-level windows changed: tell desk_wait() and forget what
 * was asked about them. */
void wm_stirred(struct desk *d);

/* wm_mark_active() - write _NET_ACTIVE_WINDOW. */
void wm_mark_active(struct desk *d, Window id);
