/* trap.c - X errors and a lost X connection as values instead of the end of the process. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/trap.h"

/*
 * File-scope state on purpose: Xlib's error handler is process-wide and has no user pointer.
 * Errors outside begin/end are dropped: every foreign window may vanish between an event and the
 * request that answers it, so BadWindow is daily business for a window manager.
 */
static struct {
	Display *x;           /* being watched, NULL if none; borrowed */
	unsigned long serial; /* first request that counts */
	int code;
} trap;

static int note_error(Display *x, XErrorEvent *error)
{
	if (x == trap.x && error->serial >= trap.serial && trap.code == 0)
		trap.code = error->error_code;
	return 0;
}

/* Silent: what broke is reported once, as ERR_DISPLAY, by whoever was using the connection. */
static int note_io_error(Display *x)
{
	(void)x;
	return 0;
}

/* Returning from here is what keeps Xlib (since 1.7) from calling exit(). */
static void note_lost(Display *x, void *lost)
{
	(void)x;
	*(bool *)lost = true;
}

void trap_install(void)
{
	(void)XSetErrorHandler(note_error); /* earlier handler: Xlib's own, never wanted back */
	(void)XSetIOErrorHandler(note_io_error);
}

void trap_connection(Display *x, bool *lost)
{
	XSetIOErrorExitHandler(x, note_lost, lost);
}

void trap_begin(Display *x)
{
	trap.x = x;
	trap.serial = NextRequest(x);
	trap.code = 0;
}

int trap_end(Display *x)
{
	(void)XSync(x, False); /* its result is always 1 */
	trap.x = NULL;
	return trap.code;
}
