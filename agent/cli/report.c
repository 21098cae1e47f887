/* report.c - `amtsbote report`: what was done for one submission, as a file anybody can read. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/report.h"

#include <stdio.h>
#include <string.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/office.h"
#include "agent/recipe/recipe.h"
#include "agent/run/ledger.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/journal_line.h"

enum { JOBS_PAGE = 200, RECIPE_BYTES_MAX = 1024 * 1024, VALUE_BYTES_MAX = 2 * 1024 * 1024 };

/* One report being put together; all texts live in the arena. */
struct dossier {
	struct office *o;
	struct arena *a;
	const struct store_job *job;
	const struct recipe *recipe; /* as it was frozen; NULL: there is none */
	const char **lines;          /* of recipe.yaml, from 1 */
	size_t n_lines;
	struct journal_extract journal;
	struct report r;
};

/* ---- the recipe as it was */

/* split_lines() - the recipe's own words for each step; without blanks around them. */
static void split_lines(struct dossier *d, char *text)
{
	size_t n = 2;

	for (const char *at = text; *at; at++)
		n += *at == '\n';
	d->lines = arena_calloc(d->a, n + 1, sizeof *d->lines);
	for (char *line = text; line; d->n_lines++) {
		char *end = strchr(line, '\n');
		if (end)
			*end = 0;
		line += strspn(line, " -");
		d->lines[d->n_lines + 1] = line;
		line = end ? end + 1 : NULL;
	}
}

static bool load_recipe(struct dossier *d, struct recipe **ret_recipe, struct err *e)
{
	CLEANUP(mem_freep) char *text = NULL;
	struct findings f;
	size_t len;

	if (*d->job->recipe_hash == 0)
		return true;
	const char *folder = arena_printf(d->a, "%s/%s", config_path(d->o->config, "recipes"),
					  d->job->recipe_hash);
	findings_init(&f, d->a);
	if (!recipe_load(folder, &f, ret_recipe, e) ||
	    !file_read(arena_printf(d->a, "%s/recipe.yaml", folder), RECIPE_BYTES_MAX, &text, &len,
		       e))
		return err_wrap(e, "frozen recipe");
	split_lines(d, arena_strndup(d->a, text, len));
	d->recipe = *ret_recipe;
	return true;
}

static bool is_public(const struct dossier *d, const char *name)
{
	for (size_t i = 0; d->recipe && i < d->recipe->n_public; i++)
		if (str_eq(d->recipe->public_names[i], name))
			return true;
	return false;
}

/* ---- what is sealed */

/* open_text() - a sealed value, "" if it is empty. */
static bool open_text(struct dossier *d, const char *what, struct store_bytes sealed,
		      const char **ret_text, struct err *e)
{
	CLEANUP(buf_clear) struct buf text = { 0 };
	const struct office_slot slot = { d->job, what };

	buf_init(&text, VALUE_BYTES_MAX);
	if (!office_unseal(d->o, &slot, sealed, &text, e))
		return false;
	*ret_text = arena_strndup(d->a, text.data, text.len_bytes);
	mem_wipe(text.data, text.len_bytes);
	return true;
}

/* open_values() - an object of texts as the report's list. */
static bool open_values(struct dossier *d, const char *what, struct store_bytes sealed,
			const struct report_value **ret_list, size_t *ret_n, struct err *e)
{
	struct run_value *values;
	const char *json;
	size_t n;

	*ret_n = 0;
	if (sealed.len == 0)
		return true;
	if (!open_text(d, what, sealed, &json, e) ||
	    !ledger_read_values(json, d->a, &values, &n, e))
		return false;
	struct report_value *list = arena_calloc(d->a, n, sizeof *list);
	for (size_t i = 0; i < n; i++)
		list[i] = (struct report_value){ values[i].name, values[i].text,
						 is_public(d, values[i].name) };
	*ret_list = list;
	*ret_n = n;
	return true;
}

/* ---- what the journal tells */

static enum report_sure sure_of(const char *word)
{
	static const char *const words[] = { "done", "seen", "verified", "failed" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(word, words[i]))
			return (enum report_sure)i;
	return REPORT_FAILED;
}

/* words_of() - line @line of the recipe without its verb, which has a column, and its remark. */
static const char *words_of(struct dossier *d, uint64_t line, const char *verb)
{
	if (line == 0 || line > d->n_lines)
		return "";
	const char *text = d->lines[line];
	if (str_starts(text, arena_printf(d->a, "%s:", verb)))
		text += strlen(verb) + 1;
	text += strspn(text, " ");
	const char *remark = *text == '#' ? text : strstr(text, " #");
	size_t len = remark ? (size_t)(remark - text) : strlen(text);
	while (len > 0 && text[len - 1] == ' ')
		len--;
	return arena_strndup(d->a, text, len);
}

static void add_step(struct dossier *d, struct report_step *list, const struct journal_body *b)
{
	uint64_t line = b->value[JF_LINE].count;
	bool failed = b->kind == JK_STEP_FAILED;

	list[d->r.n_steps++] = (struct report_step){
		.line = (int)line,
		.verb = arena_strdup(d->a, b->value[JF_VERB].id),
		.what = words_of(d, line, b->value[JF_VERB].id),
		.sure = failed ? REPORT_FAILED : sure_of(b->value[JF_SURE].id),
		.took_us = (int64_t)b->value[JF_TOOK_US].count,
	};
}

static void add_probe(struct dossier *d, struct report_probe *list, const struct journal_body *b,
		      int64_t at_ms)
{
	list[d->r.n_probes++] = (struct report_probe){
		.stage = arena_strdup(d->a, b->value[JF_STAGE].id),
		.branch = arena_strdup(d->a, b->value[JF_BRANCH].id),
		.look = (unsigned)b->value[JF_LOOK].count,
		.at_ms = at_ms,
	};
}

/* proof_ms() - when stage @id was proven. */
static int64_t proof_ms(const struct dossier *d, const char *id)
{
	for (size_t i = 0; i < d->journal.n; i++) {
		const struct journal_extract_line *l = &d->journal.lines[i];
		const char *word = journal_kind_word(l->kind);
		struct journal_body b;
		struct err unread = { 0 };
		if (l->kind == JK_COMMIT_PROOF && journal_body_read(word, l->body, &b, &unread) &&
		    str_eq(b.value[JF_STAGE].id, id))
			return l->t_us / 1000;
	}
	return 0;
}

/* read_journal() - steps and looks, in the order they happened, those of earlier attempts too. */
static bool read_journal(struct dossier *d, struct err *e)
{
	if (!journal_extract(config_path(d->o->config, "journal"), d->job->mark, d->a, &d->journal,
			     e))
		return false;
	struct report_step *steps = arena_calloc(d->a, d->journal.n + 1, sizeof *steps);
	struct report_probe *probes = arena_calloc(d->a, d->journal.n + 1, sizeof *probes);
	for (size_t i = 0; i < d->journal.n; i++) {
		const struct journal_extract_line *l = &d->journal.lines[i];
		struct journal_body b;
		if (!journal_body_read(journal_kind_word(l->kind), l->body, &b, e))
			return false;
		if (l->kind == JK_STEP_DONE || l->kind == JK_STEP_FAILED)
			add_step(d, steps, &b);
		else if (l->kind == JK_PROBE_RESULT)
			add_probe(d, probes, &b, l->t_us / 1000);
		else if (l->kind == JK_JOB_STARTED && d->r.started_ms == 0)
			d->r.started_ms = l->t_us / 1000;
	}
	d->r.steps = steps;
	d->r.probes = probes;
	d->r.journal = &d->journal;
	return true;
}

static bool read_stages(struct dossier *d, struct err *e)
{
	const struct store_job *j = d->job;
	struct report_stage *list = arena_calloc(d->a, j->n_stages + 1, sizeof *list);

	for (size_t i = 0; i < j->n_stages; i++) {
		const struct store_stage *s = &j->stages[i];
		list[i] = (struct report_stage){ .id = s->id,
						 .fate = s->proven  ? REPORT_PROVEN
							 : s->again ? REPORT_VOID
								    : REPORT_BEGUN,
						 .intent_ms = s->begun_ms,
						 .proof_ms = proof_ms(d, s->id) };
		if (!open_values(d, arena_printf(d->a, "values:%s", s->id), s->values,
				 &list[i].values, &list[i].n_values, e))
			return false;
	}
	d->r.stages = list;
	d->r.n_stages = j->n_stages;
	return true;
}

static enum report_tone tone_of(enum job_state state)
{
	if (job_needs_person(state))
		return REPORT_BAD;
	return job_has_outcome(state) || state == JOB_CLOSED ? REPORT_GOOD : REPORT_WAITS;
}

/* write_report() - everything that is known of one job into @folder/MARK.html. */
static bool write_report(struct office *o, const char *folder, const char *mark, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(recipe_freep) struct recipe *recipe = NULL;
	struct dossier d = { .o = o, .a = a };
	struct store_job *j;

	if (!store_find(o->books.store, mark, a, &j, e))
		return false;
	if (j->erasure != STORE_WHOLE)
		return err_set(e, ERR_NOT_FOUND,
			       "%s is erased (amtsbote export tells what is left)", j->mark);
	d.job = j;
	d.r = (struct report){ .mark = j->mark,
			       .recipe = j->recipe,
			       .recipe_hash = j->recipe_hash,
			       .source = j->source,
			       .state_de = job_state_text(j->state, true),
			       .state_en = job_state_text(j->state, false),
			       .tone = tone_of(j->state),
			       .received_ms = j->received_ms,
			       .ended_ms = j->changed_ms,
			       .cause = j->cause };
	if (!load_recipe(&d, &recipe, e) || !read_journal(&d, e) || !read_stages(&d, e) ||
	    !open_values(&d, "outcome", j->outcome, &d.r.outcome, &d.r.n_outcome, e))
		return false;
	d.r.version = recipe ? recipe->version : "";
	d.r.reason.name = "reason";
	if (j->reason.len && !open_text(&d, "reason", j->reason, &d.r.reason.text, e))
		return false;
	const char *path = arena_printf(a, "%s/%s.html", folder, j->mark);
	if (!report_write(path, &d.r, e))
		return false;
	(void)puts(path);
	return true;
}

static bool write_all(struct office *o, const char *folder, struct err *e)
{
	struct store_filter f = { .any_state = true, .limit = JOBS_PAGE };
	size_t n;

	do {
		CLEANUP(arena_freep) struct arena *a = arena_new();
		struct store_job *list;
		if (!store_list(o->books.store, &f, a, &list, &n, e))
			return false;
		for (size_t i = 0; i < n; i++) {
			if (list[i].erasure == STORE_WHOLE &&
			    !write_report(o, folder, list[i].mark, e))
				return false;
			f.after = list[i].id;
		}
	} while (n == JOBS_PAGE);
	return true;
}

int command_report(int argc, char **argv)
{
	const char *path = NULL, *folder = NULL, *mark;
	bool all_jobs = false;
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &path, NULL },
		{ "folder", "DIR", "where to (STATE/reports)", &folder, NULL },
		{ "all", NULL, "one for every job", NULL, &all_jobs },
	};
	const struct arguments all = { "report MARK | --all [--config FILE] [--folder DIR]", rows,
				       3, 0, 1 };
	CLEANUP(office_clear) struct office o = { .lock_fd = -1, .lifeline_fd = -1 };
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, &mark, &exit_code))
		return exit_code;
	if (!mark == !all_jobs)
		return command_complain("report", "wants a mark, or --all");
	if (!office_open(path, &o, &e))
		return command_complain("report", e.msg);
	if (!folder)
		folder = config_path(o.config, "reports");
	if (all_jobs ? !write_all(&o, folder, &e) : !write_report(&o, folder, mark, &e))
		return command_complain("report", e.msg);
	return EXIT_DONE;
}
