/* ledger.h - one claimed job's changes: store, then journal, then the line is no longer owed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/run/run.h"
#include "agent/store/store.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "logs/journal.h"
#include "logs/vault.h"

/* All borrowed, for the time of one claim. */
struct ledger {
	struct store *store;
	struct journal *journal;
	const struct vault_key *key; /* the job's */
	const char *mark;
	struct store_ticket ticket;
};

/* A text on its way into store and journal: its sealed form, and the commitment to it. */
struct sealed {
	struct buf bytes;
	uint8_t commitment[VAULT_HASH_BYTES];
};

/* sealed_clear() - for CLEANUP(sealed_clear). */
void sealed_clear(struct sealed *s);

/* sealed_bytes() - as the store takes them; borrowed. */
struct store_bytes sealed_bytes(const struct sealed *s);

/* ledger_seal() - @text as the job's value @what ("reason", "values:anmelden"). */
MUST_USE bool ledger_seal(const struct ledger *l, const char *what, const char *text,
			  struct sealed *ret_sealed, struct err *e);

/* ledger_open() - the text of @sealed, owned by @a; "" if it is empty. */
MUST_USE bool ledger_open(const struct ledger *l, const char *what, struct store_bytes sealed,
			  struct arena *a, const char **ret_text, struct err *e);

/* ledger_due() - the line that is owed for a change; its texts live in @a. */
struct store_due ledger_due(const struct journal_body *body, struct arena *a);

/* ledger_note() - the change is in the store: append its line, and settle what is owed. */
MUST_USE bool ledger_note(const struct ledger *l, struct journal_body *body, struct err *e);

/* ledger_say() - a line for which the store holds no change. */
MUST_USE bool ledger_say(const struct ledger *l, const struct journal_body *body, struct err *e);

/* ledger_values() - append @values as an object of texts. */
void ledger_values(const struct run_value *values, size_t n, struct buf *out);

/* ledger_read_values() - the same again, owned by @a; ERR_INPUT. */
MUST_USE bool ledger_read_values(const char *json, struct arena *a, struct run_value **ret_values,
				 size_t *ret_n, struct err *e);
