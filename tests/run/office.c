/* office.c - store, journal, keys and one job on the mask: what a claimed job runs on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/run/office.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "agent/serve/keys.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/keyring.h"
#include "tests/fixture/scene.h"

enum { LEASE_MS = 60000, TEXT_BYTES = 65536, HEX_ZEROS = 64 };

/* The frozen recipe's folder is its name; what it is the hash of does not matter here. */
static const char hash[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/* sure() - the tests' own macros cannot be used outside of a test. */
static bool sure(struct office *o, bool done, struct err *e)
{
	if (!done) {
		printf("\toffice: %s\n", e->msg);
		o->broken = true;
	}
	*e = (struct err){ 0 };
	return done;
}

static const char *path(struct office *o, const char *name)
{
	return arena_printf(o->a, "%s/%s", o->folder, name);
}

static bool put(struct office *o, const char *name, const char *text)
{
	return file_write_private(path(o, name), text, strlen(text), &o->e);
}

/* serve_keys() - the real server, in a child. */
static bool serve_keys(struct office *o)
{
	int ends[2];

	if (!keyring_create(path(o, "keys"), path(o, "state"), &o->e) || pipe(ends) != 0)
		return false;
	o->keys_pid = fork();
	if (o->keys_pid == 0) {
		close(ends[1]);
		_exit(keys_serve(path(o, "keys"), path(o, "state/keys.sock"), ends[0], &o->e) ? 0
											      : 1);
	}
	close(ends[0]);
	o->lifeline = ends[1];
	return fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
}

static struct json *text_of(struct office *o, const char *text)
{
	struct json *t = arena_alloc(o->a, sizeof *t);

	*t = (struct json){ .type = JSON_TEXT, .text = text };
	return t;
}

/* put_files() - recipe, script, and the configuration of an agent that has them. */
static bool put_files(struct office *o, const char *script, const char *recipe)
{
	static const char *const names[] = { "program", "script", "log" };
	static const char *const folders[] = { "state", "state/run", "state/recipes" };
	const char *build = getenv("AMTSBOTE_BUILD_DIR");
	struct json *all = arena_alloc(o->a, sizeof *all);
	const char *frozen = arena_printf(o->a, "state/recipes/%s", hash);
	const char *values[] = { arena_printf(o->a, "%s/tests/fixture/fixture_mask",
					      build ? build : "build/dev"),
				 path(o, "script"), path(o, "log") };

	for (size_t i = 0; i < 3; i++)
		if (mkdir(path(o, folders[i]), 0700) != 0)
			return false;
	*all = (struct json){ .type = JSON_OBJECT, .n = 3 };
	all->names = arena_calloc(o->a, 3, sizeof *all->names);
	all->items = arena_calloc(o->a, 3, sizeof *all->items);
	for (size_t i = 0; i < 3; i++) {
		all->names[i] = names[i];
		all->items[i] = text_of(o, values[i]);
	}
	o->settings.config = all;
	return mkdir(path(o, frozen), 0700) == 0 && put(o, "script", script) &&
	       put(o, arena_printf(o->a, "%s/recipe.yaml", frozen),
		   arena_printf(o->a, "%s%s", scene_head, recipe)) &&
	       put(o, "amtsbote.yaml",
		   arena_printf(o->a,
				"state: state\nkeys: keys\ndesks: 1\n"
				"sources:\n  - { name: eingang, folder: in, recipe: scene }\n"
				"recipes:\n  - folder: %s\n"
				"    config: { program: '%s', script: '%s', log: '%s' }\n",
				path(o, frozen), values[0], values[1], values[2]));
}

static bool settings(void *self, const char *name, struct arena *a, struct job_settings *ret,
		     struct err *e)
{
	(void)name;
	(void)a;
	(void)e;
	*ret = ((struct office *)self)->settings;
	return true;
}

static bool stopping(void *self, int64_t wait_ms)
{
	struct office *o = self;
	struct store_job *job = o->stop_at && !o->stopped ? office_job(o) : NULL;

	o->stopped = o->stopped || (job && (str_eq(job_state_word(job->state), o->stop_at) ||
					    strstr(office_log(o), o->stop_at)));
	if (!o->stopped)
		(void)poll(NULL, 0, (int)wait_ms);
	return o->stopped;
}

/* receive() - one submission, {}, sealed as intake seals it. */
static bool receive(struct office *o)
{
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	CLEANUP(buf_clear) struct buf wrapped = { 0 }, payload = { 0 };
	struct store_receipt receipt;

	buf_init(&wrapped, TEXT_BYTES);
	buf_init(&payload, TEXT_BYTES);
	if (!keyholder_new_key(o->keys, &key, &wrapped, &o->e))
		return false;
	const struct vault_slot slot = { key, OFFICE_MARK, "payload" };
	if (!vault_seal(&slot, "{}", 2, &payload, NULL, &o->e))
		return false;
	const struct store_submission in = {
		.source = "folder",
		.external = { "1", 1 },
		.key = { wrapped.data, wrapped.len_bytes },
		.payload = { payload.data, payload.len_bytes },
		.mark = OFFICE_MARK,
		.recipe = "scene",
		.recipe_hash = hash,
		.state = JOB_WAITING,
	};
	return store_recipe_seats(o->store, "scene", 1, &o->e) &&
	       store_recipe_home(o->store, "scene",
				 path(o, arena_printf(o->a, "state/recipes/%s", hash)), &o->e) &&
	       store_receive(o->store, &in, NULL, &receipt, &o->e);
}

static bool open_all(struct office *o, const char *script, const char *recipe)
{
	if (!put_files(o, script, recipe) || !serve_keys(o) ||
	    !store_open(path(o, "state/store.db"), &o->store, &o->e) ||
	    !journal_open(path(o, "state/journal"), "worker-1", &o->journal, &o->e) ||
	    !keyholder_open(path(o, "state/keys.sock"), "worker", &o->keys, &o->e) ||
	    !tess_open("deu", &o->tess, &o->e) || !receive(o))
		return false;
	job_witness_init(&o->witness);
	const struct workplace_options wo = { .folder = path(o, "state/run/worker-1"),
					      .tess = o->tess,
					      .observer = &o->witness.observer };
	o->place = workplace_new(&wo);
	o->desk = (struct job_desk){ .store = o->store,
				     .journal = o->journal,
				     .keys = o->keys,
				     .place = o->place,
				     .witness = &o->witness,
				     .recipes = path(o, "state/recipes"),
				     .lease_ms = LEASE_MS,
				     .self = o,
				     .settings = settings,
				     .stopping = stopping };
	return true;
}

bool office_open(struct office *o, const char *script, const char *recipe)
{
	*o = (struct office){ .folder = "/tmp/amtsbote-office-XXXXXX", .lifeline = -1 };
	o->a = arena_new();
	if (!mkdtemp(o->folder) || !fmt_into(o->log, sizeof o->log, "%s/log", o->folder) ||
	    !fmt_into(o->config, sizeof o->config, "%s/amtsbote.yaml", o->folder))
		abort();
	bool opened = open_all(o, script, recipe);
	if (!opened)
		printf("\toffice: %s (%s)\n", o->e.msg, strerror(errno));
	return opened;
}

void office_work(struct office *o)
{
	const struct store_claimer by = { "worker-1", LEASE_MS };

	for (o->claims = 0; o->claims < OFFICE_CLAIMS; o->claims++) {
		struct store_job *job;
		int64_t wait_ms;
		if (!sure(o, store_claim(o->store, &by, o->a, &job, &wait_ms, &o->e), &o->e) ||
		    !job)
			return;
		(void)sure(o, job_run(&o->desk, job, &o->e), &o->e);
		if (stopping(o, 0))
			return;
	}
}

struct store_job *office_job(struct office *o)
{
	struct store_job *job = NULL;
	struct err e = { 0 };

	(void)sure(o, store_find(o->store, OFFICE_MARK, o->a, &job, &e), &e);
	return job;
}

const char *office_text(struct office *o, const char *what, struct store_bytes sealed)
{
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	CLEANUP(buf_clear) struct buf text = { 0 };
	struct store_job *job = office_job(o);
	struct err e = { 0 };

	if (!job || sealed.len == 0)
		return "";
	buf_init(&text, TEXT_BYTES);
	(void)sure(o, keyholder_unwrap(o->keys, job->key.data, job->key.len, &key, &e), &e);
	const struct vault_slot slot = { key, OFFICE_MARK, what };
	(void)sure(o, vault_open(&slot, sealed.data, sealed.len, &text, &e), &e);
	return arena_strdup(o->a, text.data);
}

const char *office_answer(struct office *o)
{
	struct store_delivery *d = NULL;
	struct err e = { 0 };
	int64_t wait_ms;

	(void)sure(o, store_next_delivery(o->store, o->a, &d, &wait_ms, &e), &e);
	return d ? office_text(o, "answer", d->body) : "";
}

const char *office_log(struct office *o)
{
	CLEANUP(mem_freep) char *text = NULL;
	struct err unsaid = { 0 };
	size_t len;

	if (!file_read(o->log, TEXT_BYTES, &text, &len, &unsaid))
		return "";
	return arena_strdup(o->a, text);
}

void office_close(struct office *o)
{
	int status;

	workplace_free(o->place);
	tess_free(o->tess);
	keyholder_close(o->keys);
	journal_close(o->journal);
	store_close(o->store);
	if (o->lifeline >= 0)
		close(o->lifeline);
	if (o->keys_pid > 0)
		(void)waitpid(o->keys_pid, &status, 0);
	err_clear(&o->e);
	(void)sure(o, file_remove_tree(o->folder, &o->e), &o->e);
	arena_free(o->a);
}
