/* schema.h - the tables, and how an older store becomes a present one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "agent/store/store_sql.h"
#include "base/err.h"

/*
 * schema_bring_forward() - create or migrate the tables, each version in its own transaction.
 * @e: ERR_CONFIG (newer than this program, or another program's data base), ERR_IO
 */
MUST_USE bool schema_bring_forward(struct sql *db, struct err *e);

/*
 * schema_read() - the version of the tables as they are and the newest this program knows; changes
 * nothing. @e: as schema_bring_forward()
 */
MUST_USE bool schema_read(struct sql *db, int64_t *ret_version, int64_t *ret_newest, struct err *e);
