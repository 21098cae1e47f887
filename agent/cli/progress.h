/* progress.h - what `amtsbote run` shows while it works and when it is done. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "agent/run/run.h"
#include "base/buf.h"

struct progress {
	bool silent;                  /* --quiet: nothing is shown */
	bool colour;                  /* standard output is a terminal that knows colours */
	bool german;                  /* by LC_ALL, LC_MESSAGES, LANG */
	struct run_observer observer; /* self points back here */
};

/* progress_init() - decide by environment and terminal; @p must not move afterwards. */
void progress_init(struct progress *p, bool silent);

/* progress_begin() - the line above the steps of one submission. */
void progress_begin(const struct progress *p, const char *path, const char *mark);

/* progress_end() - how it ended: one line, then values, the reason, the rehearsal's table, the
 * picture. */
void progress_end(const struct progress *p, const struct run_result *result, int64_t took_ms);

/* progress_json() - append one line of JSON: submission, mark, how it ended, how long it took,
 * outcome. */
void progress_json(struct buf *out, const char *path, const char *mark,
		   const struct run_result *result, int64_t took_ms);
