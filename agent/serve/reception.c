/* reception.c - one submission on its way in. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/reception.h"

#include <stdio.h>
#include <string.h>
#include "agent/model/mark.h"
#include "agent/serve/verdict.h"
#include "agent/store/restored.h"
#include "base/fault.h"
#include "base/json.h"
#include "base/str.h"
#include "logs/keyring.h"
#include "logs/vault.h"

/* ANSWER_MAX: a reason is one message, every character of it an escape. */
enum { ANSWER_MAX = 6 * ERR_MSG_MAX + 256 };

/* What a source is told again when the reason is sealed already. */
#define REFUSED_BEFORE "refused before"

/* What journals name a job's recipe that has none: an id, and no recipe's name. */
#define NO_RECIPE "-"

/* The sealed forms of one submission, and what the journal may say of them. */
struct papers {
	char mark[MARK_BYTES];
	struct buf key, external, payload, reason, answer;
	uint8_t external_hash[VAULT_HASH_BYTES], once_hash[VAULT_HASH_BYTES];
	uint8_t payload_commitment[VAULT_HASH_BYTES], reason_commitment[VAULT_HASH_BYTES];
	unsigned begun; /* commits of it that may have happened before the store was restored */
};

/* One value to be sealed. */
struct sheet {
	const char *what;
	struct buf *out;
	const void *data;
	size_t len;
	uint8_t *commitment; /* NULL: not wanted */
};

static void papers_clear(struct papers *p)
{
	buf_clear(&p->key);
	buf_clear(&p->external);
	buf_clear(&p->payload);
	buf_clear(&p->reason);
	buf_clear(&p->answer);
}

static struct store_bytes bytes_of(const struct buf *b)
{
	return (struct store_bytes){ b->data, b->len_bytes };
}

static void write_answer(const char *mark, const char *reason, struct buf *out)
{
	buf_adds(out, "{\"job\":");
	json_write_text(mark, out);
	buf_addf(out, ",\"outcome\":\"%s\",\"reason\":", job_state_word(JOB_RETURNED));
	json_write_text(reason, out);
	buf_addc(out, '}');
}

/* seal_all() - under a fresh key of the job. */
static bool seal_all(struct papers *p, const struct vault_key *key, const char *external,
		     const struct verdict *v, struct err *e)
{
	CLEANUP(buf_clear) struct buf answer = { 0 };

	buf_init(&answer, ANSWER_MAX);
	write_answer(p->mark, v->reason, &answer);
	const struct sheet sheets[] = {
		{ "external", &p->external, external, strlen(external), NULL },
		{ "payload", &p->payload, v->payload, v->payload_len, p->payload_commitment },
		{ "reason", &p->reason, v->reason, strlen(v->reason), p->reason_commitment },
		{ "answer", &p->answer, answer.data, answer.len_bytes, NULL },
	};
	if (!buf_check(&answer, "the answer", e))
		return false;
	for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
		const struct sheet *s = &sheets[i];
		const struct vault_slot slot = { .key = key, .job = p->mark, .what = s->what };
		buf_init(s->out, s->len + VAULT_OVERHEAD_BYTES);
		if (!vault_seal(&slot, s->data, s->len, s->out, s->commitment, e))
			return err_wrap(e, "seal %s", s->what);
	}
	return true;
}

/*
 * name() - a fresh mark; what was taken in before the store was restored keeps its own, by which
 * its record can be found and its answer is known.
 */
static bool name(const struct reception *r, const char *external, struct papers *p, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct restored_lost lost;

	if (!mark_new(p->mark, e) ||
	    !keyholder_index(r->keys, "external", external, p->external_hash, e) ||
	    !restored_find(r->books->store, r->config->options.name, p->external_hash, a, &lost, e))
		return false;
	p->begun = lost.begun;
	return !*lost.mark || fmt_into(p->mark, sizeof p->mark, "%s", lost.mark) ||
	       err_set(e, ERR_LIMIT, "the mark '%s' is too long", lost.mark);
}

/* check_begun() - nobody is told "refused" of what may have been entered. */
static bool check_begun(const struct verdict *v, const struct papers *p, struct err *e)
{
	return v->state != JOB_RETURNED || p->begun == 0 ||
	       err_set(e, ERR_STALE,
		       "%s was lost with the store and may have been entered; now it would be"
		       " refused: it stays at its source",
		       p->mark);
}

/* prepare() - hash, key and sealed forms. */
static bool prepare(const struct reception *r, const char *external, const struct verdict *v,
		    struct papers *p, struct err *e)
{
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;

	buf_init(&p->key, KEYRING_WRAPPED_BYTES);
	return (!v->once || keyholder_index(r->keys, "once", v->once, p->once_hash, e)) &&
	       keyholder_new_key(r->keys, &key, &p->key, e) && seal_all(p, key, external, v, e);
}

/* state_of() - what becomes of a job that is to be @state: looked up, or a person's. */
static enum job_state state_of(const struct papers *p, enum job_state state)
{
	if (p->begun == 0)
		return state;
	return p->begun == 1 && state == JOB_WAITING ? JOB_COMMITTING : JOB_IN_DOUBT;
}

/* received_line() - what the journal says when a job came of it, in @state. */
static struct journal_body received_line(const struct reception *r, const struct verdict *v,
					 const struct papers *p, enum job_state state)
{
	struct journal_body body = journal_body(JK_SUBMISSION_RECEIVED);

	journal_put_id(&body, JF_SOURCE, r->config->options.name);
	journal_put_hash(&body, JF_EXTERNAL, p->external_hash);
	journal_put_hash(&body, JF_PAYLOAD, p->payload_commitment);
	journal_put_id(&body, JF_RECIPE, v->route ? v->route->recipe->name : NO_RECIPE);
	journal_put_hex(&body, JF_RECIPE_HASH, v->route ? v->route->hash : "");
	journal_put_id(&body, JF_STATE, job_state_word(state_of(p, state)));
	return body;
}

static struct journal_body refused_line(const struct reception *r, const struct verdict *v,
					const struct papers *p)
{
	struct journal_body body = journal_body(JK_REFUSED);

	journal_put_id(&body, JF_SOURCE, r->config->options.name);
	journal_put_hash(&body, JF_EXTERNAL, p->external_hash);
	journal_put_id(&body, JF_CAUSE, err_code_word(v->cause));
	journal_put_hash(&body, JF_REASON, p->reason_commitment);
	return body;
}

/* put() - into the store. If its key was made before the day key went it has another turn. */
static bool put(const struct reception *r, const struct store_submission *in,
		const struct store_due *due, struct store_receipt *ret_receipt, struct err *ret_one,
		struct err *e)
{
	struct err cause = { 0 };

	if (store_receive(r->books->store, in, due, ret_receipt, &cause))
		return true;
	*(cause.code == ERR_STALE ? ret_one : e) = cause;
	return false;
}

/* keep() - store and journal; from here on it cannot be lost. */
static bool keep(const struct reception *r, const struct verdict *v, const struct papers *p,
		 struct store_receipt *ret_receipt, struct err *ret_one, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const bool returned = v->state == JOB_RETURNED;
	struct journal_body line =
		returned ? refused_line(r, v, p) : received_line(r, v, p, v->state);
	struct journal_body twin = received_line(r, v, p, JOB_HELD);
	const struct store_due due = books_due(&line, a), due_twin = books_due(&twin, a);
	const struct store_answer answer = { .idempotency_key = p->mark,
					     .body = bytes_of(&p->answer) };
	struct store_submission in = {
		.source = r->config->options.name,
		.external = bytes_of(&p->external),
		.key = bytes_of(&p->key),
		.payload = bytes_of(&p->payload),
		.mark = p->mark,
		.recipe = v->route ? v->route->recipe->name : "",
		.recipe_hash = v->route ? v->route->hash : "",
		.has_once = v->once != NULL,
		.state = v->state,
		.cause = v->cause,
		.answer = returned ? &answer : NULL,
		.due_another = v->state == JOB_WAITING ? &due_twin : NULL,
	};

	memcpy(in.external_hash, p->external_hash, sizeof in.external_hash);
	memcpy(in.once_hash, p->once_hash, sizeof in.once_hash);
	if (v->state != JOB_WAITING)
		in.reason = bytes_of(&p->reason);
	fault_point("intake-sealed");
	if (!put(r, &in, &due, ret_receipt, ret_one, e))
		return false;
	fault_point("intake-stored");
	if (ret_receipt->fate == STORE_NEW && v->state != JOB_WAITING)
		(void)fprintf(stderr, "amtsbote intake: %s: %s (%s)\n", p->mark,
			      job_state_word(v->state), err_code_text(v->cause));
	bool is_twin = ret_receipt->fate == STORE_ANOTHER && in.due_another;
	return books_note(r->books, p->mark, is_twin ? &twin : &line, e);
}

/* What the source is to be told about a job, and what was told already. */
struct notice {
	enum source_fate fate;
	const char *message;
	bool told;
};

/* notice_of() - by what the store holds: a second arrival may be judged by another recipe. */
static bool notice_of(const struct reception *r, const struct verdict *v,
		      const struct store_receipt *receipt, struct notice *ret_notice, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct store_job *job;
	struct notice n = { v->state == JOB_RETURNED ? SOURCE_REFUSED : SOURCE_ACCEPTED,
			    v->state == JOB_RETURNED ? v->reason : "", false };

	if (receipt->fate == STORE_KNOWN) {
		if (!store_find(r->books->store, receipt->mark, a, &job, e))
			return false;
		n.told = job->acknowledged;
		n.fate = verdict_was_refusal(job) ? SOURCE_REFUSED : SOURCE_ACCEPTED;
		n.message = n.fate == SOURCE_ACCEPTED ? ""
			    : *n.message              ? n.message
						      : REFUSED_BEFORE;
	}
	*ret_notice = n;
	return true;
}

/* tell() - the source, then the store and the journal. Told twice it is the same. */
static bool tell(const struct reception *r, const struct source_item *item, const struct notice *n,
		 const struct store_receipt *receipt, struct err *ret_one, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct journal_body line = journal_body(JK_ACKNOWLEDGED);

	if (!source_acknowledge(r->source, item->external, n->fate, n->message, ret_one))
		return false;
	fault_point("intake-acknowledged");
	if (n->told)
		return true;
	journal_put_id(&line, JF_SOURCE, r->config->options.name);
	const struct store_due due = books_due(&line, a);
	return store_acknowledged(r->books->store, receipt->job, &due, e) &&
	       books_note(r->books, receipt->mark, &line, e);
}

/* fetch() - the bytes; NULL if they are more than can ever be taken. */
static bool fetch(const struct reception *r, const struct source_item *item, struct arena *a,
		  struct arrival *in, struct err *e)
{
	if (source_fetch(r->source, item, a, &in->bytes, &in->len, e)) {
		fault_point("intake-fetched");
		return true;
	}
	if (e->code != ERR_LIMIT)
		return false;
	err_clear(e); /* it is the submission's and will be said in the verdict */
	return true;
}

bool reception_take(const struct reception *r, const struct source_item *item, struct err *ret_one,
		    struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(papers_clear) struct papers p = { 0 };
	struct arrival in = { .source = r->config, .external = item->external, .mark = p.mark };
	struct store_receipt receipt;
	struct verdict v;
	struct notice n;

	if (!fetch(r, item, a, &in, ret_one))
		return false;
	return name(r, item->external, &p, ret_one) &&
	       verdict_reach(r->routes, &in, a, &v, ret_one) && check_begun(&v, &p, ret_one) &&
	       prepare(r, item->external, &v, &p, ret_one) &&
	       keep(r, &v, &p, &receipt, ret_one, e) && notice_of(r, &v, &receipt, &n, e) &&
	       tell(r, item, &n, &receipt, ret_one, e);
}
