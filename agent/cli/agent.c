/* agent.c - `amtsbote agent`: the unattended agent, until it is told to stop. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/office.h"
#include "agent/serve/supervisor.h"

int command_agent(int argc, char **argv)
{
	const char *path = NULL;
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &path, NULL },
	};
	const struct arguments all = { "agent [--config FILE]", rows, 1, 0, 0 };
	CLEANUP(config_freep) struct config *config = NULL;
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, NULL, &exit_code))
		return exit_code;
	if (!config_load(path ? path : OFFICE_CONFIG, &config, &e) || !supervise(config, &e))
		return command_complain("agent", e.msg);
	return EXIT_DONE;
}
