/* server.h - the Xvfb process of a desk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include <sys/types.h>
#include "agent/desk/child.h"
#include "base/err.h"

enum { COOKIE_BYTES = 16 };

struct server {
	struct child process;
	char display[16];                   /* ":7" */
	ino_t socket;                       /* inode of its socket, 0 if unknown */
	char *cookie_file;                  /* owned */
	unsigned char cookie[COOKIE_BYTES]; /* MIT-MAGIC-COOKIE-1 */
};

/*
 * server_start() - start Xvfb and wait until it takes connections.
 * @folder: existing private folder for its cookie and log
 * @e:      ERR_DISPLAY with the last line of its log, ERR_IO
 */
MUST_USE bool server_start(struct server *s, const char *folder, int width_px, int height_px,
			   struct err *e);

/* server_connect() - connect with the desk's cookie, whatever $XAUTHORITY says; ERR_DISPLAY. */
MUST_USE bool server_connect(const struct server *s, Display **ret_x, struct err *e);

/* server_stop() - end it, wait, remove its socket if it left it. */
void server_stop(struct server *s);
