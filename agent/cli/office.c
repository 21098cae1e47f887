/* office.c - what a person's command works with: configuration, store, journal, keys. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/cli/office.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>
#include "agent/serve/offspring.h"
#include "base/str.h"
#include "logs/vault.h"

bool office_open(const char *path, struct office *ret_office, struct err *e)
{
	struct office o = { .lock_fd = -1, .lifeline_fd = -1 };

	if (config_load(path ? path : OFFICE_CONFIG, &o.config, e) &&
	    store_open(config_path(o.config, "store.db"), &o.books.store, e) &&
	    journal_open(config_path(o.config, "journal"), "cli", &o.books.journal, e)) {
		*ret_office = o;
		return true;
	}
	office_clear(&o);
	return false;
}

void office_clear(struct office *o)
{
	keyholder_close(o->keys);
	close_fdp(&o->lifeline_fd);
	if (o->keys_pid != 0) {
		(void)kill(o->keys_pid, SIGTERM); /* it has nothing to save */
		(void)waitpid(o->keys_pid, NULL, 0);
	}
	journal_close(o->books.journal);
	store_close(o->books.store);
	config_free(o->config);
	close_fdp(&o->lock_fd);
}

/* serve_keys() - no agent runs: our own `keys`, for as long as this command lasts. */
static bool serve_keys(struct office *o, struct err *e)
{
	struct offspring keys;
	char copies[16];
	const char *argv[] = { "keys",
			       "--keyring",
			       o->config->keys,
			       "--socket",
			       config_path(o->config, "keys.sock"),
			       "--copies",
			       copies,
			       o->signs ? "--journal" : NULL,
			       config_path(o->config, "journal"),
			       NULL };
	int lifeline[2];

	if (!fmt_into(copies, sizeof copies, "%u", o->config->key_copies))
		return err_set(e, ERR_LIMIT, "key_copies");
	offspring_init(&keys, ROLE_KEYS, 0);
	if (pipe2(lifeline, O_CLOEXEC) != 0)
		return err_set(e, ERR_IO, "pipe: %s", strerror(errno));
	bool started = offspring_start(&keys, argv, lifeline[0], e);
	(void)close(lifeline[0]); /* the child has its own */
	o->lifeline_fd = lifeline[1];
	o->keys_pid = started ? keys.pid : 0;
	return started;
}

bool office_keys(struct office *o, struct err *e)
{
	if (o->keys)
		return true;
	o->lock_fd = open(config_path(o->config, "lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (o->lock_fd < 0)
		return err_set(e, ERR_IO, "open '%s': %s", config_path(o->config, "lock"),
			       strerror(errno));
	if (flock(o->lock_fd, LOCK_EX | LOCK_NB) == 0 && !serve_keys(o, e))
		return false;
	return keyholder_open(config_path(o->config, "keys.sock"), "cli", &o->keys, e);
}

bool office_key(struct office *o, const struct store_job *job, struct vault_key **ret_key,
		struct err *e)
{
	return office_keys(o, e) &&
	       keyholder_unwrap(o->keys, job->key.data, job->key.len, ret_key, e);
}

bool office_seal(struct office *o, const struct office_slot *slot, const char *text,
		 struct buf *out, uint8_t ret_commitment[VAULT_HASH_BYTES], struct err *e)
{
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;

	if (!office_key(o, slot->job, &key, e))
		return false;
	const struct vault_slot at = { .key = key, .job = slot->job->mark, .what = slot->what };
	return vault_seal(&at, text, strlen(text), out, ret_commitment, e);
}

bool office_unseal(struct office *o, const struct office_slot *slot, struct store_bytes sealed,
		   struct buf *out, struct err *e)
{
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;

	if (sealed.len == 0)
		return true;
	if (!office_key(o, slot->job, &key, e))
		return false;
	const struct vault_slot at = { .key = key, .job = slot->job->mark, .what = slot->what };
	return vault_open(&at, sealed.data, sealed.len, out, e);
}

bool office_text(const char **text, const char *what, struct arena *a, struct err *e)
{
	char line[OFFICE_TEXT_BYTES_MAX];

	if (!*text || !str_eq(*text, "-"))
		return true;
	if (!fgets(line, sizeof line, stdin))
		return err_set(e, ERR_INPUT, "no %s on standard input", what);
	size_t len = strcspn(line, "\n");
	if (line[len] == 0 && !feof(stdin))
		return err_set(e, ERR_LIMIT, "%s: longer than %d bytes", what,
			       OFFICE_TEXT_BYTES_MAX - 2);
	line[len] = 0;
	if (len == 0)
		return err_set(e, ERR_INPUT, "%s: the line is empty", what);
	*text = arena_strdup(a, line);
	return true;
}
