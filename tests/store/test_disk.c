/* test_disk.c - disks that are full, broken, read-only or lose their power: nothing is lost. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <sqlite3.h>
#include <sys/stat.h>
#include "agent/store/connection.h"
#include "base/file.h"
#include "base/str.h"
#include "tests/check.h"
#include "tests/store/disk.h"
#include "tests/store/ground.h"
#include "tests/store/life.h"

/* Refusals tried: more than any single call has writing operations. */
enum { REFUSALS = 60, LIVES = 12 };

static const struct {
	int sqlite_code;
	const char *says;
} refusals[] = {
	{ SQLITE_FULL, "the disk is full" },
	{ SQLITE_IOERR_WRITE, "reading or writing failed" },
};

static void hear(void *self, enum life_fact fact, int64_t id)
{
	CHECK(life_remember(self, fact, id));
}

/* refuse_once() - live until the @nth write is refused; the store says why and can go on later. */
static void refuse_once(struct ground *g, struct life *l, unsigned nth, ptrdiff_t which)
{
	disk_refuse(nth, refusals[which].sqlite_code);
	bool good = life_go_on(l);
	unsigned refused = disk_accept();
	if (refused == 0) {
		CHECK(good);
		return;
	}
	if (!good) {
		CHECK_EQ_INT(g->e.code, ERR_IO);
		CHECK(strstr(g->e.msg, refusals[which].says) != NULL ||
		      strstr(g->e.msg, "reading or writing failed") != NULL);
		CHECK_HAS_STR(g->e.msg, "store.db");
		CHECK_EQ_INT(sqlite3_get_autocommit(g->s->sql.handle), 1);
	}
	err_clear(&g->e);
	CHECK_OK(life_recover(l), g->e);
	CHECK_OK(life_go_on(l), g->e);
}

TEST(a_refused_write_is_an_error_with_its_cause_and_nothing_is_half_done)
{
	static struct life_memory m;

	disk_insert();
	EACH_CASE (row, refusals) {
		CLEANUP(ground_clear) struct ground g;
		struct life l = { &g, hear, &m, check_random() };
		memset(&m, 0, sizeof m);
		if (!CHECK(ground_init(&g, &ground_drivers[0])))
			return;
		for (unsigned nth = 1; nth <= REFUSALS; nth++) {
			refuse_once(&g, &l, nth, row - refusals);
			if (!CHECK(life_check(&g, &m)))
				return;
		}
		CHECK(m.jobs >= REFUSALS);
	}
}

TEST(a_store_that_may_not_be_written_says_so)
{
	CLEANUP(ground_clear) struct ground g;
	struct store_receipt r;
	struct err e = { 0 };

	disk_insert();
	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	struct store_submission in = ground_submission(&g, 1, "hund");
	store_close(TAKE(g.s));
	disk_read_only(true);
	bool good = g.driver->open(g.folder, &g.s, &e) && store_receive(g.s, &in, NULL, &r, &e);
	disk_read_only(false);
	CHECK(!good);
	CHECK_EQ_INT(e.code, ERR_IO);
	CHECK_HAS_STR(e.msg, "it may not be written");
}

/* ---- power */

/* One moment at which the power failed: what the disk held, and what had been said by then. */
struct outage {
	struct ground *g;
	struct life_memory *m;
	struct life_memory said; /* of the last cut */
	char folder[64];
	uint64_t random;
	bool wanted, taken, failed;
};

static void cut(void *self)
{
	struct outage *o = self;

	/* One in four: each costs a store of its own. */
	o->random += UINT64_C(0x9e3779b97f4a7c15);
	if (!o->wanted || o->taken || (o->random >> 40) % 4)
		return;
	o->taken = true;
	o->said = *o->m;
	o->failed |= !disk_cut(o->g->folder, o->folder, &o->random);
}

/* check_outage() - the store that the disk held opens, and all that had been said is there. */
static bool check_outage(struct outage *o)
{
	struct ground after = { .driver = o->g->driver, .a = o->g->a };

	memcpy(after.folder, o->folder, sizeof after.folder);
	bool good = CHECK((after.s = ground_open(&after)) != NULL) &&
		    CHECK(life_check(&after, &o->said));
	int64_t wrong = -1;
	good = good &&
	       CHECK_OK(sql_pragma(&after.s->sql,
				   "SELECT count(*) FROM pragma_integrity_check"
				   " WHERE integrity_check <> 'ok'",
				   &wrong, &after.e),
			after.e) &&
	       CHECK_EQ_INT(wrong, 0);
	store_close(after.s);
	return good;
}

/* go_on() - one step of life with at most one outage in it; returns false when a check failed. */
static bool go_on(struct outage *o, struct life *l, unsigned *outages)
{
	struct err e = { 0 };

	if (!CHECK(fmt_into(o->folder, sizeof o->folder, "%s-cut", o->g->folder)) ||
	    !CHECK(mkdir(o->folder, 0700) == 0))
		return false;
	o->taken = false;
	o->wanted = true;
	bool good = CHECK_OK(life_go_on(l), o->g->e);
	o->wanted = false;
	if (good && o->taken) {
		good = CHECK(!o->failed) && check_outage(o);
		++*outages;
	}
	return CHECK_OK(file_remove_tree(o->folder, &e), e) && good;
}

TEST(a_power_failure_at_any_sync_loses_nothing_that_was_said_to_be_durable)
{
	static struct life_memory m;
	static struct outage o;
	unsigned outages = 0;

	disk_insert();
	for (int i = 0; i < LIVES; i++) {
		CLEANUP(ground_clear) struct ground g;
		struct life l = { &g, hear, &m, check_random() };
		memset(&m, 0, sizeof m);
		o = (struct outage){ .g = &g, .m = &m, .random = check_random() };
		if (!CHECK(ground_init(&g, &ground_drivers[0])))
			return;
		/* Checkpoints are where a WAL is at its most delicate: have many of them. */
		CHECK_OK(sql_script(&g.s->sql, "PRAGMA wal_autocheckpoint = 7", &g.e), g.e);
		disk_on_sync(cut, &o);
		bool good = true;
		for (int step = 0; good && step < 12; step++)
			good = go_on(&o, &l, &outages);
		disk_on_sync(NULL, NULL);
		if (!good)
			return;
	}
	printf("%u outages\n", outages);
	CHECK(outages > LIVES);
}
