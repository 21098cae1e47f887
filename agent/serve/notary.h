/* notary.h - when `keys` signs: at the start, every so many lines or minutes, at the end. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/cleanup.h"
#include "base/err.h"
#include "logs/verifier.h"

struct notary;

/* notary_new() - for the journal and the keyring in these folders; opens nothing yet. */
struct notary *notary_new(const char *journal, const char *keys);

/* notary_free() - takes NULL. */
void notary_free(struct notary *n);
DEFINE_CLEANUP(struct notary *, notary_free)

/* notary_wait_ms() - until notary_work() wants to be called again; for poll(). */
int notary_wait_ms(const struct notary *n);

/*
 * notary_work() - sign if it is time to. What fails is said on standard error and tried again, and
 * nobody who wants a key waits for it.
 * @e: ERR_SEALED at the first attempt: the journal does not go on from what was signed last; an
 *     agent must not work on such a journal
 */
MUST_USE bool notary_work(struct notary *n, struct err *e);

/* notary_now() - sign now; @renew: with a fresh key from here on. As checkpoint_make(). */
MUST_USE bool notary_now(struct notary *n, bool renew, struct err *e);

/* notary_end() - the last checkpoint; what fails is said. */
void notary_end(struct notary *n);

/* notary_verifier() - the public key, borrowed; after a notary_now() that was done. */
const struct verifier *notary_verifier(const struct notary *n);
