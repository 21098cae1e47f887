/* trap.h - X errors and a lost X connection as values instead of the end of the process. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>

/* trap_install() - take over Xlib's two process-wide error handlers; may be called again. */
void trap_install(void);

/* trap_connection() - @lost becomes true when the server of @x is gone; must outlive @x. */
void trap_connection(Display *x, bool *lost);

/* trap_begin() - watch for errors of the requests on @x from here on. Not nested. */
void trap_begin(Display *x);

/* trap_end() - wait for the server and return the first error code since trap_begin(), 0 if
 * none. */
int trap_end(Display *x);
