/* examination.h - everything the agent needs of the machine and of its folders, looked at once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/doctor/observation.h"

struct examination_options {
	const char *config_file; /* NULL: none, then what it names is not looked at */
	bool network;            /* ask the sources, too */
};

/*
 * examine() - run every check of the table; what is wrong is an observation, never an error of
 * ours. Starts an X server of its own and ends it. Changes nothing but a file it makes and removes
 * in the state directory, and what a source of kind folder makes when the agent opens it.
 */
void examine(const struct examination_options *options, struct observations *to);
