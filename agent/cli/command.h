/* command.h - the commands of `amtsbote`: one table behind dispatch, help and completion. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Exit codes every command shares; `run` adds those of agent/model/failure.h. */
enum { EXIT_DONE = 0, EXIT_WRONG = 1 };

struct command {
	const char *name, *usage, *help;
	int (*run)(int argc,
		   char **argv); /* argv[0] is the command's name; returns the exit code */
};

/*
 * command_check() - `amtsbote check RECIPE`: all findings, exit 1 if there is an error among them.
 */
int command_check(int argc, char **argv);

/* command_plan() - `amtsbote plan RECIPE --submission F`: what would be written, without a desk. */
int command_plan(int argc, char **argv);

/* command_run() - `amtsbote run RECIPE --submission F`: enter it. */
int command_run(int argc, char **argv);

/* command_keys() - `amtsbote keys --config F`: hold the keyring, answer. */
int command_keys(int argc, char **argv);

/* command_verify() - `amtsbote verify [--config F | DIR]`: exit 1 if the journal is not whole. */
int command_verify(int argc, char **argv);

/* command_complain() - one line "amtsbote NAME: TEXT" on standard error; returns EXIT_WRONG. */
int command_complain(const char *name, const char *text);
