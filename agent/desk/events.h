/* events.h - the one place where a desk waits: X events, the application's end, the stop signal. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include "base/clock.h"
#include "base/err.h"

struct desk;

/* events_pump() - handle every event that has arrived, without waiting. @e: ERR_DISPLAY */
MUST_USE bool events_pump(struct desk *d, struct err *e);

/*
 * events_step() - pump; if nothing had arrived, wait for something until @until and pump again.
 * The caller looks at what it waits for after each step. @e: ERR_DISPLAY, ERR_STOPPED
 */
MUST_USE bool events_step(struct desk *d, struct deadline until, struct err *e);

/* events_time() - the server's clock now, as ICCCM wants it in requests. */
Time events_time(struct desk *d);

/* events_lost() - why the connection is gone: ERR_MISBEHAVED, because of a flood; ERR_DISPLAY, the
 * server is gone, or it runs on and another program cut us off. Returns false. */
bool events_lost(struct desk *d, struct err *e);
