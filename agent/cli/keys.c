/* keys.c - `amtsbote keys`: the process that alone holds the keyring; the supervisor starts it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/keys.h"
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/serve/config.h"
#include "agent/serve/supervisor.h"
#include "base/hash.h"
#include "base/str.h"
#include "logs/keyholder.h"
#include "logs/keyring_copy.h"
#include "logs/rewind.h"

/* LIFELINE_FD: where the supervisor puts the pipe whose end says that it is gone. */
enum { LIFELINE_FD = 3 };

static int serve(struct keys_options o)
{
	struct err e = { 0 };
	struct stat st;
	/* Started by hand it is no pipe, and a signal ends it. */
	bool supervised = fstat(LIFELINE_FD, &st) == 0 && S_ISFIFO(st.st_mode);

	o.lifeline_fd = supervised ? LIFELINE_FD : -1;
	if (keys_serve_all(&o, &e))
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
	return serve((struct keys_options){ .folder = c->keys,
					    .socket = config_path(c, "keys.sock"),
					    .journal = config_path(c, "journal"),
					    .copy_days = c->key_copies });
}

/* renew() - by the running process; the line key_changed and both signatures tell of it. */
static int renew(const char *file)
{
	CLEANUP(config_freep) struct config *c = NULL;
	CLEANUP(keyholder_closep) struct keyholder *h = NULL;
	uint8_t key[VAULT_HASH_BYTES];
	char hex[HASH_HEX_BYTES];
	struct err e = { 0 };

	if (!config_load(file, &c, &e) ||
	    !keyholder_open(config_path(c, "keys.sock"), "cli", &h, &e) ||
	    !keyholder_checkpoint(h, true, key, &e))
		return command_complain("keys", e.msg);
	hash_hex(key, hex);
	(void)printf("Neuer öffentlicher Schlüssel: %s\nnew public key: %s\n"
		     "(`amtsbote verify --config %s`)\n",
		     hex, hex, file);
	return EXIT_DONE;
}

/* What `keys` is asked for besides answering. */
struct duty {
	const char *folder, *socket, *journal, *copies;
	bool check, accept;
};

/* names_places() - what a configuration says stands on the command line. */
static bool names_places(const struct duty *d)
{
	return d->folder || d->socket || d->journal || d->copies;
}

static void tell_behind(const struct rewind *state, bool accepted)
{
	char root[HASH_HEX_BYTES];

	hash_hex(state->root, root);
	(void)printf("Das Protokoll wurde wiederhergestellt: %" PRIu64
		     " Zeilen waren unterschrieben,"
		     " die ersten %" PRIu64 " sind hier%s.\n"
		     "The journal was restored: %" PRIu64 " lines were signed, the first %" PRIu64
		     " are here%s.\nroot: %s\n",
		     state->lines, state->kept, accepted ? "; angenommen" : "", state->lines,
		     state->kept, accepted ? "; accepted" : "", root);
}

/* rewind_journal() - how the journal stands to what was signed; accepted if that was asked for.
 * @more: other options were given, too */
static int rewind_journal(const struct duty *d, bool more)
{
	struct rewind state;
	struct err e = { 0 };

	if (more || !d->folder || !d->journal || d->socket || d->copies)
		return command_complain("keys", "wants --keyring DIR and --journal DIR alone");
	if (!(d->accept ? rewind_accept(d->journal, d->folder, getuid(), &state, &e)
			: rewind_check(d->journal, d->folder, &state, &e))) {
		(void)command_complain("keys", e.msg);
		return SUPERVISOR_EXIT_CONFIG;
	}
	if (!state.behind)
		return EXIT_DONE;
	tell_behind(&state, d->accept);
	return d->accept ? EXIT_DONE : SUPERVISOR_EXIT_BEHIND;
}

int command_keys(int argc, char **argv)
{
	const char *config = NULL;
	struct duty d = { 0 };
	bool fresh = false;
	uint64_t days = 0;
	const struct argument rows[] = {
		{ "config", "FILE", "of the agent: all that follows", &config, NULL },
		{ "keyring", "DIR", "the keyring's folder", &d.folder, NULL },
		{ "socket", "PATH", "where it answers", &d.socket, NULL },
		{ "journal", "DIR", "a journal to sign", &d.journal, NULL },
		{ "copies", "DAYS", "keep copies of the keyring for so long (0)", &d.copies, NULL },
		{ "renew", NULL, "the running one signs with a fresh key from now on", NULL,
		  &fresh },
		{ "check", NULL, "does the journal go on from what was signed? then end", NULL,
		  &d.check },
		{ "accept-restored", NULL, "accept one that is a proven beginning; then end", NULL,
		  &d.accept },
	};
	const struct arguments all = {
		"keys --config FILE | --keyring DIR --socket PATH [--journal DIR] [--copies DAYS]\n"
		"       amtsbote keys --renew --config FILE\n"
		"       amtsbote keys --check|--accept-restored --keyring DIR --journal DIR\n\n"
		"Holds the keyring and answers at the socket until descriptor 3 ends, if that is\n"
		"a pipe; signs checkpoints of the journal. `amtsbote agent` starts it.",
		rows, sizeof rows / sizeof *rows, 0, 0
	};
	int exit_code;

	if (!arguments_read(&all, argc, argv, NULL, &exit_code))
		return exit_code;
	if (d.copies && !str_to_u64(d.copies, KEYRING_COPY_DAYS_MAX, &days))
		return command_complain("keys", "--copies wants a number of days");
	if (d.check || d.accept)
		return rewind_journal(&d, config || fresh);
	if (config && !names_places(&d))
		return fresh ? renew(config) : serve_config(config);
	if (!fresh && !config && d.folder && d.socket)
		return serve((struct keys_options){ .folder = d.folder,
						    .socket = d.socket,
						    .journal = d.journal,
						    .copy_days = (unsigned)days });
	return command_complain("keys", "wants --config FILE, or --keyring DIR and --socket PATH");
}
