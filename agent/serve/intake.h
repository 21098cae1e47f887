/* intake.h - the process that takes submissions from the sources into the store. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/serve/config.h"
#include "base/err.h"

/*
 * intake_run() - until told to end (agent/serve/vigil): look into every source, and take each
 * submission in: store, journal, and only then tell the source. What cannot be taken in now stays
 * at its source; a source that does not answer is asked again after a back-off.
 * @e: what a restart may mend (ERR_IO of store or journal, ERR_RECIPE), or only a person
 *     (ERR_CONFIG); the sources' own failures end nothing
 */
MUST_USE bool intake_run(const struct config *c, struct err *e);
