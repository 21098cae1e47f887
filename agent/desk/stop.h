/* stop.h - SIGTERM and SIGINT as an event that ends every wait of a desk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/err.h"

/*
 * stop_on_signals() - from here on SIGTERM and SIGINT make desk_wait(), desk_barrier() and
 * desk_settle() return ERR_STOPPED instead of ending the process. Once per process, early in
 * main(); a second call does nothing. @e: ERR_IO
 */
MUST_USE bool stop_on_signals(struct err *e);

/* stop_requested() - such a signal has come; it stays so. */
bool stop_requested(void);

/* stop_fd() - becomes readable with the first signal; -1 before stop_on_signals(). For poll()
 * only. */
int stop_fd(void);
