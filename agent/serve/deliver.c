/* deliver.c - the process that carries answers from the outbox to the sources. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/deliver.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include "agent/model/backoff.h"
#include "agent/serve/books.h"
#include "agent/serve/inlet.h"
#include "agent/serve/presence.h"
#include "agent/serve/verdict.h"
#include "agent/serve/vigil.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/mem.h"
#include "logs/keyholder.h"
#include "logs/vault.h"

/* IDLE_MS: SQLite cannot tell us of new rows; a look costs one indexed query. */
enum { IDLE_MS = 1000 };

/* Everything one deliver holds; freed in the reverse order of the fields. */
struct deliver {
	const struct config *config; /* borrowed */
	int presence_fd;             /* owned, like all below; until it closes we are the deliver */
	struct books books;
	struct keyholder *keys;
	struct vigil *vigil;
	struct inlets inlets;
	uint64_t random;
};

static void deliver_clear(struct deliver *d)
{
	inlets_clear(&d->inlets);
	vigil_close(d->vigil);
	keyholder_close(d->keys);
	journal_close(d->books.journal);
	store_close(d->books.store);
	close_fdp(&d->presence_fd);
}

static void wipe(struct buf *b)
{
	if (b->data)
		mem_wipe(b->data, b->room_bytes);
	buf_clear(b);
}

/* unseal() - one value of the job, into the fresh @out. */
static bool unseal(const struct vault_key *key, const char *mark, const char *what,
		   const struct store_bytes *sealed, struct buf *out, struct err *e)
{
	const struct vault_slot slot = { .key = key, .job = mark, .what = what };

	buf_init(out, sealed->len);
	return vault_open(&slot, sealed->data, sealed->len, out, e) || err_wrap(e, "%s", what);
}

/* To whom, about what. */
struct addressee {
	struct source *source;
	const char *external;
	const struct vault_key *key; /* the job's */
};

/* acknowledge_first() - the acknowledgement that a crash of intake swallowed, in the same words. */
static bool acknowledge_first(struct deliver *d, const struct store_delivery *one,
			      const struct addressee *to, struct err *ret_one, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(wipe) struct buf reason = { 0 };
	struct journal_body line = journal_body(JK_ACKNOWLEDGED);
	struct store_job *job;

	if (!store_find(d->books.store, one->mark, a, &job, e))
		return false;
	if (job->acknowledged)
		return true;
	bool refused = verdict_was_refusal(job);
	if (refused && !unseal(to->key, one->mark, "reason", &job->reason, &reason, ret_one))
		return false;
	if (!source_acknowledge(to->source, to->external,
				refused ? SOURCE_REFUSED : SOURCE_ACCEPTED,
				refused ? reason.data : "", ret_one))
		return false;
	journal_put_id(&line, JF_SOURCE, one->source);
	const struct store_due due = books_due(&line, a);
	return store_acknowledged(d->books.store, one->job, &due, e) &&
	       books_note(&d->books, one->mark, &line, e);
}

/* hand_over() - to the source; what it says is @ret_one, @e that of store and journal. */
static bool hand_over(struct deliver *d, const struct store_delivery *one, struct err *ret_one,
		      struct err *e)
{
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	CLEANUP(wipe) struct buf external = { 0 }, body = { 0 };
	struct inlet *inlet = inlet_named(&d->inlets, one->source);

	if (!inlet)
		return err_set(ret_one, ERR_CONFIG, "source '%s' is not configured any more",
			       one->source);
	if (!keyholder_unwrap(d->keys, one->key.data, one->key.len, &key, ret_one) ||
	    !unseal(key, one->mark, "external", &one->external, &external, ret_one) ||
	    !unseal(key, one->mark, "answer", &one->body, &body, ret_one) ||
	    !inlet_open(inlet, ret_one))
		return false;
	const struct addressee to = { inlet->source, external.data, key };
	if (!acknowledge_first(d, one, &to, ret_one, e)) {
		inlet_failed(inlet, &d->random); /* opened anew: the token may have changed */
		return false;
	}
	const struct source_answer answer = { .external = external.data,
					      .mark = one->mark,
					      .idempotency_key = one->idempotency_key,
					      .outcome = one->outcome,
					      .body = body.data };
	fault_point("deliver-sending");
	bool sent = source_deliver(inlet->source, &answer, ret_one);
	fault_point("deliver-sent");
	if (!sent)
		inlet_failed(inlet, &d->random); /* opened anew: the token may have changed */
	return sent;
}

static bool note_delivered(struct deliver *d, const struct store_delivery *one, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct journal_body line = journal_body(JK_DELIVERED);

	journal_put_id(&line, JF_SOURCE, one->source);
	journal_put_id(&line, JF_KEY, one->idempotency_key);
	const struct store_due due = books_due(&line, a);
	if (!store_delivered(d->books.store, one->id, &due, e))
		return false;
	fault_point("deliver-stored");
	return books_note(&d->books, one->mark, &line, e);
}

/*
 * is_hopeless() - refused for good, or tried for give_up_ms: attempts are counted, not days, so
 * that a revived letter gets the whole time again. A wait is half its bound in the mean.
 */
static bool is_hopeless(const struct deliver *d, const struct store_delivery *one,
			enum err_code cause)
{
	const struct config_deliver *o = &d->config->deliver;

	return cause == ERR_INPUT || one->attempts >= (uint64_t)(o->give_up_ms / o->cap_ms) * 2 + 2;
}

static bool note_failed(struct deliver *d, const struct store_delivery *one, enum err_code cause,
			struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct backoff b = { d->config->deliver.first_ms, d->config->deliver.cap_ms };
	bool dead = is_hopeless(d, one, cause);
	struct journal_body line = journal_body(dead ? JK_DEAD_LETTER : JK_DELIVERY_FAILED);
	int64_t next_ms =
		dead ? INT64_MAX : clock_utc_ms() + backoff_ms(&b, one->attempts + 1, &d->random);

	journal_put_id(&line, JF_SOURCE, one->source);
	journal_put_id(&line, JF_KEY, one->idempotency_key);
	journal_put_id(&line, JF_CAUSE, err_code_word(cause));
	journal_put(&line, JF_ATTEMPT, one->attempts + 1);
	const struct store_due due = books_due(&line, a);
	return store_not_delivered(d->books.store, one->id, cause, next_ms, &due, e) &&
	       books_note(&d->books, one->mark, &line, e);
}

/* attempt() - one delivery; false only if store or journal failed. */
static bool attempt(struct deliver *d, const struct store_delivery *one, struct err *e)
{
	struct err cause = { 0 };

	if (hand_over(d, one, &cause, e))
		return note_delivered(d, one, e);
	if (e->code != ERR_NONE)
		return false;
	(void)fprintf(stderr, "amtsbote deliver: %s: %s\n", one->mark, cause.msg);
	return note_failed(d, one, cause.code, e);
}

/* deliver_due() - the oldest one; *ret_wait_ms is how long there is nothing to do. */
static bool deliver_due(struct deliver *d, int64_t *ret_wait_ms, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct store_delivery *one;
	int64_t wait_ms;

	if (!store_next_delivery(d->books.store, a, &one, &wait_ms, e))
		return false;
	*ret_wait_ms = one ? 0 : wait_ms < IDLE_MS ? wait_ms : IDLE_MS;
	return !one || attempt(d, one, e);
}

static bool open_all(struct deliver *d, const struct config *c, struct err *e)
{
	d->config = c;
	inlets_init(&d->inlets, c);
	(void)!getrandom(&d->random, sizeof d->random, 0); /* jitter: any value will do */
	if (!presence_take(c, "deliver", &d->presence_fd, e) || !vigil_open(&d->vigil, e) ||
	    !store_open(config_path(c, "store.db"), &d->books.store, e))
		return false;
	store_as(d->books.store, "deliver");
	return journal_open(config_path(c, "journal"), "deliver", &d->books.journal, e) &&
	       keyholder_open(config_path(c, "keys.sock"), "deliver", &d->keys, e);
}

bool deliver_run(const struct config *c, struct err *e)
{
	CLEANUP(deliver_clear) struct deliver d = { .presence_fd = -1 };
	int64_t wait_ms = 0;

	if (!open_all(&d, c, e))
		return false;
	while (vigil_wait(d.vigil, NULL, 0, wait_ms))
		if (!deliver_due(&d, &wait_ms, e))
			return false;
	return true;
}
