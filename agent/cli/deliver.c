/* deliver.c - `amtsbote deliver`: from the outbox to the sources; the agent starts it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/deliver.h"
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/office.h"
#include "agent/serve/supervisor.h"

int command_deliver(int argc, char **argv)
{
	const char *path = NULL;
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &path, NULL },
	};
	const struct arguments all = { "deliver [--config FILE] (the agent starts it)", rows, 1, 0,
				       0 };
	CLEANUP(config_freep) struct config *config = NULL;
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, NULL, &exit_code))
		return exit_code;
	if (config_load(path ? path : OFFICE_CONFIG, &config, &e) && deliver_run(config, &e))
		return EXIT_DONE;
	(void)command_complain("deliver", e.msg);
	return e.code == ERR_CONFIG ? SUPERVISOR_EXIT_CONFIG : EXIT_WRONG;
}
