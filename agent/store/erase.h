/* erase.h - which day keys may still be used. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/store/store.h"
#include "base/err.h"

/* day_key_lives() - inside a transaction: ERR_STALE if the day key of a wrapped key is retired. */
MUST_USE bool day_key_lives(struct store *s, struct store_bytes key, struct err *e);
