/* journal_kind.h - the kinds of journal lines and the typed fields each may hold: one table. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "logs/vault.h"

/*
 * X(constant, name, type) - there is no type for free text: an id is 1 to 64 of [A-Za-z0-9._:-],
 * a word is an id out of the program's own tables, a hash 32 bytes in hex, a commitment likewise, a
 * count 0..2^53, a time UTC milliseconds, a truth true or false.
 */
#define JOURNAL_FIELDS(X) \
	X(JF_OP, "op", JOURNAL_COUNT) \
	X(JF_LATE, "late", JOURNAL_TRUTH) \
	X(JF_PROCESS, "process", JOURNAL_WORD) \
	X(JF_PID, "pid", JOURNAL_COUNT) \
	X(JF_VERSION, "version", JOURNAL_ID) \
	X(JF_SOURCE, "source", JOURNAL_ID) \
	X(JF_EXTERNAL, "external", JOURNAL_HASH) \
	X(JF_RECIPE, "recipe", JOURNAL_ID) \
	X(JF_RECIPE_HASH, "recipe_hash", JOURNAL_HASH) \
	X(JF_PAYLOAD, "payload", JOURNAL_COMMITMENT) \
	X(JF_STATE, "state", JOURNAL_WORD) \
	X(JF_FROM, "from", JOURNAL_WORD) \
	X(JF_CAUSE, "cause", JOURNAL_WORD) \
	X(JF_CLASS, "class", JOURNAL_WORD) \
	X(JF_REASON, "reason", JOURNAL_COMMITMENT) \
	X(JF_ATTEMPT, "attempt", JOURNAL_COUNT) \
	X(JF_TOKEN, "token", JOURNAL_COUNT) \
	X(JF_DESK, "desk", JOURNAL_HASH) \
	X(JF_LINE, "line", JOURNAL_COUNT) \
	X(JF_VERB, "verb", JOURNAL_WORD) \
	X(JF_SURE, "sure", JOURNAL_WORD) \
	X(JF_TOOK_US, "took_us", JOURNAL_COUNT) \
	X(JF_STAGE, "stage", JOURNAL_ID) \
	X(JF_INTENT, "intent", JOURNAL_COMMITMENT) \
	X(JF_PROOF, "proof", JOURNAL_COMMITMENT) \
	X(JF_BRANCH, "branch", JOURNAL_WORD) \
	X(JF_LOOK, "look", JOURNAL_COUNT) \
	X(JF_OUTCOME, "outcome", JOURNAL_COMMITMENT) \
	X(JF_KEY, "key", JOURNAL_ID) \
	X(JF_UNTIL, "until", JOURNAL_TIME) \
	X(JF_BYTES, "bytes", JOURNAL_COUNT) \
	X(JF_UID, "uid", JOURNAL_COUNT) \
	X(JF_STEP_MS, "step_ms", JOURNAL_COUNT) \
	X(JF_LINES, "lines", JOURNAL_COUNT) \
	X(JF_ROOT, "root", JOURNAL_HASH) \
	X(JF_PUBLIC_KEY, "public_key", JOURNAL_HASH) \
	X(JF_KEPT, "kept", JOURNAL_COUNT) \
	X(JF_OPS, "ops", JOURNAL_COUNT) \
	X(JF_FINAL_AFTER, "final_after", JOURNAL_TIME)

/*
 * X(constant, word, durable, fields...) - op and late may stand in every kind; the others as
 * listed, all of them demanded. Durable lines are on disk before the act they permit.
 */
#define JOURNAL_KINDS(X) \
	X(JK_AGENT_STARTED, "agent_started", false, JF_VERSION, JF_PID) \
	X(JK_PROCESS_ENDED, "process_ended", false, JF_PROCESS, JF_CAUSE) \
	X(JK_RECIPE_LOADED, "recipe_loaded", false, JF_RECIPE, JF_RECIPE_HASH, JF_VERSION) \
	X(JK_SUBMISSION_RECEIVED, "submission_received", true, JF_SOURCE, JF_EXTERNAL, JF_PAYLOAD, \
	  JF_RECIPE, JF_RECIPE_HASH, JF_STATE) \
	X(JK_ACKNOWLEDGED, "acknowledged", false, JF_SOURCE) \
	X(JK_REFUSED, "refused", true, JF_SOURCE, JF_EXTERNAL, JF_CAUSE, JF_REASON) \
	X(JK_JOB_STARTED, "job_started", false, JF_RECIPE, JF_RECIPE_HASH, JF_ATTEMPT, JF_TOKEN) \
	X(JK_DESK_STARTED, "desk_started", false, JF_DESK) \
	X(JK_LOGIN, "login", false, JF_RECIPE) \
	X(JK_LOGIN_FAILED, "login_failed", true, JF_RECIPE, JF_CAUSE) \
	X(JK_STEP_DONE, "step_done", false, JF_LINE, JF_VERB, JF_SURE, JF_TOOK_US) \
	X(JK_STEP_FAILED, "step_failed", false, JF_LINE, JF_VERB, JF_CAUSE, JF_TOOK_US) \
	X(JK_COMMIT_INTENT, "commit_intent", true, JF_STAGE, JF_INTENT, JF_TOKEN) \
	X(JK_COMMIT_PROOF, "commit_proof", true, JF_STAGE, JF_PROOF) \
	X(JK_COMMIT_VOID, "commit_void", true, JF_STAGE, JF_CAUSE) \
	X(JK_COMMIT_DOUBT, "commit_doubt", true, JF_STAGE, JF_CAUSE, JF_REASON) \
	X(JK_PROBE_RESULT, "probe_result", true, JF_STAGE, JF_BRANCH, JF_LOOK) \
	X(JK_DESK_GONE, "desk_gone", true, JF_TOKEN) \
	X(JK_BUSINESS_FAILURE, "business_failure", true, JF_CAUSE, JF_REASON) \
	X(JK_TECHNICAL_FAILURE, "technical_failure", true, JF_CAUSE, JF_CLASS, JF_REASON, \
	  JF_ATTEMPT) \
	X(JK_REQUEUED, "requeued", false, JF_CAUSE, JF_UNTIL) \
	X(JK_HELD, "held", true, JF_CAUSE, JF_REASON) \
	X(JK_OUTCOME, "outcome", true, JF_STATE, JF_OUTCOME) \
	X(JK_PERSON_DECIDED, "person_decided", true, JF_FROM, JF_STATE, JF_REASON, JF_UID) \
	X(JK_REROUTED, "rerouted", true, JF_FROM, JF_STATE, JF_REASON, JF_UID, JF_RECIPE, \
	  JF_RECIPE_HASH, JF_PAYLOAD) \
	X(JK_OPENED, "opened", true, JF_UID) \
	X(JK_HOLD_SET, "hold_set", true, JF_REASON, JF_UID) \
	X(JK_HOLD_LIFTED, "hold_lifted", true, JF_REASON, JF_UID) \
	X(JK_ERASING, "erasing", true, JF_CAUSE, JF_REASON, JF_UID) \
	X(JK_ERASED, "erased", true, JF_FINAL_AFTER) \
	X(JK_DELIVERED, "delivered", false, JF_SOURCE, JF_KEY) \
	X(JK_DELIVERY_FAILED, "delivery_failed", false, JF_SOURCE, JF_KEY, JF_CAUSE, JF_ATTEMPT) \
	X(JK_DEAD_LETTER, "dead_letter", true, JF_SOURCE, JF_KEY, JF_CAUSE, JF_ATTEMPT) \
	X(JK_STOPPED, "stopped", true, JF_RECIPE, JF_CAUSE) \
	X(JK_RESUMED, "resumed", true, JF_RECIPE, JF_UID) \
	X(JK_TORN_TAIL, "torn_tail", true, JF_BYTES) \
	X(JK_CLOCK_STEPPED, "clock_stepped", true, JF_STEP_MS) \
	X(JK_CHECKPOINT, "checkpoint", false, JF_LINES, JF_ROOT) \
	X(JK_KEY_CHANGED, "key_changed", true, JF_PUBLIC_KEY) \
	X(JK_RESTORED, "restored", true, JF_UID, JF_LINES, JF_ROOT, JF_KEPT) \
	X(JK_STORE_RESTORED, "store_restored", true, JF_KEPT, JF_OPS) \
	X(JK_PAUSED, "paused", true, JF_CAUSE) \
	X(JK_WENT_ON, "went_on", true, JF_CAUSE, JF_UID)

enum journal_field {
#define X(field, name, type) field,
	JOURNAL_FIELDS(X)
#undef X
		JOURNAL_FIELDS_N
};

enum journal_kind {
#define X(kind, ...) kind,
	JOURNAL_KINDS(X)
#undef X
		JOURNAL_KINDS_N
};

enum { JOURNAL_ID_BYTES = 65 };

/* One body under construction; plain data, no ownership. */
struct journal_body {
	enum journal_kind kind;
	uint64_t has; /* bit of every field that was put */
	union {
		uint64_t count;
		char id[JOURNAL_ID_BYTES];
		uint8_t hash[VAULT_HASH_BYTES];
	} value[JOURNAL_FIELDS_N];
};

/* journal_body() - an empty body of @kind. */
struct journal_body journal_body(enum journal_kind kind);

/* journal_put() - a count, time (ms) or truth (0, 1). */
void journal_put(struct journal_body *b, enum journal_field field, uint64_t value);

/* journal_put_id() - an id or word; what is no id becomes "invalid" (asserted in tests). */
void journal_put_id(struct journal_body *b, enum journal_field field, const char *id);

/* journal_put_hash() - a hash or commitment; NULL stands for 32 zero bytes: there is no value. */
void journal_put_hash(struct journal_body *b, enum journal_field field,
		      const uint8_t hash[VAULT_HASH_BYTES]);

/* journal_put_hex() - the same from 64 hex digits; "" as NULL. */
void journal_put_hex(struct journal_body *b, enum journal_field field, const char *hex);

/* journal_kind_word() - static. */
const char *journal_kind_word(enum journal_kind kind);

/* journal_kind_durable() - must it be on disk before the act it permits? */
bool journal_kind_durable(enum journal_kind kind);

struct buf;

/* journal_body_text() - append the canonical body: {"op":7,"stage":"anmelden"}. */
void journal_body_text(const struct journal_body *b, struct buf *out);
