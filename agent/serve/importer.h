/* importer.h - one submission's bytes through a process of `amtsbote import`. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"

enum importer_verdict {
	IMPORTER_GOOD,    /* text: canonical JSON */
	IMPORTER_REFUSED, /* text: why, "submission:LINE:COL: cause" */
	IMPORTER_BROKE,   /* text: how; the program died of it or did not come to an end */
};

struct importer_result {
	enum importer_verdict verdict;
	const char *text;
	size_t len;
};

/*
 * importer_run() - hand @bytes to a fresh import program and wait for what it says.
 * @a: owns what @ret_result points to
 * @e: ERR_IO, ERR_UNSUPPORTED: the program could not be used at all, whatever the bytes are
 */
MUST_USE bool importer_run(const char *bytes, size_t len, struct arena *a,
			   struct importer_result *ret_result, struct err *e);
