/* erase.c - `amtsbote erase` and `amtsbote hold`: what is personal goes, or may not. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/office.h"
#include "agent/serve/erasure.h"
#include "logs/vault.h"

/* What both commands are told. */
struct order {
	const char *config, *mark, *reason;
	bool lift;
	struct arena *a; /* borrowed: owns texts and the job */
};

/* ---- erase */

static void print_end(const struct store_job *j)
{
	time_t seconds = (time_t)(j->final_ms / 1000);
	char day[16] = "";
	struct tm tm;

	if (j->final_ms && gmtime_r(&seconds, &tm))
		(void)strftime(day, sizeof day, "%Y-%m-%d", &tm); /* "" if it does not fit */
	(void)printf("%s: gelöscht\n%s: erased\n", j->mark, j->mark);
	if (*day)
		(void)printf("Sicherungen des Schlüsselbunds öffnen es noch bis %s\n"
			     "copies of the keyring open it until %s\n",
			     day, day);
}

/* begin() - unless it is begun already and only to be finished. */
static bool begin(struct office *o, struct erasure *x, const struct order *d, struct err *e)
{
	struct store_job *j;

	if (!store_find(o->books.store, d->mark, d->a, &j, e))
		return false;
	return j->erasure != STORE_WHOLE || erasure_begin(x, j, ERASURE_PERSON, d->reason, e);
}

static bool erase(const struct order *d, struct store_job **ret_job, struct err *e)
{
	CLEANUP(office_clear) struct office o = { .lock_fd = -1, .lifeline_fd = -1 };
	CLEANUP(erasure_close) struct erasure x = { .presence_fd = -1 };

	if (!office_open(d->config, &o, e) || !office_keys(&o, e))
		return false;
	store_as(o.books.store, ERASURE_PROCESS);
	x.config = o.config;
	x.books = &o.books;
	x.keys = o.keys;
	return erasure_open(&x, e) && begin(&o, &x, d, e) && erasure_finish(&x, NULL, e) &&
	       store_find(o.books.store, d->mark, d->a, ret_job, e);
}

/* read_order() - false: the command is to end with *ret_exit. */
static bool read_order(const struct arguments *all, int argc, char **argv, struct order *d,
		       int *ret_exit)
{
	struct err e = { 0 };

	if (!arguments_read(all, argc, argv, &d->mark, ret_exit))
		return false;
	if (!d->reason || *d->reason == 0)
		*ret_exit = command_complain(argv[0], "wants --reason TEXT");
	else if (!office_text(&d->reason, "reason", d->a, &e))
		*ret_exit = command_complain(argv[0], e.msg);
	else
		return true;
	return false;
}

int command_erase(int argc, char **argv)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct order d = { .a = a };
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &d.config,
		  NULL },
		{ "reason", "TEXT",
		  "why; it stays, sealed: name nobody in it; - reads it from standard input",
		  &d.reason, NULL },
	};
	const struct arguments all = {
		"erase MARK --reason TEXT [--config FILE]\n\n"
		"What is personal of a closed submission goes from the store, and the key that\n"
		"copies of the store could be opened with leaves the keyring. Said again, it\n"
		"finishes what was interrupted.",
		rows, sizeof rows / sizeof *rows, 1, 1
	};
	struct store_job *j;
	struct err e = { 0 };
	int exit_code;

	if (!read_order(&all, argc, argv, &d, &exit_code))
		return exit_code;
	if (!erase(&d, &j, &e))
		return command_complain("erase", e.msg);
	print_end(j);
	return EXIT_DONE;
}

/* ---- hold */

static bool hold(const struct order *d, struct err *e)
{
	CLEANUP(office_clear) struct office o = { .lock_fd = -1, .lifeline_fd = -1 };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(buf_clear) struct buf sealed = { 0 };
	struct journal_body line = journal_body(d->lift ? JK_HOLD_LIFTED : JK_HOLD_SET);
	uint8_t commitment[VAULT_HASH_BYTES];
	struct store_job *j;

	buf_init(&sealed, OFFICE_TEXT_BYTES_MAX + VAULT_OVERHEAD_BYTES);
	if (!office_open(d->config, &o, e) || !store_find(o.books.store, d->mark, a, &j, e))
		return false;
	const struct office_slot slot = { j, "hold" };
	if (!office_seal(&o, &slot, d->reason, &sealed, commitment, e))
		return false;
	journal_put_hash(&line, JF_REASON, commitment);
	journal_put(&line, JF_UID, getuid());
	const struct store_due due = books_due(&line, a);
	const struct store_bytes bytes = { sealed.data, sealed.len_bytes };
	return store_hold(o.books.store, j->id, !d->lift, bytes, &due, e) &&
	       books_note(&o.books, j->mark, &line, e);
}

int command_hold(int argc, char **argv)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct order d = { .a = a };
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &d.config,
		  NULL },
		{ "reason", "TEXT", "why; sealed beside the job; - reads it from standard input",
		  &d.reason, NULL },
		{ "lift", NULL, "it may be erased again", NULL, &d.lift },
	};
	const struct arguments all = { "hold MARK [--lift] --reason TEXT [--config FILE]", rows,
				       sizeof rows / sizeof *rows, 1, 1 };
	struct err e = { 0 };
	int exit_code;

	if (!read_order(&all, argc, argv, &d, &exit_code))
		return exit_code;
	if (!hold(&d, &e))
		return command_complain("hold", e.msg);
	(void)printf(d.lift ? "%s: darf gelöscht werden\n%s: may be erased\n"
			    : "%s: wird nicht gelöscht\n%s: is not erased\n",
		     d.mark, d.mark);
	return EXIT_DONE;
}
