/* display.h - the fields of a desk, for the files of this folder only. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include "agent/desk/application.h"
#include "agent/desk/atoms.h"
#include "agent/desk/barrier.h"
#include "agent/desk/desk.h"
#include "agent/desk/flood.h"
#include "agent/desk/frame.h"
#include "agent/desk/guard.h"
#include "agent/desk/keymap.h"
#include "agent/desk/selection.h"
#include "agent/desk/server.h"
#include "agent/desk/window.h"
#include "agent/desk/wm.h"

struct xdo;

/* The last click, or the end of a drag. */
struct desk_click {
	int64_t at_ms; /* on clock_boot_ms(); 0: none yet */
	int rx, ry;
};

struct desk {
	char *folder;       /* owned; cookie, logs, HOME and TMPDIR of the application */
	bool folder_is_new; /* made by us, so it goes with us */
	bool silent;        /* see struct desk_options */
	enum desk_server kind;
	int dpi;
	struct server server;
	Display *x; /* owned; NULL before the connection */
	bool lost;  /* the connection broke; nothing may be sent any more */
	Window root;
	int width_px, height_px;
	Atom atoms[ATOM_MAX_];
	unsigned happened; /* set of enum desk_event that desk_wait() has not told yet */
	struct keymap keymap;
	uint64_t stir;       /* see desk_stir() */
	int double_click_ms; /* see struct desk_options */
	struct desk_click click;
	struct xdo *xdo; /* owned; borrows x */
	struct frame frame;
	struct wm wm;
	struct window_cache windows;
	struct barrier barrier;
	struct guard guard;
	struct flood flood;
	bool has_xres; /* X-Resource 1.2: the server tells whose window it is */
	struct selection selection;
	struct application app;
};
