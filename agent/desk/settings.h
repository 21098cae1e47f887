/* settings.h - how toolkits are to look and behave on every desk alike. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/err.h"

struct buf;
struct desk;

/* settings_install() - on the root window: X resources for Xt, Motif, Xft, Tk. @e: ERR_DISPLAY */
MUST_USE bool settings_install(struct desk *d, struct err *e);

/* settings_write() - the files below the application's @home: GTK 2, 3 and 4. @e: ERR_IO */
MUST_USE bool settings_write(const char *home, struct err *e);

/* settings_environment() - "NAME=value" for Qt and Java, NULL-terminated, static. */
const char *const *settings_environment(void);

/* settings_describe() - all of them as text, one line each. */
void settings_describe(struct buf *to);
