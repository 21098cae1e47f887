/* source.h - where submissions come from and where answers go: one interface, two drivers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/model/job.h"
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/err.h"

struct source;

enum source_kind { SOURCE_FOLDER, SOURCE_HTTP };

/* Caps of what one source may hand over. */
enum { SOURCE_ITEM_BYTES_MAX = 16 * 1024 * 1024, SOURCE_ITEMS_MAX = 1000 };

struct source_options {
	enum source_kind kind;
	const char *name;    /* in the configuration; stands in store and journal */
	const char *folder;  /* SOURCE_FOLDER */
	const char *url;     /* SOURCE_HTTP: base, without a slash at the end */
	const char *token;   /* SOURCE_HTTP: bearer token, NULL: none; never logged */
	const char *ca_file; /* SOURCE_HTTP: certificates to trust, NULL: the system's */
	int64_t poll_ms;     /* how often to look */
	int64_t timeout_ms;  /* of one exchange with the other side */
};

/* One submission as the source names it; bytes come by source_fetch(). */
struct source_item {
	const char *external; /* the source's own id: unique in it, stable over retries */
};

/* What goes back. */
struct source_answer {
	const char *external;
	const char *mark;            /* the job's number */
	const char *idempotency_key; /* the same for every attempt */
	enum job_state outcome;      /* entered, answered, returned, by_hand */
	const char *body;            /* JSON object: values or reason; for people too */
};

enum source_fate { SOURCE_ACCEPTED, SOURCE_REFUSED };

/*
 * source_open() - nothing is asked yet. @o is copied.
 * @e: ERR_IO (a folder that cannot be used), ERR_CONFIG (its done, failed or results lies on
 *     another file system). No message names an item: names of files are personal.
 */
MUST_USE bool source_open(const struct source_options *o, struct source **ret_source,
			  struct err *e);

/* source_close() - takes NULL. */
void source_close(struct source *s);
DEFINE_CLEANUP(struct source *, source_close)

/*
 * source_list() - complete submissions that were not acknowledged yet, oldest first. @a owns.
 * Drains source_fd(). An item may stand in it twice; one that cannot be read now too.
 * @e: ERR_NET, ERR_IO; ERR_INPUT if the list itself is malformed (names source, field, place)
 */
MUST_USE bool source_list(struct source *s, struct arena *a, struct source_item **ret_list,
			  size_t *ret_n, struct err *e);

/*
 * source_fetch() - the bytes of one submission, as they are, unparsed. @a owns.
 * @e: ERR_NET (cut short, refused), ERR_IO, ERR_NOT_FOUND (gone or changed
 *     meanwhile),
 *     ERR_LIMIT (over SOURCE_ITEM_BYTES_MAX: will never fit, refuse it)
 */
MUST_USE bool source_fetch(struct source *s, const struct source_item *item, struct arena *a,
			   const char **ret_data, size_t *ret_len, struct err *e);

/*
 * source_acknowledge() - it is durable here (or refused for good). Idempotent.
 * @message: for people, with SOURCE_REFUSED why; else ""
 */
MUST_USE bool source_acknowledge(struct source *s, const char *external, enum source_fate fate,
				 const char *message, struct err *e);

/*
 * source_deliver() - hand an answer over, at least once, under its idempotency key.
 * @e: ERR_NET, ERR_IO: try again; ERR_INPUT: the other side will never take it
 */
MUST_USE bool source_deliver(struct source *s, const struct source_answer *answer, struct err *e);

/* source_fd() - becomes readable when it may be worth looking before poll_ms is over; -1: none. */
int source_fd(struct source *s);
