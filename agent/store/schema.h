/* schema.h - the tables, and how an older store becomes a present one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/store/store_sql.h"
#include "base/err.h"

/*
 * schema_bring_forward() - create or migrate the tables, each version in its own transaction.
 * @e: ERR_CONFIG (newer than this program, or another program's data base), ERR_IO
 */
MUST_USE bool schema_bring_forward(struct sql *db, struct err *e);
