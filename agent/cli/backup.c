/* backup.c - `amtsbote backup` and `amtsbote restore`: the state as a folder, and back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/backup.h"
#include <inttypes.h>
#include <stdio.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/office.h"

/* tell() - what the backup holds. */
static void tell(const struct backup *b)
{
	char key[VERIFIER_TEXT_BYTES];

	verifier_text(&b->key, key);
	(void)printf("%s: %" PRIu64 " Protokollzeilen, alle unterschrieben\n"
		     "%s: %" PRIu64 " journal lines, all signed\nkey: %s\n",
		     b->time, b->lines, b->time, b->lines, key);
}

static bool make(const char *config, const char *to, struct backup *b, struct err *e)
{
	CLEANUP(office_clear)
	struct office o = { .lock_fd = -1, .lifeline_fd = -1 };

	if (!office_open(config, &o, e))
		return false;
	o.signs = true;
	return office_keys(&o, e) && backup_make(o.config, o.books.store, o.keys, to, b, e);
}

int command_backup(int argc, char **argv)
{
	const char *config = NULL, *to;
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &config,
		  NULL },
	};
	const struct arguments all = {
		"backup DIR [--config FILE]\n\n"
		"Copies store, journal, recipes, desks and reports into the new folder DIR, also\n"
		"while the agent works. The keyring is not in it: who has only one of the two\n"
		"reads nothing that is personal, and `amtsbote restore` wants the keyring there.",
		rows, 1, 1, 1
	};
	struct backup b;
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, &to, &exit_code))
		return exit_code;
	if (!make(config, to, &b, &e))
		return command_complain("backup", e.msg);
	tell(&b);
	return EXIT_DONE;
}

int command_restore(int argc, char **argv)
{
	CLEANUP(config_freep) struct config *c = NULL;
	const char *config = NULL, *from;
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration; its state folder must be empty",
		  &config, NULL },
	};
	const struct arguments all = {
		"restore DIR --config FILE\n\n"
		"Makes the state folder anew from what `amtsbote backup` wrote into DIR; journal\n"
		"and store are checked first. The keyring must be there and is left as it is.",
		rows, 1, 1, 1
	};
	struct backup b;
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, &from, &exit_code))
		return exit_code;
	if (!config)
		return command_complain("restore", "wants --config FILE");
	if (!config_load(config, &c, &e) || !backup_restore(c, from, &b, &e))
		return command_complain("restore", e.msg);
	tell(&b);
	return EXIT_DONE;
}
