/* backup.c - the state as a folder that can be carried away, and back from there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/backup.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "agent/serve/reckoning.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/tree.h"
#include "logs/journal_copy.h"
#include "logs/keyring_folder.h"

#define HEAD "amtsbote-backup 1"
#define LABEL "backup"

enum { LABEL_BYTES_MAX = 1024 };

/* Folders that are copied as they are; the agent makes them when it needs them. */
static const char *const folders[] = { "recipes", "desks", "reports", "tape" };

/* ---- the label */

static bool write_label(const struct backup *b, const char *path, struct err *e)
{
	CLEANUP(buf_clear) struct buf text = { 0 };
	char last[HASH_HEX_BYTES], key[VERIFIER_TEXT_BYTES];

	hash_hex(b->last, last);
	verifier_text(&b->key, key);
	buf_init(&text, LABEL_BYTES_MAX);
	buf_addf(&text, HEAD "\ntime %s\nop %" PRIu64 "\nlines %" PRIu64 "\nlast %s\nkey %s\n",
		 b->time, b->op, b->lines, last, key);
	return buf_check(&text, LABEL, e) && file_write_private(path, text.data, text.len_bytes, e);
}

/* next_value() - of the line "NAME VALUE" at *at, which moves on; NULL if it is another. */
static char *next_value(char **at, const char *name)
{
	size_t len = strlen(name);
	char *feed = strchr(*at, '\n'), *value = *at + len + 1;

	if (!feed || strncmp(*at, name, len) != 0 || (*at)[len] != ' ' || value > feed)
		return NULL;
	*feed = 0;
	*at = feed + 1;
	return value;
}

/* parse_label() - strictly what write_label() wrote. */
static bool parse_label(char *text, struct backup *b)
{
	struct err unsaid = { 0 };
	char *at = text + strlen(HEAD) + 1;

	if (!str_starts(text, HEAD "\n"))
		return false;
	const char *time = next_value(&at, "time");
	const char *op = time ? next_value(&at, "op") : NULL;
	const char *lines = op ? next_value(&at, "lines") : NULL;
	const char *last = lines ? next_value(&at, "last") : NULL;
	const char *key = last ? next_value(&at, "key") : NULL;
	int64_t t_us;

	return key && *at == 0 && journal_time_read(time, &t_us) &&
	       fmt_into(b->time, sizeof b->time, "%s", time) && str_to_u64(op, INT64_MAX, &b->op) &&
	       str_to_u64(lines, INT64_MAX, &b->lines) && hash_from_hex(last, b->last) &&
	       verifier_read(key, &b->key, &unsaid);
}

static bool read_label(const char *path, struct backup *ret_backup, struct err *e)
{
	CLEANUP(mem_freep) char *text = NULL;
	struct backup b = { 0 };
	size_t len;

	if (!file_read(path, LABEL_BYTES_MAX, &text, &len, e))
		return err_wrap(e, "no backup");
	if (strlen(text) != len || !parse_label(text, &b))
		return err_set(e, ERR_CONFIG, "'%s' is damaged, or of another version", path);
	*ret_backup = b;
	return true;
}

/* ---- a folder that appears as a whole */

/* is_free() - is there nothing at @path, or an empty folder? */
static bool is_free(const char *path, struct err *e)
{
	DIR *dir = opendir(path);
	const struct dirent *d;
	bool empty = true;

	if (!dir)
		return errno == ENOENT || err_set(e, ERR_CONFIG, "'%s': %s", path, strerror(errno));
	while (empty && (d = readdir(dir)))
		empty = str_eq(d->d_name, ".") || str_eq(d->d_name, "..");
	(void)closedir(dir); /* was only read */
	return empty || err_set(e, ERR_CONFIG, "'%s' is not empty", path);
}

/* trimmed() - @path without slashes at its end. */
static const char *trimmed(const char *path, struct arena *a)
{
	char *copy = arena_strdup(a, path);

	for (size_t n = strlen(copy); n > 1 && copy[n - 1] == '/'; n--)
		copy[n - 1] = 0;
	return copy;
}

/* above() - the folder that @path lies in. */
static const char *above(const char *path, struct arena *a)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(a, path, (size_t)(slash - path));
}

/* put_in_place() - the whole folder @part gets its name; an empty one there gives way. */
static bool put_in_place(const char *part, const char *path, struct arena *a, struct err *e)
{
	if (!tree_sync(part, e))
		return false;
	fault_point("backup-whole");
	if (rename(part, path) != 0)
		return err_set(e, errno == EBUSY ? ERR_CONFIG : ERR_IO, "rename '%s' to '%s': %s",
			       part, path, strerror(errno));
	return tree_sync(above(path, a), e);
}

/* ---- there */

/* copy_folders() - all but store and journal; one that is not there is none. */
static bool copy_folders(const char *from, const char *to, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		const char *one = arena_printf(a, "%s/%s", from, folders[i]);
		if (access(one, F_OK) != 0 && errno == ENOENT)
			continue;
		if (!tree_copy(one, arena_printf(a, "%s/%s", to, folders[i]), e))
			return false;
	}
	return true;
}

/* copy_store() - and what it knows. */
static bool copy_store(struct store *s, const char *path, uint64_t *ret_op, struct err *e)
{
	CLEANUP(store_closep) struct store *copy = NULL;
	int64_t op;

	if (!store_copy(s, path, e) || !store_open(path, &copy, e) || !store_op(copy, &op, e))
		return false;
	*ret_op = (uint64_t)op;
	return true;
}

static void now_text(char ret_text[JOURNAL_TIME_BYTES])
{
	struct timespec t = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &t); /* exists on every Linux */
	journal_time_text(t.tv_sec < 0 ? 0 : (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000,
			  ret_text);
}

/*
 * fill() - the order is what makes it consistent: a line is owed in the store until the journal has
 * it, and a recipe is kept before a job names it. So everything that the copied store speaks of is
 * in it, or in what is copied after it.
 */
static bool fill(const struct config *c, struct store *s, struct keyholder *keys, const char *to,
		 struct backup *b, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	uint8_t key[VAULT_HASH_BYTES];
	struct audit_report report;

	now_text(b->time);
	if (!copy_store(s, arena_printf(a, "%s/store.db", to), &b->op, e))
		return false;
	fault_point("backup-store-copied");
	if (!keyholder_checkpoint(keys, false, key, e) ||
	    !journal_copy(config_path(c, "journal"), arena_printf(a, "%s/journal", to), &report, e))
		return false;
	fault_point("backup-journal-copied");
	b->lines = report.verdict.lines;
	memcpy(b->last, report.verdict.tail_hash, sizeof b->last);
	b->key = report.key;
	return copy_folders(c->state, to, a, e) &&
	       write_label(b, arena_printf(a, "%s/" LABEL, to), e);
}

/* check_place() - nothing is there, and nothing of ours holds it. */
static bool check_place(const struct config *c, const char *to, struct err *e)
{
	return keyring_folder_apart(to, c->state, e) && keyring_folder_apart(to, c->keys, e) &&
	       is_free(to, e);
}

bool backup_make(const struct config *c, struct store *s, struct keyholder *keys, const char *to,
		 struct backup *ret_backup, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct err unsaid = { 0 };

	to = trimmed(to, a);
	char *part = arena_printf(a, "%s.part-XXXXXX", to);
	if (!check_place(c, to, e))
		return err_wrap(e, "backup");
	if (!mkdtemp(part))
		return err_set(e, ERR_IO, "backup: create '%s': %s", part, strerror(errno));
	if (fill(c, s, keys, part, ret_backup, e) && put_in_place(part, to, a, e))
		return true;
	err_ignored(file_remove_tree(part, &unsaid)); /* the cause is what counts */
	return err_wrap(e, "backup");
}

/* ---- and back */

/* check_journal() - it is whole, signed to its end, and the one that the label speaks of. */
static bool check_journal(const struct backup *b, const char *folder, struct err *e)
{
	struct audit_report r;

	if (!audit_journal(folder, &b->key, NULL, &r, e))
		return false;
	const struct journal_verdict *v = &r.verdict;
	if (!v->good)
		return err_set(e, ERR_SEALED, "its journal is not whole: %s:%" PRIu64 ": %s",
			       v->file, v->file_line, v->why);
	return (v->lines == b->lines && r.note.size == b->lines &&
		memcmp(v->tail_hash, b->last, sizeof b->last) == 0) ||
	       err_set(e, ERR_SEALED, "its journal is not the one that its label names");
}

/* check_store() - it opens, every page is whole, and it is the label's; then it is paused: what was
 * done since it was copied is known to nobody. */
static bool check_store(const struct backup *b, const char *path, struct err *e)
{
	CLEANUP(store_closep) struct store *s = NULL;
	int64_t op;

	if (!store_open(path, &s, e) || !store_check(s, e) || !store_op(s, &op, e))
		return false;
	if ((uint64_t)op != b->op)
		return err_set(e, ERR_SEALED, "its store is not the one that its label names");
	return reckoning_whole(s, e);
}

static bool fill_back(const struct backup *b, const char *from, const char *to, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const char *store = arena_printf(a, "%s/store.db", to);
	const char *journal = arena_printf(a, "%s/journal", to);

	/* The copy is checked, not what it is made of: that may lie on a disk that is failing. */
	return tree_copy(arena_printf(a, "%s/journal", from), journal, e) &&
	       check_journal(b, journal, e) &&
	       tree_copy_file(arena_printf(a, "%s/store.db", from), store, e) &&
	       check_store(b, store, e) && copy_folders(from, to, a, e);
}

bool backup_restore(const struct config *c, const char *from, struct backup *ret_backup,
		    struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	char *part = arena_printf(a, "%s.part-XXXXXX", trimmed(c->state, a));
	struct err unsaid = { 0 };

	from = trimmed(from, a);
	if (!keyring_folder_apart(from, c->state, e) || !is_free(c->state, e) ||
	    !read_label(arena_printf(a, "%s/" LABEL, from), ret_backup, e))
		return err_wrap(e, "restore");
	if (!mkdtemp(part))
		return err_set(e, ERR_IO, "restore: create '%s': %s", part, strerror(errno));
	if (fill_back(ret_backup, from, part, e) && put_in_place(part, trimmed(c->state, a), a, e))
		return true;
	err_ignored(file_remove_tree(part, &unsaid)); /* the cause is what counts */
	return err_wrap(e, "restore '%s'", from);
}
