/* backup.h - the state as a folder that can be carried away, and back from there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdint.h>
#include "agent/serve/config.h"
#include "agent/store/store.h"
#include "base/err.h"
#include "logs/journal_line.h"
#include "logs/keyholder.h"
#include "logs/verifier.h"

/* What a backup says of itself (its file `backup`). */
struct backup {
	char time[JOURNAL_TIME_BYTES];  /* UTC, when it was begun */
	uint64_t op;                    /* the last one that its store knows */
	uint64_t lines;                 /* of its journal, all of them signed */
	uint8_t last[VAULT_HASH_BYTES]; /* hash of the last of them */
	struct verifier key;            /* that signed */
};

/*
 * backup_make() - store, journal, recipes, desks and reports as the new folder @to, while the agent
 * works. Whole and durable, or not there; what a kill left beside it (@to.part-XXXXXX) may be
 * removed. The journal reaches at least as far as the store and ends in what is signed.
 * @keys: signs the journal up to now
 * @to:   does not exist, or is an empty folder; apart from state and keyring
 * @e: ERR_CONFIG (@to), ERR_SEALED (the journal), ERR_IO
 */
MUST_USE bool backup_make(const struct config *c, struct store *s, struct keyholder *keys,
			  const char *to, struct backup *ret_backup, struct err *e);

/*
 * backup_restore() - the backup @from as the state folder of @c, which does not exist or is empty.
 * Journal and store of the backup are checked first. Whole and durable, or not there.
 * @e: ERR_CONFIG (@from, or the state folder), ERR_SEALED (the backup is damaged), ERR_IO
 */
MUST_USE bool backup_restore(const struct config *c, const char *from, struct backup *ret_backup,
			     struct err *e);
