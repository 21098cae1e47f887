/* server.h - the X server process of a desk: Xvfb or Xvnc. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include <sys/types.h>
#include "agent/desk/child.h"
#include "agent/desk/desk.h"
#include "base/err.h"

enum { COOKIE_BYTES = 16 };

struct server {
	struct child process;
	int screen_fd;                      /* where the server keeps its pixels; -1: unknown */
	char display[16];                   /* ":7" */
	int64_t socket;                     /* when its socket was made, in ns; 0 if unknown */
	char *cookie_file;                  /* owned */
	char *vnc_socket;                   /* owned; where a viewer connects, NULL for Xvfb */
	unsigned char cookie[COOKIE_BYTES]; /* MIT-MAGIC-COOKIE-1 */
};

struct server_options {
	enum desk_server kind;
	int width_px, height_px, dpi;
	const char *folder; /* existing and private: for cookie, log and a viewer's socket */
};

/*
 * server_start() - start it and wait until it takes connections.
 * @e: ERR_DISPLAY with the last line of its log, ERR_IO
 */
MUST_USE bool server_start(struct server *s, const struct server_options *o, struct err *e);

/* server_program() - the program of @kind, static. */
const char *server_program(enum desk_server kind);

/* server_connect() - connect with the desk's cookie, whatever $XAUTHORITY says; ERR_DISPLAY. */
MUST_USE bool server_connect(const struct server *s, Display **ret_x, struct err *e);

/* server_close_screen() - close screen_fd, once it is mapped. */
void server_close_screen(struct server *s);

/* server_stop() - end it, wait, remove its socket if it left it. */
void server_stop(struct server *s);
