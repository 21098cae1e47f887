/* signer.h - the key that signs checkpoints, and what it signed last; in the keyring's folder. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "logs/journal_tail.h"
#include "logs/merkle.h"
#include "logs/note.h"
#include "logs/verifier.h"

/* Read by the process `keys` alone, as the ring beside it (docs/sealed-values.md). */
struct signer;

/* What was signed last, and all that is needed to go on from there; plain data. */
struct signer_seen {
	struct merkle tree;
	unsigned segment;               /* that holds the last line signed; 0: none was */
	struct journal_tail_state tail; /* behind that line */
	char note[NOTE_MAX];            /* "" if there is none */
};

/*
 * signer_open() - read key and memory in the keyring's @folder; a key is made if there is none.
 * @e: ERR_CONFIG (folder missing or open to others), ERR_SEALED (damaged), ERR_IO, ERR_LIMIT
 */
MUST_USE bool signer_open(const char *folder, struct signer **ret_signer, struct err *e);

/* signer_close() - wipes. Takes NULL. */
void signer_close(struct signer *s);
DEFINE_CLEANUP(struct signer *, signer_close)

/* signer_verifier() - the public half, borrowed. */
const struct verifier *signer_verifier(const struct signer *s);

/* signer_next() - that of the key which is to follow, borrowed; NULL if none is to. */
const struct verifier *signer_next(const struct signer *s);

/* signer_renew() - make the key that is to follow, durable, unless there is one. */
MUST_USE bool signer_renew(struct signer *s, struct err *e);

/* signer_switch() - the key that was to follow signs from now on; the old one is gone. */
MUST_USE bool signer_switch(struct signer *s, struct err *e);

/* signer_sign() - with the key, and with the one to follow, if there is one. */
void signer_sign(const struct signer *s, struct note *n);

/* signer_seen() - what was signed last; borrowed, tree.hasher is not set. */
const struct signer_seen *signer_seen(const struct signer *s);

/* signer_remember() - @seen, durable before anybody may have the note in it. */
MUST_USE bool signer_remember(struct signer *s, const struct signer_seen *seen, struct err *e);
