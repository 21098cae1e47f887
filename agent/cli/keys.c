/* keys.c - `amtsbote keys`: the process that alone holds the keyring; the supervisor starts it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/keys.h"
#include <getopt.h>
#include <stdio.h>
#include <sys/stat.h>
#include "agent/cli/command.h"

/* LIFELINE_FD: where the supervisor puts the pipe whose end says that it is gone. */
enum { LIFELINE_FD = 3, OPT_KEYRING = 1, OPT_SOCKET, OPT_HELP };

static int help(void)
{
	(void)puts(
		"usage: amtsbote keys --keyring DIR --socket PATH\n\n"
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
	return command_complain("keys", e.msg);
}

int command_keys(int argc, char **argv)
{
	static const struct option table[] = {
		{ "keyring", required_argument, NULL, OPT_KEYRING },
		{ "socket", required_argument, NULL, OPT_SOCKET },
		{ "help", no_argument, NULL, OPT_HELP },
		{ 0 },
	};
	const char *folder = NULL, *socket = NULL;
	int value;

	optind = 1;
	while ((value = getopt_long(argc, argv, "", table, NULL)) != -1) {
		if (value == OPT_HELP)
			return help();
		if (value == '?') /* getopt has said what is wrong */
			return EXIT_WRONG;
		folder = value == OPT_KEYRING ? optarg : folder;
		socket = value == OPT_SOCKET ? optarg : socket;
	}
	if (optind != argc || !folder || !socket)
		return command_complain("keys", "wants --keyring DIR and --socket PATH (--help)");
	return serve(folder, socket);
}
