/* verdict.h - what is to become of one submission: a job that waits, is held, or is returned. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "agent/model/job.h"
#include "agent/serve/config.h"
#include "agent/serve/route.h"
#include "agent/store/store.h"
#include "base/arena.h"
#include "base/err.h"

/* A submission as it was fetched; all borrowed. */
struct arrival {
	const struct config_source *source;
	const char *external;
	const char *bytes; /* NULL: too large to be fetched */
	size_t len;
	const char *mark; /* the number its job will have */
};

struct verdict {
	enum job_state state;      /* JOB_WAITING, JOB_HELD, JOB_RETURNED */
	enum err_code cause;       /* ERR_NONE when waiting */
	const char *reason;        /* one line, "" when waiting; for the applicant when returned */
	const struct route *route; /* NULL: no recipe takes it */
	const char *payload; /* of a recipe: its data; without: all of it; returned: what arrived */
	size_t payload_len;
	const char *once; /* value of once_per, NULL: none */
};

/*
 * verdict_reach() - import, envelope, route, schema, once_per, in this order.
 * What is wrong with the submission returns it; what is wrong with us (routing, once_per) holds it.
 * @a: owns what @ret_verdict points to
 * @e: the import program cannot be used: nothing is known about the submission
 */
MUST_USE bool verdict_reach(const struct routes *routes, const struct arrival *in, struct arena *a,
			    struct verdict *ret_verdict, struct err *e);

/*
 * verdict_again() - of a submission that came in when no recipe took it: route, schema, once_per.
 * @in: its bytes are the payload that was kept then
 * As verdict_reach() else.
 */
MUST_USE bool verdict_again(const struct routes *routes, const struct arrival *in, struct arena *a,
			    struct verdict *ret_verdict, struct err *e);

/* verdict_was_refusal() - was @job refused on arrival, so that its source is told so? */
bool verdict_was_refusal(const struct store_job *job);
