/* export.c - `amtsbote export`: a job's lines in one file that proves itself. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/export.h"
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/serve/config.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "logs/keyholder.h"

/* sign_now() - the running agent signs what it wrote; without one the last checkpoint counts. */
static bool sign_now(const struct config *c, struct err *e)
{
	CLEANUP(keyholder_closep) struct keyholder *h = NULL;
	const char *socket = config_path(c, "keys.sock");
	uint8_t key[VAULT_HASH_BYTES];

	if (access(socket, F_OK) != 0)
		return true;
	return keyholder_open(socket, "cli", &h, e) && keyholder_checkpoint(h, false, key, e);
}

static int write_out(const struct buf *file, const struct export_summary *s, const char *path)
{
	struct err e = { 0 };

	if (path ? !file_write_private(path, file->data, file->len_bytes, &e)
		 : fwrite(file->data, 1, file->len_bytes, stdout) != file->len_bytes)
		return command_complain("export", path ? e.msg : "cannot write");
	(void)fprintf(stderr,
		      "%s: %" PRIu64 " Zeilen, %" PRIu64 " noch nicht unterschriebene fehlen\n"
		      "%s: %" PRIu64 " lines, %" PRIu64 " not signed yet are missing\n",
		      s->job, s->lines, s->waiting, s->job, s->lines, s->waiting);
	return EXIT_DONE;
}

int command_export(int argc, char **argv)
{
	CLEANUP(config_freep) struct config *c = NULL;
	CLEANUP(buf_clear) struct buf file = { 0 };
	const char *job = NULL, *config = NULL, *journal = NULL, *output = NULL;
	const struct argument rows[] = {
		{ "config", "FILE", "of the agent; one that runs signs first", &config, NULL },
		{ "journal", "DIR", "a journal's folder instead", &journal, NULL },
		{ "output", "FILE", "where to (standard output)", &output, NULL },
	};
	const struct arguments all = { "export MARK --config FILE | --journal DIR [--output FILE]",
				       rows, sizeof rows / sizeof *rows, 1, 1 };
	struct export_summary s;
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, &job, &exit_code))
		return exit_code;
	if (!config == !journal)
		return command_complain("export", "wants --config FILE or --journal DIR");
	buf_init(&file, EXPORT_BYTES_MAX);
	if (config && (!config_load(config, &c, &e) || !sign_now(c, &e)))
		return command_complain("export", e.msg);
	if (!export_write(c ? config_path(c, "journal") : journal, job, &file, &s, &e))
		return command_complain("export", e.msg);
	return write_out(&file, &s, output);
}
