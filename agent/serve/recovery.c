/* recovery.c - what the supervisor does about claims and journal lines that a death left behind. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/recovery.h"

#include "agent/serve/books.h"
#include "agent/serve/presence.h"
#include "agent/serve/reaper.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "logs/journal_line.h"

/* REAP_MS: all processes of one desk; a killed one may sit in a disk operation. */
enum { REAP_MS = 20000 };

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
	const struct books books = { s, j };
	struct journal_body body = journal_body(JK_DESK_GONE);
	const struct store_gone gone = { .cause = ERR_GONE, .died = true };
	const char *mark;

	journal_put(&body, JF_TOKEN, t->token);
	const struct store_due due = books_due(&body, a);
	return mark_of(s, t->job, a, &mark, e) && store_desk_gone(s, t, &gone, &due, e) &&
	       books_note(&books, mark, &body, e);
}

/* append_late() - an owed line with its op, by which a second start knows that it is there. */
static bool append_late(struct journal *j, const struct store_owed *o, struct err *e)
{
	struct journal_body body;

	if (!journal_body_read(o->kind, o->body, &body, e))
		return false;
	journal_put(&body, JF_OP, (uint64_t)o->op);
	journal_put(&body, JF_LATE, 1);
	return journal_append(j, o->mark, &body, NULL, e);
}

/* append_owed() - lines of @name, NULL: of all. */
static bool append_owed(struct store *s, struct journal *j, const char *name, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct store_owed *list;
	size_t n;

	if (!store_owed(s, a, &list, &n, e))
		return err_wrap(e, "owed journal lines");
	for (size_t i = 0; i < n; i++) {
		const struct store_owed *o = &list[i];
		bool has;
		if (name && !str_eq(o->process, name))
			continue;
		if (!journal_has_op(j, o->mark, (uint64_t)o->op, &has, e) ||
		    (!has && !append_late(j, o, e)) || !store_due_done(s, o->op, e))
			return err_wrap(e, "owed journal line %lld", (long long)o->op);
	}
	return true;
}

bool recovery_lines(const struct config *c, struct store *s, struct journal *j, const char *name,
		    struct err *e)
{
	return presence_await(c, name, e) && append_owed(s, j, name, e);
}

bool recovery_own(struct store *s, struct journal *j, const char *name, struct err *e)
{
	return append_owed(s, j, name, e);
}

bool recovery_journal(struct store *s, struct journal *j, struct err *e)
{
	return append_owed(s, j, NULL, e);
}

bool recovery_worker(const struct config *c, struct store *s, struct journal *j, unsigned desk,
		     struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const char *owner = arena_printf(a, "worker-%u", desk);
	struct store_ticket *list;
	size_t n;

	if (!recovery_lines(c, s, j, owner, e) ||
	    !reaper_end(arena_printf(a, "%s/run/%s", c->state, owner), deadline_in(REAP_MS), e) ||
	    !store_owned(s, owner, a, &list, &n, e))
		return err_wrap(e, "recover %s", owner);
	for (size_t i = 0; i < n; i++)
		if (!give_back(s, j, &list[i], e))
			return err_wrap(e, "recover %s", owner);
	return true;
}
