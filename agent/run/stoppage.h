/* stoppage.h - the picture a stopped or rehearsed run leaves for a person. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

struct err;
struct run;

/*
 * stoppage_picture() - write the screen as it is now into the run's picture folder, with a box
 * around every match if @e says ERR_AMBIGUOUS. Returns the path, owned by the run's arena; NULL if
 * no folder was given or the picture could not be taken or written (the run's own error matters
 * more).
 */
const char *stoppage_picture(struct run *r, const struct err *e);
