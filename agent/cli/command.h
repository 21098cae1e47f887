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

/* command_agent() - `amtsbote agent`: unattended, until SIGTERM. */
int command_agent(int argc, char **argv);

/* command_init() - `amtsbote init DIR`: configuration, folder source, sample recipe, keyring. */
int command_init(int argc, char **argv);

/* command_jobs() - `amtsbote jobs list|show|requeue|release|answer|resolve`. */
int command_jobs(int argc, char **argv);

/* command_erase() - `amtsbote erase MARK`: what is personal of a closed job goes. */
int command_erase(int argc, char **argv);

/* command_hold() - `amtsbote hold MARK [--lift]`: a job that may not be erased, or may again. */
int command_hold(int argc, char **argv);

/* command_resume() - `amtsbote resume RECIPE`: a stopped recipe may work again. */
int command_resume(int argc, char **argv);

/* command_intake() - `amtsbote intake`: take submissions in until told to end. */
int command_intake(int argc, char **argv);

/* command_deliver() - `amtsbote deliver`: carry answers out until told to end. */
int command_deliver(int argc, char **argv);

/* command_import() - `amtsbote import`: standard input to standard output, in a sandbox. */
int command_import(int argc, char **argv);

/* command_keys() - `amtsbote keys --config F`: hold the keyring, answer. */
int command_keys(int argc, char **argv);

/* command_doctor() - `amtsbote doctor`: exit 1 if something must be mended. */
int command_doctor(int argc, char **argv);

/* command_read() - `amtsbote read PICTURE | --app COMMAND`: its words; exit 3 if not all are
 * certain, 2 if it was called wrongly. */
int command_read(int argc, char **argv);

/* command_learn() - `amtsbote learn-font --app COMMAND -o FILE`: exit 1 if the font is refused, 2
 * if it was called wrongly. */
int command_learn(int argc, char **argv);

/* command_verify() - `amtsbote verify [--config F | DIR | FILE]`: exit 1 if it is not whole, 2 if
 * that cannot be checked. */
int command_verify(int argc, char **argv);

/* command_export() - `amtsbote export MARK`: a job's lines with proofs, for e-file or auditor. */
int command_export(int argc, char **argv);

/* command_backup() - `amtsbote backup DIR`: the state without keyring, while the agent works. */
int command_backup(int argc, char **argv);

/* command_restore() - `amtsbote restore DIR`: an empty state folder from such a copy. */
int command_restore(int argc, char **argv);

/* command_restored() - `amtsbote restored [--go-on]`: what a restored state lacks. */
int command_restored(int argc, char **argv);

/* command_worker() - `amtsbote worker`: one desk of the agent. */
int command_worker(int argc, char **argv);

/* command_report() - `amtsbote report MARK`: one HTML file about a job, masked. */
int command_report(int argc, char **argv);

/* command_tape() - `amtsbote tape MARK`: a picture, a film or the steps of a job's tape. */
int command_tape(int argc, char **argv);

/* command_complain() - one line "amtsbote NAME: TEXT" on standard error; returns EXIT_WRONG. */
int command_complain(const char *name, const char *text);
