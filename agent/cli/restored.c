/* restored.c - `amtsbote restored`: what a restored state lacks, and letting it go on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/restored.h"
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/office.h"
#include "agent/serve/reckoning.h"
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
	if (!office_open(config, &o, &e) ||
	    (go_on && !reckoning_go_on(o.config, &o.books, getuid(), &e)) || !list(&o, &e))
		return command_complain("restored", e.msg);
	return EXIT_DONE;
}
