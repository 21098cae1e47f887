/* intake.c - the process that takes submissions from the sources into the store. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include "agent/serve/books.h"
#include "agent/serve/inlet.h"
#include "agent/serve/presence.h"
#include "agent/serve/reception.h"
#include "agent/serve/route.h"
#include "agent/serve/vigil.h"
#include "base/clock.h"
#include "logs/keyholder.h"

/* GIVE_UP_AFTER: items in a row that fail; then it is the source, or our keys, and not the items.
 */
enum { GIVE_UP_AFTER = 3 };

/* Everything one intake holds; freed in the reverse order of the fields. */
struct intake {
	int presence_fd; /* owned, like all below; until it closes we are the intake */
	struct books books;
	struct keyholder *keys;
	struct vigil *vigil;
	struct routes *routes;
	struct inlets inlets;
	uint64_t random;
};

static void intake_clear(struct intake *in)
{
	inlets_clear(&in->inlets);
	routes_close(in->routes);
	vigil_close(in->vigil);
	keyholder_close(in->keys);
	journal_close(in->books.journal);
	store_close(in->books.store);
	close_fdp(&in->presence_fd);
}

/* say() - one line for the engineer; journald or the terminal keeps it. */
static void say(const struct err *e)
{
	(void)fprintf(stderr, "amtsbote intake: %s\n", e->msg);
}

/* take_all() - the items of one source. False with ERR_NONE: told to end. */
static bool take_all(struct intake *in, struct inlet *inlet, const struct source_item *items,
		     size_t n, struct err *e)
{
	const struct reception r = { &in->books, in->keys, in->routes, inlet->source,
				     inlet->config };
	unsigned in_row = 0;

	for (size_t i = 0; i < n && in_row < GIVE_UP_AFTER; i++) {
		struct err one = { 0 };
		if (!vigil_goes_on(in->vigil))
			return false;
		if (!inlet_item_due(inlet, items[i].external))
			continue;
		if (reception_take(&r, &items[i], &one, e)) {
			inlet_item_worked(inlet, items[i].external);
			in_row = 0;
			continue;
		}
		if (e->code != ERR_NONE)
			return false;
		inlet_item_failed(inlet, items[i].external, &in->random);
		/* Gone since it was listed is nothing; listed again and gone again is. */
		bool gone = one.code == ERR_NOT_FOUND;
		if (!gone || inlet_item_failures(inlet, items[i].external) > 1)
			say(&one); /* it stays at its source; the others have their turn */
		in_row += !gone;
	}
	if (in_row == GIVE_UP_AFTER)
		inlet_failed(inlet, &in->random);
	else
		inlet_worked(inlet);
	return true;
}

/* visit() - everything one source has now. False with ERR_NONE: told to end. */
static bool visit(struct intake *in, struct inlet *inlet, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct source_item *items;
	struct err one = { 0 };
	size_t n;

	if (inlet_open(inlet, &one) && source_list(inlet->source, a, &items, &n, &one))
		return take_all(in, inlet, items, n, e);
	say(&one);
	inlet_failed(inlet, &in->random);
	return true;
}

/* visit_due() - the sources whose time has come, or which say that something is there. */
static bool visit_due(struct intake *in, struct err *e)
{
	for (size_t i = 0; i < in->inlets.n; i++) {
		struct inlet *inlet = &in->inlets.list[i];
		bool due = clock_boot_ms() >= inlet->due_ms ||
			   (inlet->source && vigil_readable(source_fd(inlet->source)));
		if (due && !visit(in, inlet, e))
			return false;
	}
	return true;
}

/* rest() - until a source is due or says something; false: told to end. */
static bool rest(struct intake *in)
{
	int fds[CONFIG_SOURCES_MAX];
	int64_t next_ms = INT64_MAX, now_ms = clock_boot_ms();

	for (size_t i = 0; i < in->inlets.n; i++) {
		const struct inlet *inlet = &in->inlets.list[i];
		fds[i] = inlet->source ? source_fd(inlet->source) : -1;
		next_ms = inlet->due_ms < next_ms ? inlet->due_ms : next_ms;
	}
	return vigil_wait(in->vigil, fds, in->inlets.n, next_ms > now_ms ? next_ms - now_ms : 0);
}

static bool open_all(struct intake *in, const struct config *c, struct err *e)
{
	inlets_init(&in->inlets, c);
	(void)!getrandom(&in->random, sizeof in->random, 0); /* jitter: any value will do */
	if (!presence_take(c, "intake", &in->presence_fd, e) || !vigil_open(&in->vigil, e) ||
	    !store_open(config_path(c, "store.db"), &in->books.store, e))
		return false;
	store_as(in->books.store, "intake");
	return journal_open(config_path(c, "journal"), "intake", &in->books.journal, e) &&
	       routes_open(c, &in->books, &in->routes, e) &&
	       keyholder_open(config_path(c, "keys.sock"), "intake", &in->keys, e);
}

bool intake_run(const struct config *c, struct err *e)
{
	CLEANUP(intake_clear) struct intake in = { .presence_fd = -1 };

	if (!open_all(&in, c, e))
		return false;
	while (visit_due(&in, e) && rest(&in))
		continue;
	return e->code == ERR_NONE;
}
