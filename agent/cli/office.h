/* office.h - what a person's command works with: configuration, store, journal, keys. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <sys/types.h>
#include "agent/serve/books.h"
#include "agent/serve/config.h"
#include "agent/store/store.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "logs/journal.h"
#include "logs/keyholder.h"

/* All owned; for CLEANUP(office_clear). */
struct office {
	struct config *config;
	struct books books;
	struct keyholder *keys; /* NULL until office_keys() */
	int lock_fd;            /* -1, or held while no agent runs and the keys are ours to serve */
	int lifeline_fd;        /* of our own `keys`; -1: the agent's serves us */
	pid_t keys_pid;
	bool signs; /* a `keys` of our own signs the journal, too; set before office_keys() */
};

/* OFFICE_CONFIG: the file that is read when none is named. */
#define OFFICE_CONFIG "amtsbote.yaml"

/* office_open() - configuration @path (NULL: OFFICE_CONFIG here), store and journal. */
MUST_USE bool office_open(const char *path, struct office *ret_office, struct err *e);

/* office_clear() - close what is open; ends a `keys` that was started for this command. */
void office_clear(struct office *o);

/*
 * office_keys() - connect to the agent's `keys`, or start one for this command if no agent runs.
 * @e: ERR_SEALED, ERR_CONFIG
 */
MUST_USE bool office_keys(struct office *o, struct err *e);

enum { OFFICE_TEXT_BYTES_MAX = 64 * 1024 };

/*
 * office_text() - "-" stands for the next line of standard input: a command line is seen by all who
 * may list processes. NULL stays NULL.
 * @what: for messages
 * @a:    owns the text that was read
 */
MUST_USE bool office_text(const char **text, const char *what, struct arena *a, struct err *e);

/* Which sealed value of which job. */
struct office_slot {
	const struct store_job *job;
	const char *what; /* "reason", "outcome", ... */
};

/* office_key() - the key of @job's values and tapes; the caller frees it. @e: as office_keys() */
MUST_USE bool office_key(struct office *o, const struct store_job *job, struct vault_key **ret_key,
			 struct err *e);

/* office_seal() - @text as the value in @slot. Appends to @out. @ret_commitment may be NULL. */
MUST_USE bool office_seal(struct office *o, const struct office_slot *slot, const char *text,
			  struct buf *out, uint8_t ret_commitment[VAULT_HASH_BYTES], struct err *e);

/* office_unseal() - the text of @sealed, appended to @out; nothing if it is empty. */
MUST_USE bool office_unseal(struct office *o, const struct office_slot *slot,
			    struct store_bytes sealed, struct buf *out, struct err *e);
