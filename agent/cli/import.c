/* import.c - `amtsbote import`: foreign bytes to canonical JSON, confined; intake starts it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/import/import.h"
#include "agent/cli/argument.h"
#include "agent/cli/command.h"

int command_import(int argc, char **argv)
{
	const char *name = NULL;
	const struct argument rows[] = {
		{ "name", "NAME", "what messages call the document (submission)", &name, NULL },
	};
	const struct arguments all = { "import [--name NAME] <FILE", rows, 1, 0, 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, NULL, &exit_code))
		return exit_code;
	import_main(name ? name : "submission");
}
