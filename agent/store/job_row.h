/* job_row.h - from rows to struct store_job, and the words of causes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/model/job.h"
#include "agent/store/connection.h"
#include "agent/store/store.h"
#include "base/arena.h"
#include "base/err.h"

/* The columns job_row_plain() reads, and their tables. */
#define JOB_ROW_COLUMNS \
	"SELECT j.id, j.mark, b.source, j.recipe, j.recipe_hash, j.state, j.token, j.attempts," \
	" j.cause, b.received_ms, j.changed_ms, j.not_before_ms, j.acknowledged, j.desk_gone_ms," \
	" f.mark, j.deaths, j.hold_ms, x.job, x.done_ms, x.final_ms"
#define JOB_ROW_TABLES \
	" FROM job j JOIN submission b ON b.id = j.id LEFT JOIN job f ON f.id = j.first" \
	" LEFT JOIN erasure x ON x.job = j.id"

/* job_row_plain() - the present row without sealed parts and stages. */
MUST_USE bool job_row_plain(struct sql_call *c, struct arena *a, struct store_job *ret_job,
			    struct err *e);

/* job_row_whole() - job @id with everything; @a owns. ERR_NOT_FOUND. */
MUST_USE bool job_row_whole(struct store *s, int64_t id, struct arena *a,
			    struct store_job **ret_job, struct err *e);

/* job_row_state() - the state named by column @column; ERR_IO if it is no word of ours. */
MUST_USE bool job_row_state(struct sql_call *c, int column, enum job_state *ret_state,
			    struct err *e);

/* job_row_cause() - likewise a cause, as cause_word() wrote it. */
MUST_USE bool job_row_cause(struct sql_call *c, int column, enum err_code *ret_code, struct err *e);

/* cause_word() - the name of @code as it stands in the store, "ERR_IO"; static. */
const char *cause_word(enum err_code code);
