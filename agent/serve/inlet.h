/* inlet.h - a configured source as a process uses it: opened when needed, left when down. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "agent/serve/config.h"
#include "agent/source/source.h"
#include "base/cleanup.h"
#include "base/err.h"

/* An item that could not be taken in the last time. */
struct inlet_trouble {
	char *external; /* owned */
	unsigned failures;
	int64_t due_ms; /* clock_boot_ms() of the next try */
};

struct inlet {
	const struct config_source *config; /* borrowed */
	struct source *source;              /* owned; NULL: to be opened */
	unsigned failures;                  /* in a row */
	int64_t due_ms;                     /* clock_boot_ms() of the next look */
	struct inlet_trouble *trouble;      /* owned */
	size_t n_trouble;
};

struct inlets {
	struct inlet *list; /* owned */
	size_t n;
};

/* inlets_init() - one for each configured source, all due at once; nothing is opened yet. */
void inlets_init(struct inlets *all, const struct config *c);

/* inlets_clear() - close them. */
void inlets_clear(struct inlets *all);

/* inlet_named() - the inlet of source @name; NULL if it is not configured any more. */
struct inlet *inlet_named(const struct inlets *all, const char *name);

/*
 * inlet_open() - open the source unless it is open; its token is read anew each time.
 * @e: ERR_CONFIG, ERR_IO (also of the token's file)
 */
MUST_USE bool inlet_open(struct inlet *in, struct err *e);

/* inlet_worked() - due again after its poll time. */
void inlet_worked(struct inlet *in);

/* inlet_failed() - closed, and due after a back-off; @random as in backoff_ms(). */
void inlet_failed(struct inlet *in, uint64_t *random);

/* inlet_item_due() - may this item be tried? One that failed waits, the others have their turn. */
bool inlet_item_due(const struct inlet *in, const char *external);

/* inlet_item_failed() - the item waits for a back-off of its own. */
void inlet_item_failed(struct inlet *in, const char *external, uint64_t *random);

/* inlet_item_failures() - how often in a row by now. */
unsigned inlet_item_failures(const struct inlet *in, const char *external);

/* inlet_item_worked() - forget its failures. */
void inlet_item_worked(struct inlet *in, const char *external);
