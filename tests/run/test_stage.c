/* test_stage.c - stages, their ledger, and what a probe says about an interrupted one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "base/str.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

/* A mask with a field for the mark, a number that is shown when saved, and a search beside it. */
#define MASK \
	"size 700 340\n" \
	"label 20 20 lname Name\n" \
	"field 140 14 300 name\n" \
	"label 20 60 lmark Bemerkung\n" \
	"field 140 54 300 mark\n" \
	"label 20 100 lnumber Nummer\n" \
	"label 140 100 number -\n" \
	"label 20 140 lhit Suche\n" \
	"label 140 140 hit Keine\n" \
	"label 20 180 lfund Fundstelle\n" \
	"label 140 180 fund -\n" \
	"label 20 220 state Offen\n" \
	"button 20 280 save Speichern\n" \
	"button 200 280 find Suchen\n" \
	"button 380 280 file Ablegen\n"

#define SAVES "on save log saved;set number 4711;set hit Treffer;set fund 4711\n"
#define FILES "on file log filed;set state Abgelegt\n"

#define WRITE "  - write: { into: Name, value: Mustermann }\n"

#define PROOF \
	"      proof: { read: { from: { right_of: Nummer }, as: nummer, match: '^\\d{4}$' } }\n"

#define PROBE \
	"      visible_after: 1s\n" \
	"      probe:\n" \
	"        - click: Suchen\n" \
	"        - within: 1s\n" \
	"          either:\n" \
	"            found:\n" \
	"              text: Treffer\n" \
	"              do:\n" \
	"                - within: 1s\n" \
	"                  read:\n" \
	"                    from: { right_of: Fundstelle }\n" \
	"                    as: nummer\n" \
	"                    match: '^\\d{4}$'\n" \
	"            absent: Keine\n" \
	"            viele: Mehrere\n"

#define BARE "  - commit:\n      id: a\n      within: 4s\n      do: { click: Speichern }\n" PROOF
#define MARKED BARE "      mark: { into: Bemerkung }\n"
#define SECOND \
	"  - click: Suchen\n" \
	"  - commit:\n      id: b\n      within: 4s\n      do: { click: Ablegen }\n" \
	"      proof: { expect: Abgelegt }\n"
#define OUTCOME "outcome:\n  entered: { nummer: =nummer }\n"

#define ON_ERROR(what) \
	"on:\n" \
	"  - sees: { window: \"Fehler*\" }\n" \
	"    do: [ click: OK, fail: { " what ": Gemeldet } ]\n"

/* A ledger that writes down what it was told, and what the application had done by then. */
struct notes {
	struct scene *scene;
	char told[256];      /* "intent a;proof a;" */
	char intent[256];    /* the last intent's text */
	char done_then[128]; /* what the application had logged when the first intent came */
	const char *refuse;  /* this event is not recorded */
	bool stop;           /* the watch stops the run once an intent was told */
};

static bool note(struct notes *n, const char *event, const char *stage, struct err *e)
{
	char old[sizeof n->told];

	memcpy(old, n->told, sizeof old);
	if (n->refuse && str_eq(n->refuse, event))
		return err_set(e, ERR_IO, "no room");
	return fmt_into(n->told, sizeof n->told, "%s%s %s;", old, event, stage);
}

static bool on_intent(void *self, const char *stage, const char *json, struct err *e)
{
	struct notes *n = self;

	if (n->told[0] == 0 &&
	    !fmt_into(n->done_then, sizeof n->done_then, "%s", scene_log(n->scene)))
		return err_set(e, ERR_LIMIT, "log");
	if (!fmt_into(n->intent, sizeof n->intent, "%s", json))
		return err_set(e, ERR_LIMIT, "intent");
	return note(n, "intent", stage, e);
}

static bool on_proof(void *self, const char *stage, const struct run_value *values, size_t n,
		     struct err *e)
{
	(void)values;
	CHECK(n > 0);
	return note(self, "proof", stage, e);
}

static bool on_undo(void *self, const char *stage, enum err_code cause, struct err *e)
{
	CHECK_EQ_INT(cause, ERR_REFUSED);
	return note(self, "undo", stage, e);
}

static bool on_look(void *self, struct err *e)
{
	const struct notes *n = self;

	return !n->stop || n->told[0] == 0 || err_set(e, ERR_STALE, "the lease was lost");
}

/* play() - the recipe on the mask, with a ledger that notes. */
static bool play(struct scene *s, struct notes *n, const char *script, const char *recipe)
{
	const struct run_ledger ledger = { n, on_intent, on_proof, on_undo };
	const struct run_watch watch = { n, on_look };

	n->scene = s;
	if (!scene_open(s, script, recipe) || !scene_start(s))
		return false;
	const struct run_task task = { .scope = s->scope, .ledger = &ledger, .watch = &watch };
	run_submission(s->run, &task, s->a, &s->result);
	return true;
}

static const struct {
	const char *why, *script, *recipe;
	const char *refuse;
	bool stop;
	enum run_end end;
	const char *told, *log, *undecided;
} ledgers[] = {
	{ "the plain way", MASK SAVES, "steps:\n" WRITE MARKED PROBE OUTCOME, NULL, false,
	  RUN_ENTERED, "intent a;proof a;", "saved\n", NULL },
	{ "no intent, no act", MASK SAVES, "steps:\n" WRITE MARKED PROBE OUTCOME, "intent", false,
	  RUN_FAILED, "", "", NULL },
	{ "who stops us behind the intent stops us before the act", MASK SAVES,
	  "steps:\n" WRITE MARKED PROBE OUTCOME, NULL, true, RUN_FAILED, "intent a;", "", NULL },
	{ "a proof that is not recorded is none", MASK SAVES, "steps:\n" WRITE MARKED PROBE OUTCOME,
	  "proof", false, RUN_IN_DOUBT, "intent a;", "saved\n", "a" },
	{ "a refusal that is believed", MASK "on save log saved;say Fehler|Name~fehlt\n",
	  ON_ERROR("business") "steps:\n" WRITE MARKED PROBE OUTCOME, NULL, false, RUN_RETURNED,
	  "intent a;undo a;", "saved\n", NULL },
	{ "a refusal that is not recorded", MASK "on save log saved;say Fehler|Name~fehlt\n",
	  ON_ERROR("business") "steps:\n" WRITE MARKED PROBE OUTCOME, "undo", false, RUN_IN_DOUBT,
	  "intent a;", "saved\n", "a" },
	{ "trouble behind the act is never believed",
	  MASK "on save log saved;say Fehler|Sitzung~abgelaufen\n",
	  ON_ERROR("application") "steps:\n" WRITE MARKED PROBE OUTCOME, NULL, false, RUN_IN_DOUBT,
	  "intent a;", "saved\n", "a" },
	{ "another number than the record has",
	  MASK "on save log saved;set number 4711;set hit Treffer;set fund 4712\n",
	  "steps:\n" WRITE MARKED PROBE OUTCOME, NULL, false, RUN_IN_DOUBT, "intent a;", "saved\n",
	  "a" },
	{ "a number, and no record", MASK "on save log saved;set number 4711\n",
	  "steps:\n" WRITE MARKED PROBE OUTCOME, NULL, false, RUN_IN_DOUBT, "intent a;", "saved\n",
	  "a" },
	{ "the recipe may leave it at the proof", MASK "on save log saved;set number 4711\n",
	  "steps:\n" WRITE MARKED "      confirm: false\n" PROBE OUTCOME, NULL, false, RUN_ENTERED,
	  "intent a;proof a;", "saved\n", NULL },
	{ "without a mark: not there before, there afterwards", MASK SAVES,
	  "steps:\n" WRITE BARE PROBE OUTCOME, NULL, false, RUN_ENTERED, "intent a;proof a;",
	  "saved\n", NULL },
	{ "without a mark: there before already",
	  MASK SAVES "on start set hit Treffer;set fund 4711\n",
	  "steps:\n" WRITE BARE "      probe:\n        - either:\n            found:\n"
	  "              text: Treffer\n"
	  "              do:\n                read: { from: { right_of: Fundstelle }, as: nummer,"
	  " match: '^\\d{4}$' }\n"
	  "            absent: Keine\n" OUTCOME,
	  NULL, false, RUN_HELD, "", "", NULL },
	{ "two stages", MASK SAVES FILES, "steps:\n" WRITE MARKED PROBE SECOND OUTCOME, NULL, false,
	  RUN_ENTERED, "intent a;proof a;intent b;proof b;", "saved\nfiled\n", NULL },
	{ "a second stage that does not come about leaves the first as it is", MASK SAVES,
	  "steps:\n" WRITE MARKED PROBE "  - { click: Fehlt, within: 500ms }\n" SECOND OUTCOME,
	  NULL, false, RUN_FAILED, "intent a;proof a;", "saved\n", NULL },
};

TEST(a_ledger_knows_before_and_after)
{
	EACH_CASE (row, ledgers) {
		struct notes n = { .refuse = row->refuse, .stop = row->stop };
		struct scene s;
		if (CHECK(play(&s, &n, row->script, row->recipe))) {
			if (!CHECK_EQ_INT(s.result.end, row->end))
				printf("\t%s: %s\n", row->why, s.result.err.msg);
			CHECK_EQ_STR(n.told, row->told);
			CHECK_EQ_STR(scene_log(&s), row->log);
			CHECK_EQ_STR(s.result.undecided, row->undecided);
			CHECK_EQ_STR(n.done_then, "");
		}
		scene_close(&s);
	}
}

TEST(an_intent_says_what_stood_there)
{
	static const struct {
		const char *script, *recipe, *intent;
	} rows[] = {
		{ MASK SAVES "on start set number 4710\n", "steps:\n" WRITE MARKED PROBE OUTCOME,
		  "{\"before\":[\"4710\"],\"baseline\":null,\"values\":{}}" },
		{ MASK SAVES,
		  "steps:\n  - read: { from: { right_of: Suche }, as: suche }\n" WRITE BARE PROBE
			  OUTCOME,
		  "{\"before\":[null],\"baseline\":\"absent\",\"values\":{\"suche\":\"Keine\"}}" },
	};

	EACH_CASE (row, rows) {
		struct notes n = { 0 };
		struct scene s;
		if (CHECK(play(&s, &n, row->script, row->recipe))) {
			if (!CHECK_EQ_INT(s.result.end, RUN_ENTERED))
				printf("\t%s\n", s.result.err.msg);
			CHECK_EQ_STR(n.intent, row->intent);
		}
		scene_close(&s);
	}
}

TEST(a_proven_stage_is_not_done_again)
{
	static const struct run_value known[] = { { "nummer", "0815" } };
	static const struct run_stage first = { "a", known, 1 }, second = { "b", NULL, 0 };
	static const struct {
		struct run_stage proven[2];
		size_t n;
		const char *log;
	} rows[] = { { { { 0 } }, 1, "filed\n" }, { { { 0 } }, 2, "" } };

	EACH_CASE (row, rows) {
		const struct run_stage proven[] = { first, second };
		struct scene s;
		if (!CHECK(scene_open(&s, MASK SAVES FILES,
				      "steps:\n" WRITE MARKED PROBE SECOND OUTCOME) &&
			   scene_start(&s)))
			return;
		const struct run_task task = { .scope = s.scope,
					       .proven = proven,
					       .n_proven = row->n };
		run_submission(s.run, &task, s.a, &s.result);
		if (!CHECK_EQ_INT(s.result.end, RUN_ENTERED))
			printf("\t%s\n", s.result.err.msg);
		CHECK_EQ_STR(scene_log(&s), row->log);
		if (CHECK_EQ_UINT(s.result.n_values, 1))
			CHECK_EQ_STR(s.result.values[0].text, "0815");
		scene_close(&s);
	}
}

#define NO_LOOK "{\"before\":[null],\"baseline\":null,\"values\":{\"ort\":\"Bonn\"}}"
#define WAS_ABSENT "{\"before\":[null],\"baseline\":\"absent\",\"values\":{}}"
#define WAS_FOUND "{\"before\":[null],\"baseline\":\"found\",\"values\":{}}"
#define THERE "on start set hit Treffer;set fund 4711\n"

static const struct {
	const char *why, *script, *recipe, *stage, *intent;
	enum probe_branch branch;
	const char *words, *number;
} probes[] = {
	{ "there", MASK THERE, "steps:\n" WRITE MARKED PROBE OUTCOME, "a", NO_LOOK, PROBE_FOUND, "",
	  "4711" },
	{ "not there", MASK, "steps:\n" WRITE MARKED PROBE OUTCOME, "a", NO_LOOK, PROBE_ABSENT, "",
	  NULL },
	{ "neither", MASK "on start set hit Vielleicht\n", "steps:\n" WRITE MARKED PROBE OUTCOME,
	  "a", NO_LOOK, PROBE_UNCLEAR, "either", NULL },
	{ "a branch that says neither", MASK "on start set hit Mehrere\n",
	  "steps:\n" WRITE MARKED PROBE OUTCOME, "a", NO_LOOK, PROBE_UNCLEAR, "viele", NULL },
	{ "there, with a number of another form", MASK "on start set hit Treffer;set fund 47x1\n",
	  "steps:\n" WRITE MARKED PROBE OUTCOME, "a", NO_LOOK, PROBE_UNCLEAR, "read", NULL },
	{ "no probe", MASK THERE, "steps:\n" WRITE MARKED OUTCOME, "a", NO_LOOK, PROBE_UNCLEAR,
	  "no probe", NULL },
	{ "no such stage", MASK THERE, "steps:\n" WRITE MARKED PROBE OUTCOME, "x", NO_LOOK,
	  PROBE_UNCLEAR, "no such stage", NULL },
	{ "a damaged intent", MASK THERE, "steps:\n" WRITE MARKED PROBE OUTCOME, "a", "{",
	  PROBE_UNCLEAR, "intent", NULL },
	{ "no mark, and nobody looked before", MASK THERE, "steps:\n" WRITE BARE PROBE OUTCOME, "a",
	  NO_LOOK, PROBE_UNCLEAR, "no mark", NULL },
	{ "no mark, not there before", MASK THERE, "steps:\n" WRITE BARE PROBE OUTCOME, "a",
	  WAS_ABSENT, PROBE_FOUND, "", "4711" },
	{ "no mark, there before already", MASK THERE, "steps:\n" WRITE BARE PROBE OUTCOME, "a",
	  WAS_FOUND, PROBE_EXISTED, "before the act", NULL },
};

/* value_of() - what a result says of @name, NULL if nothing. */
static const char *value_of(const struct probe_result *r, const char *name)
{
	for (size_t i = 0; i < r->n_values; i++)
		if (str_eq(r->values[i].name, name))
			return r->values[i].text;
	return NULL;
}

TEST(a_probe_tells_what_became_of_a_stage)
{
	EACH_CASE (row, probes) {
		struct scene s;
		struct probe_result r;
		if (!CHECK(scene_open(&s, row->script, row->recipe) && scene_start(&s)))
			return;
		const struct run_task task = { .scope = s.scope };
		const struct probe_query q = { row->stage, row->intent };
		run_probe(s.run, &task, &q, s.a, &r);
		if (!CHECK_EQ_INT(r.branch, row->branch))
			printf("\t%s: %s\n", row->why, r.err.msg);
		CHECK_HAS_STR(r.err.msg, row->words);
		CHECK_EQ_STR(value_of(&r, "nummer"), row->number);
		if (r.branch == PROBE_FOUND && str_eq(row->intent, NO_LOOK))
			CHECK_EQ_STR(value_of(&r, "ort"), "Bonn"); /* read before the act */
		CHECK_EQ_STR(scene_log(&s), "");
		scene_close(&s);
	}
}
