/* wm.h - the desk's window manager: the list of top-level windows, and what they ask for. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "base/err.h"
#include "base/rect.h"

struct desk;

/* WM_WINDOW_EVENTS: what is listened to on every managed window. */
enum { WM_WINDOW_EVENTS = PropertyChangeMask | FocusChangeMask };

/* The states of EWMH that this window manager keeps, in the order of client.c's table. */
enum client_state {
	CLIENT_MODAL = 1 << 0,
	CLIENT_FULLSCREEN = 1 << 1,
	CLIENT_MAX_HORZ = 1 << 2,
	CLIENT_MAX_VERT = 1 << 3,
	CLIENT_ABOVE = 1 << 4,
	CLIENT_BELOW = 1 << 5,
	CLIENT_ATTENTION = 1 << 6,
	CLIENT_FOCUSED = 1 << 7, /* ours alone to set */
	CLIENT_SKIP_TASKBAR = 1 << 8,
	CLIENT_SKIP_PAGER = 1 << 9,
	CLIENT_BIG = CLIENT_FULLSCREEN | CLIENT_MAX_HORZ | CLIENT_MAX_VERT, /* sized by us */
};

/* What a window says about its size (WM_NORMAL_HINTS); 0 where it says nothing. */
struct client_limits {
	int min_w, min_h, max_w, max_h;
	int base_w, base_h, step_w, step_h; /* w = base_w + n * step_w */
	int low_w, low_h, high_w, high_h;   /* aspect, from low_w:low_h to high_w:high_h */
};

/* A managed top-level window; override-redirect windows are not managed. */
struct client {
	Window id;
	Window parent;          /* WM_TRANSIENT_FOR, None if none or if that is the root window */
	Window group;           /* group leader of WM_HINTS, None if none */
	pid_t pid;              /* as the server knows it, else _NET_WM_PID; 0 if unknown */
	struct rect area;       /* on the root window */
	struct rect before_big; /* its area before fullscreen or maximised */
	struct client_limits limits;
	unsigned states; /* set of enum client_state */
	bool mapped;
	bool modal;         /* _NET_WM_STATE_MODAL or Motif's input mode */
	bool group_dialog;  /* transient for the root window: for its whole group (EWMH) */
	bool takes_input;   /* WM_HINTS: we give it the focus */
	bool takes_focus;   /* WM_TAKE_FOCUS: it may take the focus itself */
	bool pings;         /* lists _NET_WM_PING */
	bool deletes;       /* lists WM_DELETE_WINDOW */
	bool urgent;        /* UrgencyHint of WM_HINTS */
	bool shy;           /* _NET_WM_USER_TIME of 0: not to be focused when it appears */
	bool returning;     /* iconified, and mapped again by us */
	unsigned iconified; /* how often it asked to be */
	bool stale;         /* a property that client_read() reads changed */
	int own_unmaps;     /* unmappings of ours that the server has not told yet */
	Time second;        /* of the server when `changes` began */
	unsigned changes;   /* properties changed in that second, as flood.c weighs them */
	bool unheard;       /* its properties are not listened to any more, for good */
	uint64_t turn;      /* when it last was to be active; highest is newest */
	uint64_t raised;    /* when it last was raised; highest is newest */
};

struct wm {
	Window own;             /* never mapped; owner of selections and of the manager's marks */
	struct client *clients; /* owned; in the order of their appearance */
	size_t n;
	Window *order; /* owned; bottom to top, as last told to the server */
	size_t n_order;
	Window active; /* as _NET_ACTIVE_WINDOW says; None if none */
	uint64_t turn;
	Window focus, focus_top; /* the focus last asked for, and the top-level window it is in */
	uint64_t focus_stir;     /* of stir, when that was */
	uint64_t stir;    /* counts, from 1, whatever changes the list, stack, places or titles */
	bool focus_moved; /* told by the server; not looked at yet */
	int steals;       /* since the last input: given back only so often */
};

/* wm_open() - become the window manager of the desk. @e: ERR_DISPLAY */
MUST_USE bool wm_open(struct desk *d, struct err *e);

/* wm_clear() - release the list; the server needs no farewell. */
void wm_clear(struct wm *wm);

/* wm_handle() - handle an event of the root window or of a managed one. */
void wm_handle(struct desk *d, const XEvent *event);

/*
 * wm_catch_up() - what follows from the events handled since the last call. Apart from them,
 * because it asks the server: a program that changes a property without pause would otherwise
 * bring in more events with every answer.
 */
void wm_catch_up(struct desk *d);

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
