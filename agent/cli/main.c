/* main.c - the one binary: finds the command and runs it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include "agent/cli/command.h"
#include "base/str.h"

static const struct command commands[] = {
	{ "check", "check RECIPE", "report every problem of a recipe with its place",
	  command_check },
	{ "plan", "plan RECIPE --submission FILE",
	  "print every value it would write, without a desk", command_plan },
	{ "run", "run RECIPE --submission FILE",
	  "enter submissions, verified, and report the outcome", command_run },
	{ "init", "init DIR", "make a folder in which the agent works at once", command_init },
	{ "agent", "agent [--config FILE]", "work unattended until told to stop", command_agent },
	{ "jobs", "jobs list|show|...", "what became of the submissions; decide about them",
	  command_jobs },
	{ "resume", "resume RECIPE", "let a stopped recipe work again", command_resume },
	{ "erase", "erase MARK --reason TEXT", "what is personal of a closed submission goes",
	  command_erase },
	{ "hold", "hold MARK [--lift] --reason TEXT", "what may not be erased, or may again",
	  command_hold },
	{ "report", "report MARK | --all", "what was done for a submission, as an HTML file",
	  command_report },
	{ "tape", "tape MARK --at TIME -o FILE",
	  "what the screen showed while a submission was worked on", command_tape },
	{ "verify", "verify DIR | FILE", "is the journal whole, what of it is signed?",
	  command_verify },
	{ "export", "export MARK", "a submission's journal lines in a file that proves itself",
	  command_export },
	{ "backup", "backup DIR", "the agent's state as a folder, while it works", command_backup },
	{ "restore", "restore DIR --config FILE", "an empty state folder from such a backup",
	  command_restore },
	{ "restored", "restored [--go-on]", "what a restored state lacks; let it work again",
	  command_restored },
	{ "doctor", "doctor [--config FILE | --app COMMAND]",
	  "is this machine fit; how does an application want to be worked?", command_doctor },
	{ "read", "read PICTURE | --app COMMAND",
	  "all words of a screen, where they stand and how sure that is", command_read },
	{ "learn-font", "learn-font --app COMMAND -o FILE",
	  "the font of an application, for recipes to read it by", command_learn },
	{ "worker", "worker --desk N", "one desk (the agent starts it)", command_worker },
	{ "intake", "intake --config FILE",
	  "take submissions from the sources (the agent starts it)", command_intake },
	{ "deliver", "deliver --config FILE", "carry answers to the sources (the agent starts it)",
	  command_deliver },
	{ "import", "import <FILE", "foreign bytes to canonical JSON, in a sandbox",
	  command_import },
	{ "keys", "keys --config FILE", "hold the keyring (the agent starts it)", command_keys },
};

enum { N_COMMANDS = sizeof commands / sizeof *commands };

int command_complain(const char *name, const char *text)
{
	(void)fprintf(stderr, "amtsbote %s: %s\n", name, text);
	return EXIT_WRONG;
}

static int help(FILE *to)
{
	(void)fputs("amtsbote - carries online submissions into systems that have no interface\n\n",
		    to);
	for (size_t i = 0; i < N_COMMANDS; i++)
		(void)fprintf(to, "  amtsbote %-34s %s\n", commands[i].usage, commands[i].help);
	(void)fputs("\n`amtsbote COMMAND --help` lists the options of a command.\n", to);
	return to == stdout ? EXIT_DONE : EXIT_WRONG;
}

/*
 * limit_threads() - OpenMP reads OMP_THREAD_LIMIT when the library is loaded, before main(); so a
 * process that was started without it starts itself once more. Unlimited, parallel Tesseracts ran
 * up to 30 times slower (research/peers.md 5.1).
 */
static void limit_threads(char **argv)
{
	if (getenv("OMP_THREAD_LIMIT"))
		return;
	if (setenv("OMP_THREAD_LIMIT", "1", 1) == 0)
		(void)execv("/proc/self/exe", argv); /* on failure we go on, slower */
}

int main(int argc, char **argv)
{
	const struct rlimit no_core = { 0, 0 };
	const char *names[N_COMMANDS];

	limit_threads(argv);
	(void)setrlimit(RLIMIT_CORE, &no_core); /* cannot fail when lowering */
#ifndef __SANITIZE_ADDRESS__                    /* which looks for leaks as a debugger does */
	/* A handler behind a pipe gets cores whatever the limit says (core(5)). */
	(void)prctl(PR_SET_DUMPABLE, 0L); /* cannot fail with 0 */
#endif
	if (!setlocale(LC_ALL, "C.UTF-8"))
		return command_complain("start",
					"the locale C.UTF-8 is missing (package libc-bin)");
	if (argc < 2)
		return help(stderr);
	if (str_eq(argv[1], "help") || str_eq(argv[1], "--help"))
		return help(stdout);
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (str_eq(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
		names[i] = commands[i].name;
	}
	const char *near = str_nearest(argv[1], names, N_COMMANDS);
	(void)fprintf(stderr, "amtsbote: unknown command '%s'%s%s%s\n", argv[1],
		      near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
	return EXIT_WRONG;
}
