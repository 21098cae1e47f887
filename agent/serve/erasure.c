/* erasure.c - what is personal of a job goes, everywhere and for good; nothing else does. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/erasure.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "agent/serve/presence.h"
#include "agent/serve/recovery.h"
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/fault.h"
#include "base/str.h"
#include "logs/keyholder_wire.h"
#include "logs/keyring.h"
#include "logs/vault.h"

static_assert((int)STORE_DAY_KEY_BYTES == (int)KEYRING_NAME_BYTES, "as the store looks for it");
static_assert((int)STORE_WRAPPED_MAX <= (int)KEYHOLDER_REWRAP_MAX, "one packet");

bool erasure_open(struct erasure *x, struct err *e)
{
	return presence_take(x->config, ERASURE_PROCESS, &x->presence_fd, e) &&
	       recovery_own(x->books->store, x->books->journal, ERASURE_PROCESS, e);
}

void erasure_close(struct erasure *x)
{
	close_fdp(&x->presence_fd);
	x->presence_fd = -1;
}

/* ---- begin */

/* What is left of a job: why, under a key of its own. */
struct remains {
	struct buf key, reason;
	uint8_t commitment[VAULT_HASH_BYTES];
};

static void remains_clear(struct remains *r)
{
	buf_clear(&r->key);
	buf_clear(&r->reason);
}

static bool seal_remains(const struct erasure *x, const char *mark, const char *reason,
			 struct remains *r, struct err *e)
{
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	size_t len = strlen(reason);

	buf_init(&r->key, KEYRING_WRAPPED_BYTES);
	buf_init(&r->reason, len + VAULT_OVERHEAD_BYTES);
	if (!keyholder_new_key(x->keys, &key, &r->key, e))
		return false;
	const struct vault_slot slot = { .key = key, .job = mark, .what = "reason" };
	return vault_seal(&slot, reason, len, &r->reason, r->commitment, e);
}

/* succeed() - from now on no key is made under the day key of @job's. */
static bool succeed(const struct erasure *x, const struct store_job *job, struct err *e)
{
	struct buf none;

	if (job->key.len != KEYRING_FORM_BYTES)
		return err_set(e, ERR_SEALED, "%s has no wrapped key", job->mark);
	buf_init(&none, 0);
	return keyholder_rewrap(x->keys, job->key.data, NULL, 0, &none, e);
}

static struct store_bytes bytes_of(const struct buf *b)
{
	return (struct store_bytes){ b->data, b->len_bytes };
}

bool erasure_begin(const struct erasure *x, const struct store_job *job, const char *cause,
		   const char *reason, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(remains_clear) struct remains r = { 0 };
	struct journal_body line = journal_body(JK_ERASING);

	if (!succeed(x, job, e) || !seal_remains(x, job->mark, reason, &r, e))
		return false;
	journal_put_id(&line, JF_CAUSE, cause);
	journal_put_hash(&line, JF_REASON, r.commitment);
	journal_put(&line, JF_UID, getuid());
	const struct store_due due = books_due(&line, a);
	const struct store_remains left = { bytes_of(&r.key), bytes_of(&r.reason) };
	fault_point("erase-sealed");
	if (!store_erase(x->books->store, job->id, &left, &due, e))
		return false;
	fault_point("erase-begun");
	return books_note(x->books, job->mark, &line, e);
}

/* ---- finish */

/* rewrap_some() - up to a packet of the others under @day_key; *ret_n: how many there were. */
static bool rewrap_some(const struct erasure *x, struct store_bytes day_key, size_t *ret_n,
			struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(buf_clear) struct buf old = { 0 }, fresh = { 0 };
	struct store_rewrap *list;
	size_t n;

	if (!store_wrapped(x->books->store, day_key, a, &list, &n, e))
		return false;
	buf_init(&old, STORE_WRAPPED_MAX * KEYRING_FORM_BYTES);
	buf_init(&fresh, STORE_WRAPPED_MAX * KEYRING_FORM_BYTES);
	for (size_t i = 0; i < n; i++) {
		if (list[i].old.len != KEYRING_FORM_BYTES)
			return err_set(e, ERR_SEALED, "job %lld has no wrapped key",
				       (long long)list[i].job);
		buf_add(&old, list[i].old.data, KEYRING_FORM_BYTES);
	}
	if (!keyholder_rewrap(x->keys, day_key.data, old.data, n, &fresh, e))
		return false;
	for (size_t i = 0; i < n; i++)
		list[i].fresh = (struct store_bytes){ fresh.data + i * KEYRING_FORM_BYTES,
						      KEYRING_FORM_BYTES };
	*ret_n = n;
	return n == 0 || store_rewrap(x->books->store, list, n, e);
}

/* retire() - all others are wrapped anew, and nobody comes after them. */
static bool retire(const struct erasure *x, struct store_bytes day_key, struct err *e)
{
	size_t n = 0;

	for (;;) {
		if (!rewrap_some(x, day_key, &n, e))
			return false;
		fault_point("erase-rewrapped");
		if (n > 0)
			continue;
		if (store_retire(x->books->store, day_key, e))
			return true;
		/* One came in meanwhile under a key that was made before. */
		if (e->code != ERR_STALE)
			return false;
		err_clear(e);
	}
}

/* remove_in() - what a folder of the state has about @mark, whose files begin with it and a dot. */
static bool remove_in(const char *folder, const char *mark, struct err *e)
{
	CLEANUP(close_fdp) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct dirent *d;
	size_t len = strlen(mark);

	if (fd < 0)
		return errno == ENOENT ||
		       err_set(e, ERR_IO, "open '%s': %s", folder, strerror(errno));
	DIR *dir = opendir(folder);
	bool done = dir != NULL;
	while (done && (d = readdir(dir)))
		if (str_starts(d->d_name, mark) && d->d_name[len] == '.')
			done = unlinkat(fd, d->d_name, 0) == 0 || errno == ENOENT;
	done = done && fsync(fd) == 0;
	int cause = errno;
	if (dir)
		(void)closedir(dir); /* was only read */
	return done || err_set(e, ERR_IO, "remove %s from '%s': %s", mark, folder, strerror(cause));
}

/* remove_files() - report and tapes. */
static bool remove_files(const struct erasure *x, const char *mark, struct err *e)
{
	return remove_in(config_path(x->config, "reports"), mark, e) &&
	       remove_in(config_path(x->config, "tape"), mark, e);
}

static bool say_erased(const struct erasure *x, const struct store_pending *one, int64_t final_ms,
		       struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct journal_body line = journal_body(JK_ERASED);

	journal_put(&line, JF_FINAL_AFTER, (uint64_t)final_ms);
	const struct store_due due = books_due(&line, a);
	if (!remove_files(x, one->mark, e) ||
	    !store_erased(x->books->store, one->job, final_ms, &due, e))
		return false;
	fault_point("erase-ended");
	return books_note(x->books, one->mark, &line, e);
}

static bool same_bytes(struct store_bytes a, struct store_bytes b)
{
	return a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
}

/* finish_day_key() - that of list[@i], and all jobs of the list that had it. */
static bool finish_day_key(const struct erasure *x, const struct store_pending *list, size_t n,
			   size_t i, struct err *e)
{
	struct store_bytes day_key = list[i].day_key;
	int64_t final_ms;

	if (!retire(x, day_key, e))
		return false;
	fault_point("erase-retired");
	if (!keyholder_forget(x->keys, day_key.data, &final_ms, e))
		return false;
	fault_point("erase-forgot");
	if (!store_scrub(x->books->store, e))
		return false;
	fault_point("erase-scrubbed");
	for (; i < n; i++)
		if (same_bytes(list[i].day_key, day_key) && !say_erased(x, &list[i], final_ms, e))
			return false;
	return true;
}

/* is_first() - has no job before @i in the list the same day key? */
static bool is_first(const struct store_pending *list, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (same_bytes(list[k].day_key, list[i].day_key))
			return false;
	return true;
}

bool erasure_finish(const struct erasure *x, size_t *ret_n, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct store_pending *list;
	size_t n;

	if (!store_pending(x->books->store, a, &list, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (list[i].day_key.len != STORE_DAY_KEY_BYTES)
			return err_set(e, ERR_IO, "%s: its day key is not known", list[i].mark);
	for (size_t i = 0; i < n; i++)
		if (is_first(list, i) && !finish_day_key(x, list, n, i, e))
			return err_wrap(e, "erase %s", list[i].mark);
	if (ret_n)
		*ret_n = n;
	return true;
}
