/* reckoning.c - is the store older than its journal? Then it learns what it does not know. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/reckoning.h"

#include <inttypes.h>
#include "agent/recipe/recipe.h"
#include "agent/store/restored.h"
#include "base/arena.h"
#include "base/fault.h"
#include "base/str.h"
#include "logs/journal_field.h"
#include "logs/journal_line.h"
#include "logs/journal_op.h"
#include "logs/journal_verify.h"

/* CAUSE: of the pause. UNKNOWN_STAGE: of a job whose recipe cannot be read: a person decides. */
#define CAUSE "restored"
#define UNKNOWN_STAGE "unknown"

enum { PAGE = 100 };

/* ---- what the journal tells */

struct reading {
	struct store *store; /* borrowed */
	uint64_t known;      /* the last op that the store knows */
	struct err failed;   /* the store's, while lines were taken */
};

/* told_by() - what a line of @kind means to a store that does not know of it. */
static enum restored_tells told_by(enum journal_kind kind)
{
	if (kind == JK_SUBMISSION_RECEIVED)
		return RESTORED_RECEIVED;
	if (kind == JK_COMMIT_INTENT)
		return RESTORED_BEGUN;
	if (kind == JK_COMMIT_VOID)
		return RESTORED_VOID;
	if (kind == JK_PERSON_DECIDED || kind == JK_REROUTED)
		return RESTORED_DECIDED;
	return RESTORED_OTHER;
}

/* take_line() - for journal_verify_watched(): lines about changes that the store does not know. */
static bool take_line(void *self, const struct journal_line *line, const char *text, size_t len,
		      struct err *why)
{
	struct reading *r = self;
	const struct journal_body *b = &line->body;
	const struct restored_line one = {
		.tells = told_by(b->kind),
		.mark = line->job,
		.kind = journal_kind_word(b->kind),
		.t_ms = line->t_us / 1000,
		.source = b->value[JF_SOURCE].id,
		.external_hash = b->value[JF_EXTERNAL].hash,
		.stage = b->value[JF_STAGE].id,
	};

	(void)text, (void)len;
	if (!*line->job || !(b->has & JOURNAL_BIT(JF_OP)) || b->value[JF_OP].count <= r->known)
		return true;
	if (restored_take(r->store, &one, &r->failed))
		return true;
	return err_set(why, r->failed.code, "it cannot be taken into the store");
}

/* read_journal() - all of it: a journal of which a part is missing may have told of a commit. */
static bool read_journal(const char *folder, struct reading *r, struct err *e)
{
	const struct journal_watcher watcher = { .self = r, .line = take_line };
	struct journal_verdict v;

	if (!journal_verify_watched(folder, &watcher, &v, e))
		return false;
	if (r->failed.code != ERR_NONE) {
		*e = r->failed;
		return false;
	}
	return v.good || err_set(e, ERR_SEALED,
				 "the store is older than its journal, and the journal is not whole"
				 " (%s:%" PRIu64 ": %s): what was begun cannot be known",
				 v.file, v.file_line, v.why);
}

static bool learn(const struct config *c, const struct books *books, struct reading *r, int64_t op,
		  struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct journal_body body = journal_body(JK_STORE_RESTORED);

	journal_put(&body, JF_KEPT, r->known);
	journal_put(&body, JF_OPS, (uint64_t)op);
	const struct store_due due = books_due(&body, a);
	struct restored_end end = { .op = op, .pause = RESTORED_PAUSE_OLDER, .due = &due };
	if (!restored_begin(books->store, e))
		return false;
	end.done = read_journal(config_path(c, "journal"), r, e);
	if (!restored_end(books->store, &end, e))
		return false;
	fault_point("reckoning-stored");
	return books_note(books, "", &body, e);
}

bool reckoning_make(const struct config *c, const struct books *books, bool *ret_paused,
		    struct err *e)
{
	struct restored_state state;
	uint64_t told;
	int64_t known;

	if (!store_op(books->store, &known, e) ||
	    !journal_op_highest(config_path(c, "journal"), &told, e))
		return false;
	struct reading r = { .store = books->store, .known = (uint64_t)known };
	if (told > r.known && !learn(c, books, &r, (int64_t)told, e))
		return err_wrap(e, "restored store");
	if (!restored_state(books->store, &state, e))
		return false;
	*ret_paused = state.paused;
	return true;
}

/* ---- on again */

/* suspect() - every commit of @recipe may have been begun in the job @mark. */
static bool suspect(struct store *s, const char *mark, const struct recipe *recipe, struct err *e)
{
	struct restored_line line = { .tells = RESTORED_BEGUN,
				      .mark = mark,
				      .kind = journal_kind_word(JK_COMMIT_INTENT),
				      .stage = UNKNOWN_STAGE };

	if (!recipe)
		return restored_take(s, &line, e);
	for (size_t i = 0; i < recipe->steps.n; i++) {
		if (recipe->steps.list[i].verb != STEP_COMMIT)
			continue;
		line.stage = recipe->steps.list[i].u.commit.id;
		if (!restored_take(s, &line, e))
			return false;
	}
	return true;
}

/* is_open() - may it still have been worked on after it was copied? Without a recipe it was not. */
static bool is_open(const struct store_job *job)
{
	return *job->recipe && !job_has_outcome(job->state) && job->state != JOB_CLOSED;
}

/* suspect_all() - the jobs that are open; their frozen recipes say what commits there are. */
static bool suspect_all(const struct config *c, struct store *s, struct err *e)
{
	struct store_filter f = { .any_state = true, .limit = PAGE };

	for (size_t n = PAGE; n == PAGE;) {
		CLEANUP(arena_freep) struct arena *a = arena_new();
		struct store_job *list;
		if (!store_list(s, &f, a, &list, &n, e))
			return false;
		for (size_t i = 0; i < n; i++) {
			CLEANUP(recipe_freep) struct recipe *recipe = NULL;
			struct err unread = { 0 };
			struct findings found;
			f.after = list[i].id;
			if (!is_open(&list[i]))
				continue;
			findings_init(&found, a);
			const char *folder = arena_printf(a, "%s/%s", config_path(c, "recipes"),
							  list[i].recipe_hash);
			err_ignored(recipe_load(folder, &found, &recipe, &unread));
			if (!suspect(s, list[i].mark, recipe, e))
				return false;
		}
	}
	return true;
}

bool reckoning_go_on(const struct config *c, const struct books *books, unsigned uid, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct journal_body body = journal_body(JK_WENT_ON);
	struct restored_state state;

	journal_put_id(&body, JF_CAUSE, CAUSE);
	journal_put(&body, JF_UID, uid);
	const struct store_due due = books_due(&body, a);
	struct restored_end end = { .pause = RESTORED_PAUSE_OVER, .due = &due };
	if (!restored_begin(books->store, e))
		return false;
	end.done = restored_state(books->store, &state, e) &&
		   (!state.whole || suspect_all(c, books->store, e));
	return restored_end(books->store, &end, e) && books_note(books, "", &body, e);
}

bool reckoning_whole(struct store *s, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct journal_body body = journal_body(JK_PAUSED);

	journal_put_id(&body, JF_CAUSE, CAUSE);
	const struct store_due due = books_due(&body, a);
	const struct restored_end end = { .done = true,
					  .pause = RESTORED_PAUSE_WHOLE,
					  .due = &due };
	return restored_begin(s, e) && restored_end(s, &end, e);
}
