/* window.h - the windows of a desk as its window manager sees them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
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
	bool popup;         /* override-redirect: menu, combo box list, tool tip */
	bool modal;         /* _NET_WM_STATE_MODAL or Motif's input mode */
	bool active;        /* holds the focus according to the window manager and the server */
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

/* window_raise() - put window @id (and its dialogs) on top and give it the focus. */
MUST_USE bool window_raise(struct desk *desk, uint32_t id, struct err *e);

/* window_close() - ask window @id to close (WM_DELETE_WINDOW), or destroy it if it cannot be
 * asked. */
MUST_USE bool window_close(struct desk *desk, uint32_t id, struct err *e);
