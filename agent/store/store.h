/* store.h - submissions, jobs, stages and outbox, durable; what recovery believes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/model/job.h"
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/err.h"

/*
 * Everything personal comes here sealed already (logs/vault): `sealed` below means so. In the clear
 * stand: ids, marks, recipe names and hashes, source names, states, times, counts, error codes.
 *
 * Every call that changes something is one transaction, durable when it returns, and compares the
 * state it expects: a job that has moved on, or whose claim is another's by now, is ERR_STALE and
 * nothing is changed. What agent/model/job.h or this header never allow is ERR_UNSUPPORTED. A store
 * that cannot be read or written (full, read-only, damaged, locked for SQL_BUSY_MS) is ERR_IO.
 *
 * A call that changes something takes a struct store_due: the journal line that is owed for it.
 * It is stored in the same transaction and removed by store_due_done() once the journal has it;
 * what is left after a crash is appended by the next start, marked late. NULL: nothing is owed.
 */
struct store;

/* STORE_DAY_KEY_BYTES: how a wrapped job key begins: the name of the day key that wraps it. */
enum {
	STORE_HASH_BYTES = 32,
	STORE_HASH_HEX = 65,
	STORE_NAME_BYTES = 64,
	STORE_DAY_KEY_BYTES = 19
};

struct store_bytes {
	const void *data;
	size_t len;
};

/* A journal line owed: kind and canonical body as logs/journal writes them. */
struct store_due {
	const char *kind;
	const char *body;
};

/*
 * An answer for the source, put into the outbox in the transaction of the outcome: a job gets one
 * with the state that job_has_outcome(), and only then.
 */
struct store_answer {
	const char *idempotency_key; /* the same for every attempt; 1 a job and outcome */
	struct store_bytes body;     /* sealed */
};

/* ---- life cycle */

/*
 * store_open() - open or create the SQLite store; brings an older schema forward.
 * Asserts journal_mode=WAL, synchronous=FULL, foreign keys, and that the file system syncs.
 * @path: file, mode 0600, its folder exists
 * @e: ERR_IO, ERR_CONFIG (a newer schema, not a store, on a network file system)
 */
MUST_USE bool store_open(const char *path, struct store **ret_store, struct err *e);

/*
 * store_inspect() - which schema the file @path has and which is this program's; reads only, so
 * that an older store stays what it is. @e: as store_open(); ERR_CONFIG if others can read it
 */
MUST_USE bool store_inspect(const char *path, int64_t *ret_schema, int64_t *ret_newest,
			    struct err *e);

/*
 * store_copy() - the store as it is at one moment as the new file @path, mode 0600, durable but for
 * its entry; others go on working. @e: ERR_IO
 */
MUST_USE bool store_copy(struct store *s, const char *path, struct err *e);

/*
 * store_check() - is every page, index and reference in the store as it must be? Reads all of it.
 * @e: ERR_IO, which says what is not
 */
MUST_USE bool store_check(struct store *s, struct err *e);

/* store_op() - the highest op that was ever given, 0 if none was. */
MUST_USE bool store_op(struct store *s, int64_t *ret_op, struct err *e);

/* store_close() - takes NULL. */
void store_close(struct store *s);
DEFINE_CLEANUP(struct store *, store_close)

/* store_as() - this connection is @process's ("intake"): what it owes stands under that name. */
void store_as(struct store *s, const char *process);

/* ---- intake */

struct store_submission {
	const char *source;                      /* its name in the configuration */
	uint8_t external_hash[STORE_HASH_BYTES]; /* keyed hash of the source's own id */
	struct store_bytes external;             /* sealed: the source's own id */
	struct store_bytes key;                  /* the wrapped job key */
	struct store_bytes payload;          /* sealed: the value tree, or raw bytes if refused */
	const char *mark;                    /* the job's number */
	const char *recipe;                  /* name; "" if none fits */
	const char *recipe_hash;             /* hex; "" if none fits */
	bool has_once;                       /* the recipe says once_per */
	uint8_t once_hash[STORE_HASH_BYTES]; /* keyed hash of that value */
	enum job_state state;                /* JOB_WAITING, JOB_HELD or JOB_RETURNED */
	enum err_code cause;                 /* ERR_NONE when waiting */
	struct store_bytes reason;           /* sealed; empty when waiting */
	const struct store_answer *answer;   /* with JOB_RETURNED; else NULL */
	const struct store_due *due_another; /* instead of the due if once_per holds it, or NULL */
};

enum store_fate {
	STORE_NEW,     /* a job was made */
	STORE_KNOWN,   /* this submission is here already; nothing changed, acknowledge it again */
	STORE_ANOTHER, /* once_per: another job has this value; the new one is held */
};

struct store_receipt {
	enum store_fate fate;
	int64_t job;
	char mark[STORE_NAME_BYTES];       /* of that job, which with STORE_KNOWN is the old one */
	char first_mark[STORE_NAME_BYTES]; /* with STORE_ANOTHER: the job that was first */
};

/*
 * store_receive() - submission and job in one transaction; afterwards the source may be told.
 * once_per looks at every job of the recipe that came before, whatever became of it. Of several
 * the first is named.
 * @e: ERR_STALE if the mark is taken, or the day key of .key is retired: nothing came in, try with
 *     another
 */
MUST_USE bool store_receive(struct store *s, const struct store_submission *in,
			    const struct store_due *due, struct store_receipt *ret_receipt,
			    struct err *e);

/* store_acknowledged() - the source has been told. Idempotent. */
MUST_USE bool store_acknowledged(struct store *s, int64_t job, const struct store_due *due,
				 struct err *e);

/* ---- work */

struct store_stage {
	const char *id;            /* of the commit in the recipe */
	bool proven;               /* else begun: nobody knows yet whether it happened */
	bool again;                /* its absence was observed twice: it may be done once more */
	int64_t begun_ms;          /* UTC */
	struct store_bytes intent; /* sealed: baseline, what the proof showed before */
	struct store_bytes values; /* sealed: what the proof gave; empty unless proven */
};

enum store_erasure {
	STORE_WHOLE,   /* what came in is there */
	STORE_ERASING, /* it is not, but a key may still open copies of it */
	STORE_ERASED,
};

struct store_job {
	int64_t id;
	const char *mark, *source, *recipe, *recipe_hash;
	const char *first_mark; /* once_per: of the job that came before; else "" */
	enum job_state state;
	uint64_t token;      /* of the lease; every claim makes a new one */
	unsigned attempts;   /* claims that ended in a failure which failure_counts() */
	unsigned deaths;     /* claims that ended with the death of their worker */
	enum err_code cause; /* why it is where it is; ERR_NONE if nothing went wrong */
	int64_t received_ms, changed_ms, not_before_ms; /* UTC */
	bool acknowledged;
	int64_t hold_ms; /* since when it may not be erased; 0: it may */
	enum store_erasure erasure;
	int64_t final_ms; /* erased: UTC, when the last copy of the keyring that opens it goes */
	bool desk_gone;   /* committing: the desk that did it is dead, the probe may run */
	int64_t desk_gone_ms;
	struct store_bytes key, payload, external; /* as in struct store_submission */
	struct store_bytes reason, outcome, hold;  /* sealed, empty if none */
	struct store_stage *stages;                /* in the order begun */
	size_t n_stages;
};

/* Which claim a change belongs to. */
struct store_ticket {
	int64_t job;
	uint64_t token;
};

/* Who claims, and for how long. */
struct store_claimer {
	const char *owner; /* "worker-1" */
	int64_t lease_ms;
};

/*
 * store_claim() - lease the oldest job that may run now: waiting, not before its time; or
 * committing with its desk gone (comes first), likewise not before its time. Either needs a recipe
 * that is not stopped and has a free seat: a probe logs in too. A store that was restored gives out
 * no waiting one (agent/store/restored.h). It becomes running, or stays
 * committing, under a new token. A running job whose lease is over waits again (cause ERR_HUNG, a
 * death); a committing one never does.
 * @a: owns *ret_job, which is NULL if there is none; then *ret_wait_ms is how long until one is due
 *     (INT64_MAX: nothing is planned)
 */
MUST_USE bool store_claim(struct store *s, const struct store_claimer *by, struct arena *a,
			  struct store_job **ret_job, int64_t *ret_wait_ms, struct err *e);

/* store_renew() - make the lease last @lease_ms from now; ERR_STALE if it was lost. */
MUST_USE bool store_renew(struct store *s, const struct store_ticket *t, int64_t lease_ms,
			  struct err *e);

/*
 * store_stage_begin() - running -> committing: from now on stage @id may have happened.
 * ERR_UNSUPPORTED if it is begun or proven already; a void one begins again.
 */
MUST_USE bool store_stage_begin(struct store *s, const struct store_ticket *t, const char *id,
				struct store_bytes intent, const struct store_due *due,
				struct err *e);

/* store_stage_prove() - committing -> running: it happened; @values is what the proof gave. */
MUST_USE bool store_stage_prove(struct store *s, const struct store_ticket *t, const char *id,
				struct store_bytes values, const struct store_due *due,
				struct err *e);

/* store_stage_void() - committing -> running: it did not happen and may be done again. */
MUST_USE bool store_stage_void(struct store *s, const struct store_ticket *t, const char *id,
			       const struct store_due *due, struct err *e);

/* How a desk ended. */
struct store_gone {
	enum err_code cause;   /* why; counts as an attempt if failure_counts() and not .died */
	bool died;             /* its worker ended with it: counts as a death */
	int64_t not_before_ms; /* UTC; earliest time of the next claim; 0: at once */
};

/*
 * store_desk_gone() - the processes of the desk that ran this claim are dead: a running job waits
 * again, a committing one may be probed. Called by the worker for its own desk (then the claim
 * ends) and by the supervisor for a worker that died.
 */
MUST_USE bool store_desk_gone(struct store *s, const struct store_ticket *t,
			      const struct store_gone *gone, const struct store_due *due,
			      struct err *e);

/* store_owned() - the claims that @owner holds, for the supervisor after @owner died. @a owns. */
MUST_USE bool store_owned(struct store *s, const char *owner, struct arena *a,
			  struct store_ticket **ret_tickets, size_t *ret_n, struct err *e);

struct store_end {
	enum job_state from;               /* JOB_RUNNING or JOB_COMMITTING */
	enum job_state to;                 /* at rest; JOB_WAITING: tried again later */
	enum err_code cause;               /* ERR_NONE for entered and answered */
	struct store_bytes reason;         /* sealed message; empty for entered */
	struct store_bytes outcome;        /* sealed; for entered, answered */
	int64_t not_before_ms;             /* UTC; with JOB_WAITING */
	const struct store_answer *answer; /* goes to the outbox in the same transaction */
};

/*
 * store_end() - the claim is over. From committing a job comes to rest only returned, held or
 * in_doubt; its stage stays begun. To waiting or failed with a cause that failure_counts() is an
 * attempt.
 */
MUST_USE bool store_end(struct store *s, const struct store_ticket *t, const struct store_end *end,
			const struct store_due *due, struct err *e);

/* ---- persons */

/* The recipe of a job that came in without one. */
struct store_route {
	const char *recipe, *recipe_hash;
	struct store_bytes payload; /* sealed: the recipe's data, instead of the whole submission */
	bool has_once;              /* as in struct store_submission */
	uint8_t once_hash[STORE_HASH_BYTES];
};

struct store_decision {
	enum job_state from, to;
	struct store_bytes reason;  /* sealed: why, as the person wrote */
	struct store_bytes outcome; /* sealed; with JOB_ENTERED: the reference */
	bool void_stages;           /* `resolve --not-entered`: begun stages did not happen */
	bool reset_attempts;        /* and deaths */
	const struct store_answer *answer;
	const struct store_route *route; /* held -> waiting without a recipe; else NULL */
};

/*
 * store_decide() - what a person decided, compare-and-set on .from (waiting, held, in_doubt,
 * failed; or committing, while nobody has it claimed: decided as if it were in doubt). A job with a
 * begun stage waits again only with .void_stages, one that was held is entered only with one; else
 * ERR_UNSUPPORTED.
 * @e: also ERR_NOT_FOUND; ERR_TWICE (.route: another job carries what may come once only)
 */
MUST_USE bool store_decide(struct store *s, int64_t job, const struct store_decision *d,
			   const struct store_due *due, struct err *e);

struct store_filter {
	bool any_state;
	enum job_state state;
	int64_t after; /* id of the last one seen; 0 to begin */
	size_t limit;  /* 1..1000 */
};

/* store_list() - jobs by rising id, without their sealed parts and stages. @a owns. */
MUST_USE bool store_list(struct store *s, const struct store_filter *f, struct arena *a,
			 struct store_job **ret_list, size_t *ret_n, struct err *e);

/* store_find() - one job by its mark, with everything; ERR_NOT_FOUND. @a owns. */
MUST_USE bool store_find(struct store *s, const char *mark, struct arena *a,
			 struct store_job **ret_job, struct err *e);

/* store_counts() - jobs per state. */
MUST_USE bool store_counts(struct store *s, uint64_t ret_counts[JOB_STATES_N], struct err *e);

/* ---- outbox */

struct store_delivery {
	int64_t id, job;
	const char *mark, *source, *idempotency_key;
	enum job_state outcome; /* entered, answered, returned, by_hand */
	unsigned attempts;
	struct store_bytes key, external, body; /* wrapped, sealed, sealed */
};

/*
 * store_next_delivery() - the oldest one due; NULL and how long to wait, as store_claim(). It is
 * not leased: one process delivers.
 */
MUST_USE bool store_next_delivery(struct store *s, struct arena *a,
				  struct store_delivery **ret_delivery, int64_t *ret_wait_ms,
				  struct err *e);

/* store_delivered() - acknowledged by the source: the row is done, its body gone, job closed. */
MUST_USE bool store_delivered(struct store *s, int64_t delivery, const struct store_due *due,
			      struct err *e);

/* store_not_delivered() - try again at @not_before_ms (UTC), or never (INT64_MAX: dead letter). */
MUST_USE bool store_not_delivered(struct store *s, int64_t delivery, enum err_code cause,
				  int64_t not_before_ms, const struct store_due *due,
				  struct err *e);

/* store_revive() - give a job's dead letter another life; ERR_NOT_FOUND if it has none. */
MUST_USE bool store_revive(struct store *s, int64_t job, const struct store_due *due,
			   struct err *e);

/* ---- erasing: agent/serve/erasure.h says in which order */

/*
 * store_hold() - what is personal of @job may not be erased, or may again.
 * @set:    false: the hold is lifted
 * @reason: sealed
 * @e: ERR_UNSUPPORTED (it is so already; erased), ERR_NOT_FOUND
 */
MUST_USE bool store_hold(struct store *s, int64_t job, bool set, struct store_bytes reason,
			 const struct store_due *due, struct err *e);

/* What takes the place of what is personal. */
struct store_remains {
	struct store_bytes key;    /* a fresh wrapped key, not under the day key of the old one */
	struct store_bytes reason; /* sealed by it: why it was erased */
};

/*
 * store_erase() - payload, external, reason, outcome, intents, values, answer and key of a closed
 * job are overwritten; what is not personal stays, and the keyed hashes do, by which it is known
 * again. It is STORE_ERASING until store_erased().
 * @e: ERR_UNSUPPORTED (not closed, held), ERR_STALE (begun already, or the day key of the fresh
 *     key is retired or that of the old one), ERR_NOT_FOUND
 */
MUST_USE bool store_erase(struct store *s, int64_t job, const struct store_remains *r,
			  const struct store_due *due, struct err *e);

/* One that is STORE_ERASING. */
struct store_pending {
	int64_t job;
	const char *mark;
	struct store_bytes day_key; /* STORE_DAY_KEY_BYTES, of the key that it had */
};

/* store_pending() - all of them. @a owns. */
MUST_USE bool store_pending(struct store *s, struct arena *a, struct store_pending **ret_list,
			    size_t *ret_n, struct err *e);

/* A wrapped key, and what takes its place. */
struct store_rewrap {
	int64_t job;
	struct store_bytes old, fresh;
};

/* STORE_WRAPPED_MAX: of one store_wrapped(). */
enum { STORE_WRAPPED_MAX = 100 };

/* store_wrapped() - keys under @day_key, the first STORE_WRAPPED_MAX; .fresh is empty. @a owns. */
MUST_USE bool store_wrapped(struct store *s, struct store_bytes day_key, struct arena *a,
			    struct store_rewrap **ret_list, size_t *ret_n, struct err *e);

/* store_rewrap() - replace them; whose key is not .old any more is left as it is. */
MUST_USE bool store_rewrap(struct store *s, const struct store_rewrap *list, size_t n,
			   struct err *e);

/* store_retire() - from now on no key is stored under @day_key; ERR_STALE if there are any. */
MUST_USE bool store_retire(struct store *s, struct store_bytes day_key, struct err *e);

/*
 * store_scrub() - what was overwritten is in none of the store's files any more. ERR_IO if another
 * connection keeps the log from being emptied for SQL_BUSY_MS.
 */
MUST_USE bool store_scrub(struct store *s, struct err *e);

/*
 * store_erased() - @job is erased for good, as of @final_ms (UTC, 0: now). One that is so already
 * stays, and nothing is owed.
 */
MUST_USE bool store_erased(struct store *s, int64_t job, int64_t final_ms,
			   const struct store_due *due, struct err *e);

/* ---- recipes */

/* store_recipe_seats() - most jobs of @recipe leased at once (1.., 1 unless set); set at start. */
MUST_USE bool store_recipe_seats(struct store *s, const char *recipe, unsigned seats,
				 struct err *e);

/*
 * store_recipe_home() - @recipe was loaded from @folder of the configuration: there its jobs have
 * their settings from, whatever the folder holds by now.
 */
MUST_USE bool store_recipe_home(struct store *s, const char *recipe, const char *folder,
				struct err *e);

/* store_recipe_folder() - the folder it was loaded from last, "" if not known. @a owns. */
MUST_USE bool store_recipe_folder(struct store *s, const char *recipe, struct arena *a,
				  const char **ret_folder, struct err *e);

/* store_recipe_failed() - one more failure in a row; *ret_in_row counts them. */
MUST_USE bool store_recipe_failed(struct store *s, const char *recipe, unsigned *ret_in_row,
				  struct err *e);

/* store_recipe_worked() - the row of failures is over. */
MUST_USE bool store_recipe_worked(struct store *s, const char *recipe, struct err *e);

/*
 * store_recipe_stop() - no job of @recipe is claimed until store_recipe_start(). One that is
 * stopped already keeps its first cause, and nothing is owed.
 */
MUST_USE bool store_recipe_stop(struct store *s, const char *recipe, enum err_code cause,
				const struct store_due *due, struct err *e);

/* store_recipe_start() - by a person; its row of failures is over. ERR_NOT_FOUND if not stopped. */
MUST_USE bool store_recipe_start(struct store *s, const char *recipe, const struct store_due *due,
				 struct err *e);

struct store_stop {
	const char *recipe;
	enum err_code cause;
	int64_t since_ms; /* UTC */
};

/* store_stops() - the stopped recipes. @a owns. */
MUST_USE bool store_stops(struct store *s, struct arena *a, struct store_stop **ret_list,
			  size_t *ret_n, struct err *e);

/* ---- journal lines owed */

struct store_owed {
	int64_t op;          /* stands in the journal line too, so that none is written twice */
	const char *mark;    /* "" if about no job */
	const char *process; /* as store_as() said, "" if it did not */
	const char *kind, *body;
};

/*
 * store_last_op() - the op of this connection's last call that takes a due; 0 if that failed, had
 * none, or changed nothing (known, acknowledged before, stopped before): no line is owed then.
 */
int64_t store_last_op(const struct store *s);

/* store_due_done() - the journal has line @op. */
MUST_USE bool store_due_done(struct store *s, int64_t op, struct err *e);

/*
 * store_owed() - lines the journal may lack, by rising op; those of a process that runs may just be
 * on their way. @a owns.
 */
MUST_USE bool store_owed(struct store *s, struct arena *a, struct store_owed **ret_list,
			 size_t *ret_n, struct err *e);
