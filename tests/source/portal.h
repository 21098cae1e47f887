/* portal.h - the demonstration's portal as the other side of a test. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <sys/types.h>
#include "base/arena.h"
#include "base/json.h"

#define PORTAL_TOKEN "pruef-token-1"

struct portal {
	pid_t pid; /* 0: not running */
	int port;
	char file[128]; /* its SQLite file */
	struct arena *arena;
};

/* portal_start() - the real program on @folder/portal.db; its port stays when it starts again. */
void portal_start(struct portal *p, const char *folder);

/* portal_kill() - SIGKILL. portal_start() goes on from its file. */
void portal_kill(struct portal *p);

/* portal_end() - kill it and forget everything. */
void portal_end(struct portal *p);

/* portal_submit() - these very bytes, as submission @id. */
void portal_submit(struct portal *p, const char *id, const char *bytes, size_t len);

/* portal_switch() - POST /fehler, @json e.g. {"500":2}. */
void portal_switch(struct portal *p, const char *json);

/* portal_state() - its row of GET /zustand, NULL if there is none; lives until portal_end(). */
const struct json *portal_state(struct portal *p, const char *id);

/* portal_count() - a number of that row. */
long portal_count(struct portal *p, const char *id, const char *name);
