/* restored.c - `amtsbote restored`: what a restored state lacks, and letting it go on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/restored.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/office.h"
#include "agent/serve/offspring.h"
#include "agent/serve/reckoning.h"
#include "agent/serve/supervisor.h"
#include "logs/journal_line.h"

enum { PAGE = 100 };

/* utc() - "2026-11-23 10:11:12 UTC", owned by @a. */
static const char *utc(int64_t t_ms, struct arena *a)
{
	char text[JOURNAL_TIME_BYTES];

	journal_time_text(t_ms * 1000, text);
	return arena_printf(a, "%.10s %.8s UTC", text, text + 11);
}

static void tell_state(const struct restored_state *state, struct arena *a)
{
	if (!state->paused) {
		(void)puts("Der Bestand ist nicht angehalten.\nThe state is not paused.");
		return;
	}
	(void)printf("Wiederhergestellt, angehalten seit %s: nichts Neues wird eingetragen.\n"
		     "Restored, paused since %s: nothing new is entered.\n",
		     utc(state->since_ms, a), utc(state->since_ms, a));
	if (state->whole)
		(void)puts("Das Protokoll ist ebenso alt wie der Bestand: was danach geschah, weiß"
			   " niemand. Bei der Freigabe\nwird jeder offene Vorgang erst im"
			   " Fachverfahren gesucht. Was danach einging, ist hier unbekannt.\n"
			   "The journal is as old as the store: nobody knows what happened"
			   " afterwards. When released, every\nopen job is first looked up in the"
			   " application. What came in afterwards is not known here.");
	(void)puts("Freigeben / release: amtsbote restored --go-on");
}

/* tell_begun() - jobs of which a commit may have happened without this store's knowing. */
static bool tell_begun(struct store *s, struct err *e)
{
	static const enum job_state states[] = { JOB_COMMITTING, JOB_IN_DOUBT };

	for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
		struct store_filter f = { .state = states[i], .limit = PAGE };
		for (size_t n = PAGE; n == PAGE;) {
			CLEANUP(arena_freep) struct arena *a = arena_new();
			struct store_job *list;
			if (!store_list(s, &f, a, &list, &n, e))
				return false;
			for (size_t k = 0; k < n; k++) {
				f.after = list[k].id;
				(void)printf("begun   %s %s %s %s\n", list[k].mark, list[k].source,
					     utc(list[k].received_ms, a),
					     job_state_word(list[k].state));
			}
		}
	}
	return true;
}

static bool tell_lost(struct store *s, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct restored_lost *list;
	size_t n;

	if (!restored_list(s, a, &list, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		(void)printf("missing %s %s %s %s%s\n", list[i].mark, list[i].source,
			     utc(list[i].received_ms, a), list[i].last,
			     list[i].begun ? ", begun" : "");
	if (n > 0)
		(void)printf("\n%zu Eingänge kennt nur das Protokoll: bei der Quelle noch einmal"
			     " abholen lassen, wo keine Antwort\nheraus ist (delivered). Sie"
			     " bekommen ihre alte Nummer und werden erst gesucht.\n"
			     "%zu submissions are known to the journal alone: have the source give"
			     " them again where no answer\nwent out (delivered). They get their old"
			     " mark and are looked up first.\n",
			     n, n);
	return true;
}

static bool list(struct office *o, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct restored_state state;

	if (!restored_state(o->books.store, &state, e))
		return false;
	tell_state(&state, a);
	return tell_begun(o->books.store, e) && tell_lost(o->books.store, e);
}

/*
 * look_at_signed() - is the journal a beginning of what was signed? Asked before anything of ours
 * writes to it, and only while no agent works: one that does has asked.
 */
static bool look_at_signed(const char *path, bool *ret_behind, int *ret_lock, struct err *e)
{
	CLEANUP(config_freep) struct config *c = NULL;
	int code;

	*ret_behind = false;
	if (!config_load(path ? path : OFFICE_CONFIG, &c, e))
		return false;
	*ret_lock = open(config_path(c, "lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*ret_lock < 0)
		return err_set(e, ERR_IO, "open '%s': %s", config_path(c, "lock"), strerror(errno));
	if (flock(*ret_lock, LOCK_EX | LOCK_NB) != 0)
		return true;
	(void)fflush(stdout); /* its words come in their place */
	if (!offspring_call(c, "--check", &code, e))
		return false;
	*ret_behind = code == SUPERVISOR_EXIT_BEHIND;
	return code == 0 || *ret_behind ||
	       err_set(e, ERR_SEALED, "the journal cannot be worked on, see above");
}

/* accept() - paused before it is accepted: a kill in between leaves a state that does nothing. */
static bool accept(struct office *o, struct err *e)
{
	struct restored_state state;
	int code;

	if (!restored_state(o->books.store, &state, e) ||
	    (!state.whole && !reckoning_whole(o->books.store, e)) ||
	    !offspring_call(o->config, "--accept-restored", &code, e))
		return false;
	return code == 0 || err_set(e, ERR_SEALED, "it was not accepted, see above");
}

static bool work(struct office *o, const char *path, bool go_on, struct err *e)
{
	CLEANUP(close_fdp) int lock = -1;
	bool behind;

	return look_at_signed(path, &behind, &lock, e) && office_open(path, o, e) &&
	       (!go_on || !behind || accept(o, e)) &&
	       (!go_on || reckoning_go_on(o->config, &o->books, getuid(), e)) && list(o, e);
}

int command_restored(int argc, char **argv)
{
	CLEANUP(office_clear)
	struct office o = { .lock_fd = -1, .lifeline_fd = -1 };
	const char *config = NULL;
	bool go_on = false;
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &config,
		  NULL },
		{ "go-on", NULL, "let it work again", NULL, &go_on },
	};
	const struct arguments all = {
		"restored [--go-on] [--config FILE]\n\n"
		"Lists what a state that was restored does not know: commits that may have been\n"
		"begun, submissions that only the journal knows. --go-on, when a person has seen\n"
		"that: the agent claims jobs again.",
		rows, 2, 0, 0
	};
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, NULL, &exit_code))
		return exit_code;
	if (!work(&o, config, go_on, &e))
		return command_complain("restored", e.msg);
	return EXIT_DONE;
}
