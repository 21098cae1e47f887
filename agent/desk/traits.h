/* traits.h - what a server and a window say about themselves, for diagnosis; changes nothing. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

struct desk;

struct traits_server {
	const char *vendor;     /* "The X.Org Foundation" */
	const char *release;    /* "21.1.7" */
	const char **extension; /* @n names */
	size_t n;
};

/* traits_of_server() - vendor, release and extensions of the desk's server; @a owns the texts. */
void traits_of_server(struct desk *desk, struct arena *a, struct traits_server *ret_server);

/* What a top-level window says by its properties. */
struct traits_window {
	pid_t pid;            /* _NET_WM_PID, 0 if none */
	const char *instance; /* WM_CLASS name, "" if none */
	bool takes_input;     /* WM_HINTS: it is given the focus */
	bool takes_focus;     /* WM_TAKE_FOCUS: it may take the focus itself */
	bool pings;           /* lists _NET_WM_PING */
	bool deletes;         /* lists WM_DELETE_WINDOW */
};

/* traits_of_window() - of managed window @id; false: there is none. @a owns the text. */
bool traits_of_window(struct desk *desk, uint32_t id, struct arena *a,
		      struct traits_window *ret_window);

/* traits_focus() - the window that has the keyboard, of whatever depth; 0: none. */
uint32_t traits_focus(struct desk *desk);

/* traits_app_pid() - the application's first process, also its session's number; 0: none. */
pid_t traits_app_pid(const struct desk *desk);

/* The two questions of desk_barrier(). */
enum traits_barrier { TRAITS_PING, TRAITS_EXPOSE };

/*
 * traits_barrier() - as desk_barrier(), but by one way only and asked once.
 * @ret_answered: false: no answer until @limit, or for TRAITS_PING the window does not list it (it
 *                is then never pinged: xterm closes), or there is no window
 * @e: as desk_barrier(), without ERR_HUNG
 */
MUST_USE bool traits_barrier(struct desk *desk, enum traits_barrier way, struct deadline limit,
			     bool *ret_answered, struct err *e);
