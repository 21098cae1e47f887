/* jobs.c - `amtsbote jobs list` and `show`, and the way to what a person decides (decide.c). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/decide.h"
#include "agent/cli/office.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

enum { PAGE = 200, TEXT_BYTES_MAX = 1024 * 1024, TIME_BYTES = 24 };

/* show_time() - "2026-11-23 05:29:44Z"; "-" for 0. */
static const char *show_time(int64_t utc_ms, char into[TIME_BYTES])
{
	time_t seconds = (time_t)(utc_ms / 1000);
	struct tm tm;

	if (utc_ms == 0 || !gmtime_r(&seconds, &tm) ||
	    strftime(into, TIME_BYTES, "%Y-%m-%d %H:%M:%SZ", &tm) == 0)
		return "-";
	return into;
}

static int failed(const struct err *e)
{
	return command_complain("jobs", e->msg);
}

/* ---- list */

static void print_row(const struct store_job *j)
{
	char changed[TIME_BYTES];

	(void)printf("%-14s %-10s %-22s %-12s %s", j->mark, job_state_word(j->state),
		     show_time(j->changed_ms, changed), j->source, j->recipe);
	if (j->cause != ERR_NONE)
		(void)printf("  (%s)", err_code_text(j->cause));
	(void)putchar('\n');
}

static bool print_pages(struct office *o, struct store_filter f, struct err *e)
{
	size_t n;

	do {
		CLEANUP(arena_freep) struct arena *a = arena_new();
		struct store_job *list;
		f.limit = PAGE;
		if (!store_list(o->books.store, &f, a, &list, &n, e))
			return false;
		for (size_t i = 0; i < n; i++) {
			print_row(&list[i]);
			f.after = list[i].id;
		}
	} while (n == PAGE);
	return true;
}

static bool print_stops(struct office *o, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct store_stop *list;
	char since[TIME_BYTES];
	size_t n;

	if (!store_stops(o->books.store, a, &list, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		(void)printf("! recipe %s is stopped since %s: %s (amtsbote resume %s)\n",
			     list[i].recipe, show_time(list[i].since_ms, since),
			     err_code_text(list[i].cause), list[i].recipe);
	return true;
}

static int list(int argc, char **argv)
{
	const char *config = NULL, *state = NULL;
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &config,
		  NULL },
		{ "state", "STATE", "only these: waiting, held, in_doubt, failed, closed ...",
		  &state, NULL },
	};
	const struct arguments all = { "jobs list [--config FILE] [--state STATE]", rows, 2, 0, 0 };
	CLEANUP(office_clear) struct office o = { .lock_fd = -1, .lifeline_fd = -1 };
	struct store_filter f = { .any_state = true };
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, NULL, &exit_code))
		return exit_code;
	if (state) {
		f.any_state = false;
		if (!job_state_named(state, &f.state))
			return command_complain("jobs", "there is no such state");
	}
	if (!office_open(config, &o, &e) || !print_stops(&o, &e) || !print_pages(&o, f, &e))
		return failed(&e);
	return EXIT_DONE;
}

/* ---- show */

/* has_begun() - is there a commit of which a person may say what became of it? */
static bool has_begun(const struct store_job *j)
{
	bool open = j->state == JOB_IN_DOUBT || j->state == JOB_HELD ||
		    (j->state == JOB_COMMITTING && j->desk_gone);

	for (size_t i = 0; i < j->n_stages && open; i++)
		if (!j->stages[i].proven && !j->stages[i].again)
			return true;
	return false;
}

/* what_to_do() - the commands that fit the job's state. */
static void what_to_do(const struct store_job *j)
{
	const bool begun = has_begun(j);

	if (j->state == JOB_COMMITTING && j->desk_gone)
		(void)printf(
			"\nIts desk ended in the middle of saving. The agent looks it up as soon"
			" as the\nrecipe works (amtsbote jobs list says if it is stopped)."
			" You need not wait:\n");
	if (j->state == JOB_IN_DOUBT)
		(void)printf("\nNobody can tell whether it was entered.\n");
	if (begun)
		(void)printf(
			"\nLook in the application for a record with the mark %s, then say what"
			" you found:\n"
			"  amtsbote jobs resolve %s --entered REFERENCE --reason TEXT\n"
			"  amtsbote jobs resolve %s --not-entered --reason TEXT\n"
			"  amtsbote jobs resolve %s --by-hand REFERENCE --reason TEXT\n",
			j->mark, j->mark, j->mark, j->mark);
	if (j->state == JOB_HELD && !*j->recipe)
		(void)printf("\nNo recipe took it. When one is configured, release judges it"
			     " again.\n");
	if (j->state == JOB_HELD && !begun)
		(void)printf(
			"\nA person decides:\n"
			"  amtsbote jobs release %s --reason TEXT     let the agent go on\n"
			"  amtsbote jobs answer %s --text TEXT        send it back with this text\n"
			"  amtsbote jobs resolve %s --by-hand REFERENCE --reason TEXT\n",
			j->mark, j->mark, j->mark);
	if (job_has_outcome(j->state))
		(void)printf(
			"\nIts answer is on its way; when the source refused it or was away for"
			" too long:\n  amtsbote jobs deliver %s\n",
			j->mark);
	if (j->state == JOB_FAILED)
		(void)printf("\nWhen the cause is mended:\n"
			     "  amtsbote jobs requeue %s --reason TEXT\n"
			     "  amtsbote jobs resolve %s --by-hand REFERENCE --reason TEXT\n",
			     j->mark, j->mark);
}

static void print_stages(const struct store_job *j)
{
	char begun[TIME_BYTES];

	for (size_t i = 0; i < j->n_stages; i++) {
		const struct store_stage *s = &j->stages[i];
		(void)printf("commit      %s, begun %s, %s\n", s->id, show_time(s->begun_ms, begun),
			     s->proven  ? "proven"
			     : s->again ? "not there when looked for twice"
					: "not proven");
	}
}

/* print_sealed() - one opened value; a name in front of each that is not empty. */
static bool print_sealed(struct office *o, const struct store_job *j, const char *what,
			 struct store_bytes sealed, struct err *e)
{
	CLEANUP(buf_clear) struct buf text = { 0 };
	const struct office_slot slot = { j, what };

	if (sealed.len == 0)
		return true;
	buf_init(&text, JSON_BYTES_MAX);
	if (!office_unseal(o, &slot, sealed, &text, e))
		return false;
	(void)printf("%-11s %s\n", what, text.data);
	mem_wipe(text.data, text.len_bytes);
	return true;
}

/* open_job() - what is personal, journaled before it is shown. */
static bool open_job(struct office *o, const struct store_job *j, struct err *e)
{
	struct journal_body body = journal_body(JK_OPENED);

	journal_put(&body, JF_UID, getuid());
	if (!office_keys(o, e) || !journal_append(o->books.journal, j->mark, &body, NULL, e))
		return false;
	return print_sealed(o, j, "external", j->external, e) &&
	       print_sealed(o, j, "reason", j->reason, e) &&
	       print_sealed(o, j, "outcome", j->outcome, e) &&
	       print_sealed(o, j, "hold", j->hold, e) &&
	       print_sealed(o, j, "payload", j->payload, e);
}

/* print_keeping() - held, erased. */
static void print_keeping(const struct store_job *j)
{
	char at[TIME_BYTES];

	if (j->hold_ms)
		(void)printf("kept        held since %s (amtsbote hold --lift)\n",
			     show_time(j->hold_ms, at));
	if (j->erasure == STORE_ERASING)
		(void)printf("erased      not finished: amtsbote erase %s\n", j->mark);
	if (j->erasure == STORE_ERASED)
		(void)printf("erased      copies of the keyring open it until %s\n",
			     show_time(j->final_ms, at));
}

static void print_job(const struct store_job *j)
{
	char at[TIME_BYTES];

	(void)printf("job         %s\nstate       %s\n", j->mark, job_state_word(j->state));
	if (j->cause != ERR_NONE)
		(void)printf("because     %s (%s)\n", err_code_text(j->cause),
			     err_class_name(err_code_class(j->cause)));
	(void)printf("recipe      %s %.12s\nsource      %s%s\n", *j->recipe ? j->recipe : "none",
		     j->recipe_hash, j->source, j->acknowledged ? "" : " (not told yet)");
	(void)printf("received    %s\n", show_time(j->received_ms, at));
	(void)printf("since       %s\n", show_time(j->changed_ms, at));
	if (*j->first_mark)
		(void)printf("first was   %s\n", j->first_mark);
	if (j->attempts)
		(void)printf("attempts    %u\n", j->attempts);
	if (j->deaths)
		(void)printf("workers     %u ended while they had it\n", j->deaths);
	if (j->not_before_ms)
		(void)printf("not before  %s\n", show_time(j->not_before_ms, at));
	print_keeping(j);
	print_stages(j);
}

static int show(int argc, char **argv)
{
	const char *config = NULL, *mark;
	bool opened = false;
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &config,
		  NULL },
		{ "open", NULL, "with what is personal; the journal notes who looked", NULL,
		  &opened },
	};
	const struct arguments all = { "jobs show MARK [--config FILE] [--open]", rows, 2, 1, 1 };
	CLEANUP(office_clear) struct office o = { .lock_fd = -1, .lifeline_fd = -1 };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct err e = { 0 };
	struct store_job *j;
	int exit_code;

	if (!arguments_read(&all, argc, argv, &mark, &exit_code))
		return exit_code;
	if (!office_open(config, &o, &e) || !store_find(o.books.store, mark, a, &j, &e))
		return failed(&e);
	print_job(j);
	if (opened ? !open_job(&o, j, &e) : false)
		return failed(&e);
	if (!opened && (j->reason.len || j->outcome.len))
		(void)puts("details     sealed; --open shows them");
	what_to_do(j);
	return EXIT_DONE;
}

int command_jobs(int argc, char **argv)
{
	static const struct command subcommands[] = {
		{ "list", "", "all jobs, oldest first", list },
		{ "show", "", "one job, and what can be done about it", show },
		{ "requeue", "", "a failed job tries again", decide_requeue },
		{ "release", "", "a held job goes on", decide_release },
		{ "answer", "", "a held job goes back with a text", decide_answer },
		{ "resolve", "", "say what became of a job in doubt", decide_resolve },
		{ "deliver", "", "send an answer again that was given up", decide_deliver },
	};
	const char *names[sizeof subcommands / sizeof *subcommands];
	size_t n = sizeof subcommands / sizeof *subcommands;

	for (size_t i = 0; i < n; i++) {
		names[i] = subcommands[i].name;
		if (argc > 1 && str_eq(argv[1], names[i]))
			return subcommands[i].run(argc - 1, argv + 1);
	}
	FILE *to = argc > 1 && str_eq(argv[1], "--help") ? stdout : stderr;
	(void)fputs("usage: amtsbote jobs COMMAND\n\n", to);
	for (size_t i = 0; i < n; i++)
		(void)fprintf(to, "  %-8s %s\n", subcommands[i].name, subcommands[i].help);
	const char *near = argc > 1 ? str_nearest(argv[1], names, n) : NULL;
	if (near)
		(void)fprintf(to, "\ndid you mean '%s'?\n", near);
	return to == stdout ? EXIT_DONE : EXIT_WRONG;
}
