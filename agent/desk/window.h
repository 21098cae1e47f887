/* window.h - the windows of a desk as its window manager sees them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/rect.h"

struct desk;

struct window {
	uint32_t id;        /* X window of the client */
	uint32_t parent_id; /* WM_TRANSIENT_FOR, 0 if none */
	struct rect area;   /* on the root window */
	const char *title;  /* _NET_WM_NAME or WM_NAME as valid UTF-8, "" if none */
	const char *cls;    /* WM_CLASS class, "" if none */
	const char *role;   /* WM_WINDOW_ROLE, "" if none */
	pid_t pid;          /* of the program that made it, as the server knows it; 0: unknown */
	bool popup;         /* override-redirect: menu, combo box list, tool tip */
	bool modal;         /* _NET_WM_STATE_MODAL or Motif's input mode */
	bool active;        /* holds the focus according to the window manager and the server */
	bool urgent;        /* asks for attention: UrgencyHint, _NET_WM_STATE_DEMANDS_ATTENTION */
	unsigned iconified; /* how often it asked to be iconified; it was brought back each time */
};

/* Which window is meant; what is not set fits all. */
struct window_pattern {
	const char *title; /* str_glob(); NULL: any */
	const char *cls;   /* WM_CLASS class, exactly; NULL: any */
	const char *role;  /* WM_WINDOW_ROLE, exactly; NULL: any */
	pid_t pid;         /* 0: any */
};

/* How messages name a window. */
struct window_name {
	char text[160]; /* "window 'Titel' (0x400003, process 17)"; long titles are cut */
};

/* The windows as they were read last; a desk keeps one. */
struct window_cache {
	struct arena *arena; /* owned; NULL: nothing was read yet */
	struct window *list; /* .active is not filled in */
	size_t n;
	uint64_t stir; /* of the window manager, when that was */
};

/* window_forget() - release what @cache holds. */
void window_forget(struct window_cache *cache);

/*
 * window_list() - all mapped top-level windows, topmost first, including override-redirect ones.
 * @a:        owns list and texts
 * @ret_list: @ret_n windows
 */
MUST_USE bool window_list(struct desk *desk, struct arena *a, struct window **ret_list,
			  size_t *ret_n, struct err *e);

/* window_match() - is @w what @p means? Popups have no name of their own and never are. */
bool window_match(const struct window *w, const struct window_pattern *p);

/*
 * window_find() - the one window that @p means; several are an error, whatever is uppermost.
 * @a:          owns the texts of *@ret_window
 * @e: ERR_NOT_FOUND, ERR_AMBIGUOUS naming two of them, ERR_DISPLAY
 */
MUST_USE bool window_find(struct desk *desk, struct arena *a, const struct window_pattern *p,
			  struct window *ret_window, struct err *e);

/* window_name() - what messages call @id. */
void window_name(struct desk *desk, unsigned long id, struct window_name *ret_name);

/*
 * window_move() - put window @id's upper left corner at root (@to.x,@to.y); @to.w and @to.h above 0
 * also give it that size, as far as the limits allow which it sets itself.
 * @e: ERR_NOT_FOUND, ERR_RECIPE (it would reach beyond the screen), ERR_MISBEHAVED (it stands
 *     elsewhere nevertheless), ERR_DISPLAY
 */
MUST_USE bool window_move(struct desk *desk, uint32_t id, struct rect to, struct err *e);

/* window_raise() - put window @id (and its dialogs) on top and give it the focus. */
MUST_USE bool window_raise(struct desk *desk, uint32_t id, struct err *e);

/* window_close() - ask window @id to close (WM_DELETE_WINDOW), or destroy it if it cannot be
 * asked. */
MUST_USE bool window_close(struct desk *desk, uint32_t id, struct err *e);
