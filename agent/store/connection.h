/* connection.h - what is inside a struct store, for the files of this folder. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "agent/store/store.h"
#include "agent/store/store_sql.h"
#include "base/err.h"

struct store {
	struct sql sql;
	char process[STORE_NAME_BYTES]; /* whose connection it is; "": not told */
	int64_t op;                     /* of the change under way */
	int64_t last_op;                /* of the last one that is durable */
};

/* change_begin() - start the transaction of a call that takes a struct store_due. */
MUST_USE bool change_begin(struct store *s, struct err *e);

/* change_end() - end it, as sql_end(); from now on store_last_op() speaks of it. */
MUST_USE bool change_end(struct store *s, bool done, struct err *e);

/* change_due() - store the line owed, if there is one. @job: 0 if it is about none. */
MUST_USE bool change_due(struct store *s, int64_t job, const struct store_due *due, struct err *e);
