/* recovery.c - what the supervisor does about claims and journal lines that a death left behind. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/recovery.h"

#include "agent/serve/reaper.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"

/* REAP_MS: all processes of one desk; a killed one may sit in a disk operation. */
enum { REAP_MS = 20000, BODY_BYTES_MAX = 4096 };

/* mark_of() - the number of job @id, for its journal lines. */
static bool mark_of(struct store *s, int64_t id, struct arena *a, const char **ret_mark,
		    struct err *e)
{
	const struct store_filter one = { .any_state = true, .after = id - 1, .limit = 1 };
	struct store_job *list;
	size_t n;

	if (!store_list(s, &one, a, &list, &n, e))
		return false;
	*ret_mark = n == 1 && list[0].id == id ? list[0].mark : "";
	return true;
}

/* give_back() - one claim: store, then journal. */
static bool give_back(struct store *s, struct journal *j, const struct store_ticket *t,
		      struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(buf_clear) struct buf text = { 0 };
	struct journal_body body = journal_body(JK_DESK_GONE);
	const char *mark;

	journal_put(&body, JF_TOKEN, t->token);
	buf_init(&text, BODY_BYTES_MAX);
	journal_body_text(&body, &text);
	const struct store_due due = { journal_kind_word(JK_DESK_GONE), text.data };
	if (!mark_of(s, t->job, a, &mark, e) || !store_desk_gone(s, t, &due, e))
		return false;
	int64_t op = store_last_op(s);
	journal_put(&body, JF_OP, (uint64_t)op);
	return journal_append(j, mark, &body, NULL, e) && store_due_done(s, op, e);
}

bool recovery_worker(const struct config *c, struct store *s, struct journal *j, unsigned desk,
		     struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const char *owner = arena_printf(a, "worker-%u", desk);
	struct store_ticket *list;
	size_t n;

	if (!reaper_end(arena_printf(a, "%s/run/%s", c->state, owner), deadline_in(REAP_MS), e) ||
	    !store_owned(s, owner, a, &list, &n, e))
		return err_wrap(e, "recover %s", owner);
	for (size_t i = 0; i < n; i++)
		if (!give_back(s, j, &list[i], e))
			return err_wrap(e, "recover %s", owner);
	return true;
}

bool recovery_journal(struct store *s, struct journal *j, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct store_owed *list;
	size_t n;

	if (!store_owed(s, a, &list, &n, e))
		return err_wrap(e, "owed journal lines");
	for (size_t i = 0; i < n; i++) {
		const struct store_owed *o = &list[i];
		bool has;
		if (!journal_has_op(j, o->mark, (uint64_t)o->op, &has, e) ||
		    (!has && !journal_append_text(j, o->mark, o->kind, o->body, true, e)) ||
		    !store_due_done(s, o->op, e))
			return err_wrap(e, "owed journal line %lld", (long long)o->op);
	}
	return true;
}
