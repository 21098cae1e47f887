/* queue.h - long queues, most of which cannot be claimed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/store/store.h"
#include "base/err.h"

/*
 * queue_fill() - put @n jobs into a fresh SQLite store. One of ten can be claimed, of recipe
 * "free" with 1000 seats; the others are closed, held, failed, in doubt, later, of a stopped recipe
 * or of one without a free seat.
 */
MUST_USE bool queue_fill(struct store *s, unsigned n, struct err *e);
