/* frozen.c - recipe folders kept by their content. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/frozen.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

/* NEW_PREFIX: of copies that are not whole; no hash begins with a dot. */
#define NEW_PREFIX ".new-"

/* One entry below the folder. */
struct leaf {
	const char *path; /* relative; owned by the arena */
	bool is_folder;
};

struct tree {
	const char *folder;
	struct arena *arena;
	struct leaf *leaves; /* owned */
	size_t n, room;
	uint64_t bytes; /* read so far */
};

static void tree_clear(struct tree *t)
{
	free(t->leaves);
	arena_free(t->arena);
}

static const char *join(struct arena *a, const char *folder, const char *name)
{
	return *folder ? arena_printf(a, "%s/%s", folder, name) : arena_strdup(a, name);
}

/* add_leaf() - the entry @path, if it is a file or folder. */
static bool add_leaf(struct tree *t, const char *path, struct err *e)
{
	struct stat st;
	const char *whole = join(t->arena, t->folder, path);

	if (lstat(whole, &st) != 0)
		return err_set(e, ERR_IO, "stat '%s': %s", whole, strerror(errno));
	if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
		return err_set(e, ERR_RECIPE, "'%s' is neither file nor folder", whole);
	if (t->n == FROZEN_FILES_MAX)
		return err_set(e, ERR_LIMIT, "'%s' holds more than %d files", t->folder,
			       FROZEN_FILES_MAX);
	if (t->n == t->room) {
		t->room = t->room ? t->room * 2 : 64;
		t->leaves = mem_realloc(t->leaves, t->room, sizeof *t->leaves);
	}
	t->leaves[t->n++] = (struct leaf){ path, S_ISDIR(st.st_mode) };
	return true;
}

/* add_folder() - the entries of one folder, @path below the tree's; not those below them. */
static bool add_folder(struct tree *t, const char *path, struct err *e)
{
	const char *whole = *path ? join(t->arena, t->folder, path) : t->folder;
	DIR *dir = opendir(whole);
	const struct dirent *d;
	bool good = true;

	if (!dir)
		return err_set(e, ERR_IO, "read '%s': %s", whole, strerror(errno));
	while (good && (d = readdir(dir)))
		if (!str_eq(d->d_name, ".") && !str_eq(d->d_name, ".."))
			good = add_leaf(t, join(t->arena, path, d->d_name), e);
	(void)closedir(dir); /* was only read */
	return good;
}

static int compare_leaves(const void *a, const void *b)
{
	return strcmp(((const struct leaf *)a)->path, ((const struct leaf *)b)->path);
}

static unsigned depth_of(const char *path)
{
	unsigned depth = 1;

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
		depth++;
	return depth;
}

/* tree_read() - all entries below @folder, sorted. */
static bool tree_read(struct tree *t, const char *folder, struct err *e)
{
	t->folder = folder;
	t->arena = arena_new();
	if (!add_folder(t, "", e))
		return false;
	/* The list grows while it is walked: what is found in a folder comes behind it. */
	for (size_t i = 0; i < t->n; i++) {
		if (!t->leaves[i].is_folder)
			continue;
		if (depth_of(t->leaves[i].path) == FROZEN_DEPTH_MAX)
			return err_set(e, ERR_LIMIT, "'%s': folders nested more than %d deep",
				       folder, FROZEN_DEPTH_MAX);
		if (!add_folder(t, t->leaves[i].path, e))
			return false;
	}
	if (t->n > 0)
		qsort(t->leaves, t->n, sizeof *t->leaves, compare_leaves);
	return true;
}

/* read_leaf() - the file's bytes, owned by the caller; all of them together are capped. */
static bool read_leaf(struct tree *t, const struct leaf *leaf, char **ret_data, size_t *ret_len,
		      struct err *e)
{
	if (!file_read(join(t->arena, t->folder, leaf->path), FROZEN_BYTES_MAX - t->bytes, ret_data,
		       ret_len, e))
		return false;
	t->bytes += *ret_len;
	return true;
}

static void add_piece(struct hasher *h, const void *bytes, size_t len)
{
	char number[24];
	bool fits = fmt_into(number, sizeof number, "%zu:", len);

	hasher_add(h, number, fits ? strlen(number) : 0);
	hasher_add(h, bytes, len);
}

static bool hash_tree(struct tree *t, char ret_hash[HASH_HEX_BYTES], struct err *e)
{
	CLEANUP(hasher_freep) struct hasher *h = hasher_new();
	uint8_t digest[HASH_BYTES];
	bool good = true;

	for (size_t i = 0; good && i < t->n; i++) {
		const struct leaf *leaf = &t->leaves[i];
		CLEANUP(mem_freep) char *data = NULL;
		size_t len;
		hasher_add(h, leaf->is_folder ? "d" : "f", 1);
		add_piece(h, leaf->path, strlen(leaf->path));
		if (leaf->is_folder)
			continue;
		good = read_leaf(t, leaf, &data, &len, e);
		if (good)
			add_piece(h, data, len);
	}
	hasher_end(h, digest);
	if (good)
		hash_hex(digest, ret_hash);
	return good;
}

bool frozen_hash(const char *folder, char ret_hash[HASH_HEX_BYTES], struct err *e)
{
	CLEANUP(tree_clear) struct tree t = { 0 };

	return tree_read(&t, folder, e) && hash_tree(&t, ret_hash, e);
}

/* sync_path() - a file or folder onto the disk. */
static bool sync_path(const char *path, struct err *e)
{
	CLEANUP(close_fdp) int fd = open(path, O_RDONLY | O_CLOEXEC);

	return (fd >= 0 && fsync(fd) == 0) ||
	       err_set(e, ERR_IO, "sync '%s': %s", path, strerror(errno));
}

/* copy_leaf() - one entry of @t into the folder @to. */
static bool copy_leaf(struct tree *t, const struct leaf *leaf, const char *to, struct err *e)
{
	CLEANUP(mem_freep) char *data = NULL;
	const char *path = join(t->arena, to, leaf->path);
	size_t len;

	if (leaf->is_folder)
		return mkdir(path, 0700) == 0 ||
		       err_set(e, ERR_IO, "create '%s': %s", path, strerror(errno));
	if (!read_leaf(t, leaf, &data, &len, e) || !file_write_private(path, data, len, e))
		return false;
	return chmod(path, 0400) == 0 || err_set(e, ERR_IO, "'%s': %s", path, strerror(errno));
}

/* copy_tree() - everything, then every folder onto the disk; the files are there already. */
static bool copy_tree(struct tree *t, const char *to, struct err *e)
{
	t->bytes = 0;
	for (size_t i = 0; i < t->n; i++)
		if (!copy_leaf(t, &t->leaves[i], to, e))
			return false;
	fault_point("recipe-copied");
	for (size_t i = 0; i < t->n; i++)
		if (t->leaves[i].is_folder && !sync_path(join(t->arena, to, t->leaves[i].path), e))
			return false;
	return sync_path(to, e);
}

/* remove_leftovers() - copies that never became whole. */
static bool remove_leftovers(const char *recipes, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	DIR *dir = opendir(recipes);
	const struct dirent *d;
	bool good = true;

	if (!dir)
		return err_set(e, ERR_IO, "read '%s': %s", recipes, strerror(errno));
	while (good && (d = readdir(dir)))
		if (str_starts(d->d_name, NEW_PREFIX))
			good = file_remove_tree(join(a, recipes, d->d_name), e);
	(void)closedir(dir); /* was only read */
	return good;
}

/* check_kept() - what lies at @path is what its name says. */
static bool check_kept(const char *path, const char *hash, struct err *e)
{
	char now[HASH_HEX_BYTES];

	if (!frozen_hash(path, now, e))
		return false;
	return str_eq(now, hash) ||
	       err_set(e, ERR_SEALED, "'%s' was changed: its content is %s", path, now);
}

/* put_in_place() - the whole copy @new gets its name; there may be one already. */
static bool put_in_place(const char *new, const char *path, const char *recipes, struct err *e)
{
	if (rename(new, path) == 0)
		return sync_path(recipes, e);
	if (errno != EEXIST && errno != ENOTEMPTY)
		return err_set(e, ERR_IO, "rename '%s': %s", new, strerror(errno));
	return file_remove_tree(new, e);
}

/* copy() - @t as a new folder in @recipes, under the name its content gives it. */
static bool copy(struct tree *t, const char *recipes, char ret_hash[HASH_HEX_BYTES], struct err *e)
{
	char *new = arena_printf(t->arena, "%s/" NEW_PREFIX "XXXXXX", recipes);

	if (!mkdtemp(new))
		return err_set(e, ERR_IO, "create '%s': %s", new, strerror(errno));
	/* The name comes from the copy: the folder may be edited while it is read. */
	return copy_tree(t, new, e) && frozen_hash(new, ret_hash, e) &&
	       put_in_place(new, join(t->arena, recipes, ret_hash), recipes, e);
}

bool frozen_keep(const char *folder, const char *recipes, char ret_hash[HASH_HEX_BYTES],
		 struct err *e)
{
	CLEANUP(tree_clear) struct tree t = { 0 };
	struct err none = { 0 };
	const char *path;

	if (!tree_read(&t, folder, e) || !hash_tree(&t, ret_hash, e) ||
	    !remove_leftovers(recipes, e))
		return err_wrap(e, "keep recipe");
	if (!frozen_path(recipes, ret_hash, t.arena, &path, &none) &&
	    !copy(&t, recipes, ret_hash, e))
		return err_wrap(e, "keep recipe");
	return check_kept(join(t.arena, recipes, ret_hash), ret_hash, e) ||
	       err_wrap(e, "keep recipe");
}

bool frozen_path(const char *recipes, const char *hash, struct arena *a, const char **ret_path,
		 struct err *e)
{
	uint8_t digest[HASH_BYTES];
	struct stat st;
	const char *path = join(a, recipes, hash);

	if (!hash_from_hex(hash, digest))
		return err_set(e, ERR_NOT_FOUND, "'%s' is not the hash of a recipe", hash);
	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return err_set(e, ERR_NOT_FOUND, "no recipe is kept at '%s'", path);
	*ret_path = path;
	return true;
}
