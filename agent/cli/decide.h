/* decide.h - what a person decides about a job that the agent cannot go on with. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Each is a subcommand of `amtsbote jobs`: argv[0] is its name; returns the exit code. Every
 * decision is sealed with its reason, journaled, and refused if the job moved on meanwhile. */

/* decide_requeue() - failed -> waiting, its attempts forgotten. */
int decide_requeue(int argc, char **argv);

/* decide_release() - held -> waiting; one without a recipe is judged by the present ones first. */
int decide_release(int argc, char **argv);

/* decide_answer() - held -> returned: the text goes to the source. */
int decide_answer(int argc, char **argv);

/* decide_deliver() - an answer that was given up (a dead letter) is sent again. */
int decide_deliver(int argc, char **argv);

/*
 * decide_resolve() - in doubt, committing on no desk, or held with a commit begun -> entered,
 * waiting or by hand; held and failed -> by hand.
 */
int decide_resolve(int argc, char **argv);
