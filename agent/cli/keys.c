/* keys.c - `amtsbote keys`: the process that alone holds the keyring; the supervisor starts it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/keys.h"
#include <getopt.h>
#include <stdio.h>
#include <sys/stat.h>
#include "agent/cli/command.h"
#include "agent/serve/config.h"
#include "agent/serve/keys.h"
#include "agent/serve/supervisor.h"

/* LIFELINE_FD: where the supervisor puts the pipe whose end says that it is gone. */
enum { LIFELINE_FD = 3, OPT_CONFIG = 1, OPT_KEYRING, OPT_SOCKET, OPT_HELP };

static int help(void)
{
	(void)puts(
		"usage: amtsbote keys --config FILE\n"
		"       amtsbote keys --keyring DIR --socket PATH\n\n"
		"Holds the keyring and answers at the socket until descriptor 3 ends, if that is\n"
		"a pipe; `amtsbote agent` starts it.");
	return EXIT_DONE;
}

static int serve(const char *folder, const char *socket)
{
	struct err e = { 0 };
	struct stat st;
	/* Started by hand it is no pipe, and a signal ends it. */
	bool supervised = fstat(LIFELINE_FD, &st) == 0 && S_ISFIFO(st.st_mode);

	if (keys_serve(folder, socket, supervised ? LIFELINE_FD : -1, &e))
		return EXIT_DONE;
	(void)command_complain("keys", e.msg);
	return e.code == ERR_CONFIG || e.code == ERR_SEALED ? SUPERVISOR_EXIT_CONFIG : EXIT_WRONG;
}

static int serve_config(const char *file)
{
	CLEANUP(config_freep) struct config *c = NULL;
	struct err e = { 0 };

	if (!config_load(file, &c, &e))
		return command_complain("keys", e.msg);
	return serve(c->keys, config_path(c, "keys.sock"));
}

int command_keys(int argc, char **argv)
{
	static const struct option table[] = {
		{ "config", required_argument, NULL, OPT_CONFIG },
		{ "keyring", required_argument, NULL, OPT_KEYRING },
		{ "socket", required_argument, NULL, OPT_SOCKET },
		{ "help", no_argument, NULL, OPT_HELP },
		{ 0 },
	};
	const char *config = NULL, *folder = NULL, *socket = NULL;
	int value;

	optind = 1;
	while ((value = getopt_long(argc, argv, "", table, NULL)) != -1) {
		if (value == OPT_HELP)
			return help();
		if (value == '?') /* getopt has said what is wrong */
			return EXIT_WRONG;
		config = value == OPT_CONFIG ? optarg : config;
		folder = value == OPT_KEYRING ? optarg : folder;
		socket = value == OPT_SOCKET ? optarg : socket;
	}
	if (optind == argc && config && !folder && !socket)
		return serve_config(config);
	if (optind == argc && !config && folder && socket)
		return serve(folder, socket);
	return command_complain("keys", "wants --config FILE, or --keyring DIR and --socket PATH");
}
