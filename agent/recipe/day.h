/* day.h - the date recipes call today. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

struct arena;

/* day_today() - "YYYY-MM-DD" in the machine's time zone, owned by @a. */
const char *day_today(struct arena *a);
