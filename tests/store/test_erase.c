/* test_erase.c - what erasing leaves in the store, what it refuses, and whose keys it touches. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "agent/store/connection.h"
#include "tests/check.h"
#include "tests/store/ground.h"

/* Wrapped keys: 19 bytes that name a day key, then what they wrap. */
#define OLD "day key number one-"
#define NEW "day key number two-"

static struct store_bytes day_key(const char *text)
{
	return (struct store_bytes){ text, STORE_DAY_KEY_BYTES };
}

/* begin() - jobs 1 and 2 under OLD, 3 under NEW; the first is closed. */
static bool begin(struct ground *g)
{
	static const char *const keys[] = { OLD "a", OLD "b", NEW "c" };
	struct store_receipt r;

	if (!CHECK(ground_init(g, &ground_drivers[0])))
		return false;
	for (unsigned i = 0; i < 3; i++) {
		struct store_submission in = ground_submission(g, i + 1, "hund");
		in.key = ground_bytes(keys[i]);
		in.has_once = true;
		in.once_hash[0] = (uint8_t)(i + 1);
		CHECK_OK(store_receive(g->s, &in, NULL, &r, &g->e), g->e);
	}
	return CHECK_OK(
		sql_script(&g->s->sql,
			   "UPDATE job SET state = 'closed', outcome = x'01', reason = x'02'"
			   " WHERE id = 1",
			   &g->e),
		g->e);
}

static bool erase(struct ground *g, const char *key)
{
	const struct store_remains r = { ground_bytes(key), ground_bytes("why") };

	return store_erase(g->s, 1, &r, &ground_due, &g->e);
}

TEST(what_is_personal_goes_and_the_rest_stays)
{
	CLEANUP(ground_clear) struct ground g;

	if (!begin(&g))
		return;
	struct store_job *was = ground_find(&g, 1);
	CHECK_OK(erase(&g, NEW "r"), g.e);
	CHECK(store_last_op(g.s) > 0);
	struct store_job *is = ground_find(&g, 1);
	CHECK(was->erasure == STORE_WHOLE && is->erasure == STORE_ERASING);
	CHECK(is->payload.len == 0 && is->external.len == 0 && is->outcome.len == 0);
	CHECK(ground_same(is->key, NEW "r") && ground_same(is->reason, "why"));
	CHECK(is->state == JOB_CLOSED && is->received_ms == was->received_ms &&
	      is->changed_ms == was->changed_ms);
	CHECK_EQ_STR(is->recipe_hash, was->recipe_hash);
	CHECK_OK(store_erased(g.s, 1, 4711, &ground_due, &g.e), g.e);
	is = ground_find(&g, 1);
	CHECK(is->erasure == STORE_ERASED && is->final_ms == 4711);
	/* Another time nothing changes, and nothing is owed. */
	CHECK_OK(store_erased(g.s, 1, 12, &ground_due, &g.e), g.e);
	CHECK(store_last_op(g.s) == 0 && ground_find(&g, 1)->final_ms == 4711);
	/* Once is once, and what came before is known. */
	struct store_submission in = ground_submission(&g, 4, "hund");
	struct store_receipt r;
	in.has_once = true;
	in.once_hash[0] = 1;
	CHECK_OK(store_receive(g.s, &in, NULL, &r, &g.e), g.e);
	CHECK(r.fate == STORE_ANOTHER && strcmp(r.first_mark, is->mark) == 0);
	in = ground_submission(&g, 1, "hund");
	CHECK_OK(store_receive(g.s, &in, NULL, &r, &g.e), g.e);
	CHECK(r.fate == STORE_KNOWN);
}

TEST(what_may_not_be_erased_is_refused_and_as_it_was)
{
	CLEANUP(ground_clear) struct ground g;
	const struct store_bytes reason = ground_bytes("sealed");

	if (!begin(&g))
		return;
	CHECK_OK(store_hold(g.s, 1, true, reason, &ground_due, &g.e), g.e);
	CHECK(ground_find(&g, 1)->hold_ms > 0 && ground_same(ground_find(&g, 1)->hold, "sealed"));
	CHECK_ERR(store_hold(g.s, 1, true, reason, NULL, &g.e), g.e, ERR_UNSUPPORTED);
	CHECK_ERR(erase(&g, NEW "r"), g.e, ERR_UNSUPPORTED);
	CHECK_OK(store_hold(g.s, 1, false, reason, &ground_due, &g.e), g.e);
	CHECK_ERR(store_hold(g.s, 1, false, reason, NULL, &g.e), g.e, ERR_UNSUPPORTED);
	/* Under the day key that is to go, or one that has gone. */
	CHECK_ERR(erase(&g, OLD "r"), g.e, ERR_STALE);
	CHECK_OK(store_retire(g.s, day_key("a day key long gone"), &g.e), g.e);
	CHECK_ERR(erase(&g, "a day key long gone, this"), g.e, ERR_STALE);
	CHECK_OK(sql_script(&g.s->sql, "UPDATE job SET state = 'entered' WHERE id = 1", &g.e), g.e);
	CHECK_ERR(erase(&g, NEW "r"), g.e, ERR_UNSUPPORTED);
	CHECK_OK(sql_script(&g.s->sql, "UPDATE job SET state = 'closed' WHERE id = 1", &g.e), g.e);
	CHECK(ground_same(ground_find(&g, 1)->payload, "sealed payload 1"));
	CHECK_OK(erase(&g, NEW "r"), g.e);
	CHECK_ERR(erase(&g, NEW "r"), g.e, ERR_STALE);
	CHECK_ERR(store_hold(g.s, 1, true, reason, NULL, &g.e), g.e, ERR_UNSUPPORTED);
	CHECK(ground_find(&g, 1)->hold.len == 0);
}

TEST(a_day_key_is_retired_when_nothing_lies_under_it_and_takes_nothing_more)
{
	CLEANUP(ground_clear) struct ground g;
	struct store_pending *pending;
	struct store_rewrap *list;
	struct store_receipt r;
	size_t n;

	if (!begin(&g))
		return;
	CHECK_OK(erase(&g, NEW "r"), g.e);
	CHECK_OK(store_pending(g.s, g.a, &pending, &n, &g.e), g.e);
	CHECK(n == 1 && pending[0].job == 1 && pending[0].day_key.len == STORE_DAY_KEY_BYTES &&
	      memcmp(pending[0].day_key.data, OLD, STORE_DAY_KEY_BYTES) == 0);
	CHECK_ERR(store_retire(g.s, day_key(OLD), &g.e), g.e, ERR_STALE);
	CHECK_OK(store_wrapped(g.s, day_key(OLD), g.a, &list, &n, &g.e), g.e);
	if (!CHECK(n == 1 && list[0].job == 2))
		return;
	list[0].fresh = ground_bytes(NEW "b");
	struct store_rewrap late = list[0];
	CHECK_OK(store_rewrap(g.s, list, n, &g.e), g.e);
	late.fresh = ground_bytes(NEW "too late");
	CHECK_OK(store_rewrap(g.s, &late, 1, &g.e), g.e);
	CHECK(ground_same(ground_find(&g, 2)->key, NEW "b"));
	CHECK(ground_same(ground_find(&g, 3)->key, NEW "c"));
	CHECK_OK(store_retire(g.s, day_key(OLD), &g.e), g.e);
	CHECK_OK(store_retire(g.s, day_key(OLD), &g.e), g.e);
	struct store_submission in = ground_submission(&g, 4, "hund");
	in.key = ground_bytes(OLD "d");
	CHECK_ERR(store_receive(g.s, &in, NULL, &r, &g.e), g.e, ERR_STALE);
	in.key = ground_bytes(NEW "d");
	CHECK_OK(store_receive(g.s, &in, NULL, &r, &g.e), g.e);
	CHECK(r.fate == STORE_NEW);
}
