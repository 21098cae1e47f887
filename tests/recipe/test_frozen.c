/* test_frozen.c - a kept recipe is the folder's content, whole, and stays what its name says. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <signal.h>
#include <sys/stat.h>
#include <utime.h>
#include "agent/recipe/frozen.h"
#include "base/file.h"
#include "tests/recipe/folder.h"

enum { PATH_BYTES = 512 };

struct stage {
	char folder[FOLDER_PATH_BYTES], recipes[FOLDER_PATH_BYTES];
	struct arena *arena;
};

static void begin(struct stage *s)
{
	s->arena = arena_new();
	folder_make(s->folder, "recipe: a\n");
	folder_make(s->recipes, "");
	unlink(arena_printf(s->arena, "%s/recipe.yaml", s->recipes));
}

static void end(struct stage *s)
{
	folder_remove(s->folder);
	folder_remove(s->recipes);
	arena_free(s->arena);
}

static const char *in(struct stage *s, const char *name)
{
	return arena_printf(s->arena, "%s/%s", s->folder, name);
}

static const char *hash_now(struct stage *s)
{
	struct err e = { 0 };
	char hash[HASH_HEX_BYTES] = "";

	CHECK_OK(frozen_hash(s->folder, hash, &e), e);
	return arena_strdup(s->arena, hash);
}

TEST(every_change_of_content_changes_the_hash_and_nothing_else_does)
{
	struct stage s;
	const char *seen[8];
	size_t n = 0;

	begin(&s);
	seen[n++] = hash_now(&s);
	folder_put(s.folder, "recipe.yaml", "recipe: b\n");
	seen[n++] = hash_now(&s);
	folder_put(s.folder, "x", "12");
	folder_put(s.folder, "y", "3");
	seen[n++] = hash_now(&s);
	folder_put(s.folder, "x", "1"); /* the same bytes, shared out differently */
	folder_put(s.folder, "y", "23");
	seen[n++] = hash_now(&s);
	rename(in(&s, "y"), in(&s, "z"));
	seen[n++] = hash_now(&s);
	mkdir(in(&s, "leer"), 0700);
	seen[n++] = hash_now(&s);
	rmdir(in(&s, "leer"));
	folder_put(s.folder, "leer", "");
	seen[n++] = hash_now(&s);
	mkdir(in(&s, "tief"), 0700);
	folder_put(in(&s, "tief"), "x", "1");
	seen[n++] = hash_now(&s);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			CHECK(strcmp(seen[i], seen[k]) != 0);
	const struct utimbuf old = { 1, 1 };
	CHECK(utime(in(&s, "x"), &old) == 0 && chmod(in(&s, "x"), 0640) == 0);
	CHECK_EQ_STR(hash_now(&s), seen[n - 1]);
	end(&s);
}

TEST(the_hash_is_that_of_the_documented_bytes)
{
	struct stage s;
	uint8_t digest[HASH_BYTES];
	char hex[HASH_HEX_BYTES];
	const char *bytes = "d4:bildf6:bild/a1:xf11:recipe.yaml10:recipe: a\n";

	begin(&s);
	mkdir(in(&s, "bild"), 0700);
	folder_put(in(&s, "bild"), "a", "x");
	hash_of(bytes, strlen(bytes), digest);
	hash_hex(digest, hex);
	CHECK_EQ_STR(hash_now(&s), hex);
	end(&s);
}

TEST(what_cannot_be_kept)
{
	struct stage s;
	struct err e = { 0 };
	char hash[HASH_HEX_BYTES];

	begin(&s);
	CHECK(symlink("recipe.yaml", in(&s, "link")) == 0);
	CHECK_ERR(frozen_keep(s.folder, s.recipes, hash, &e), e, ERR_RECIPE);
	unlink(in(&s, "link"));
	CHECK(mkfifo(in(&s, "rohr"), 0600) == 0);
	CHECK_ERR(frozen_hash(s.folder, hash, &e), e, ERR_RECIPE);
	unlink(in(&s, "rohr"));
	CHECK_ERR(frozen_hash("/nirgends", hash, &e), e, ERR_IO);
	folder_put(s.folder, "gross", "");
	CHECK(truncate(in(&s, "gross"), FROZEN_BYTES_MAX + 1) == 0);
	CHECK_ERR(frozen_hash(s.folder, hash, &e), e, ERR_LIMIT);
	CHECK(truncate(in(&s, "gross"), FROZEN_BYTES_MAX - 10) == 0);
	CHECK_OK(frozen_hash(s.folder, hash, &e), e);
	folder_put(s.folder, "mehr", "x");
	CHECK_ERR(frozen_hash(s.folder, hash, &e), e, ERR_LIMIT);
	unlink(in(&s, "gross"));
	const char *deep = s.folder;
	for (int i = 0; i < FROZEN_DEPTH_MAX; i++) {
		deep = arena_printf(s.arena, "%s/t", deep);
		mkdir(deep, 0700);
	}
	CHECK_ERR(frozen_hash(s.folder, hash, &e), e, ERR_LIMIT);
	end(&s);
}

TEST(too_many_files)
{
	struct stage s;
	struct err e = { 0 };
	char hash[HASH_HEX_BYTES];

	begin(&s);
	for (int i = 1; i < FROZEN_FILES_MAX; i++)
		folder_put(s.folder, arena_printf(s.arena, "%d", i), "");
	CHECK_OK(frozen_hash(s.folder, hash, &e), e);
	folder_put(s.folder, "mehr", "");
	CHECK_ERR(frozen_hash(s.folder, hash, &e), e, ERR_LIMIT);
	end(&s);
}

TEST(kept_once_as_it_was)
{
	struct stage s;
	struct err e = { 0 };
	char first[HASH_HEX_BYTES], again[HASH_HEX_BYTES], kept[HASH_HEX_BYTES];
	const char *path;
	struct stat st;

	begin(&s);
	mkdir(in(&s, "bild"), 0700);
	folder_put(in(&s, "bild"), "a", "x");
	CHECK_OK(frozen_keep(s.folder, s.recipes, first, &e), e);
	CHECK_EQ_STR(first, hash_now(&s));
	CHECK_OK(frozen_keep(s.folder, s.recipes, again, &e), e);
	CHECK_EQ_STR(again, first);
	folder_put(s.folder, "recipe.yaml", "recipe: b\n");
	CHECK_OK(frozen_keep(s.folder, s.recipes, again, &e), e);
	CHECK(strcmp(again, first) != 0);
	if (CHECK_OK(frozen_path(s.recipes, first, s.arena, &path, &e), e)) {
		CHECK_OK(frozen_hash(path, kept, &e), e);
		CHECK_EQ_STR(kept, first);
		CHECK(stat(arena_printf(s.arena, "%s/bild/a", path), &st) == 0);
		CHECK_EQ_INT(st.st_mode & 0777, 0400);
	}
	CHECK(system(arena_printf(s.arena, "test $(ls -A %s | wc -l) = 2", s.recipes)) == 0);
	end(&s);
}

TEST(a_changed_copy_is_noticed)
{
	struct stage s;
	struct err e = { 0 };
	char hash[HASH_HEX_BYTES];
	const char *path;

	begin(&s);
	CHECK_OK(frozen_keep(s.folder, s.recipes, hash, &e), e);
	CHECK_OK(frozen_path(s.recipes, hash, s.arena, &path, &e), e);
	folder_put(path, "mehr", "x");
	CHECK_ERR(frozen_keep(s.folder, s.recipes, hash, &e), e, ERR_SEALED);
	end(&s);
}

TEST(a_killed_copy_leaves_nothing_that_counts)
{
	struct stage s;
	struct err e = { 0 };
	char hash[HASH_HEX_BYTES];
	const char *path;
	int status;

	begin(&s);
	pid_t pid = fork();
	if (pid == 0) {
		setenv("AMTSBOTE_POINT", "recipe-copied=kill", 1);
		setenv("AMTSBOTE_POINT_DIR", s.folder, 1);
		_exit(frozen_keep(s.folder, s.recipes, hash, &e) ? 0 : 1);
	}
	CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
	unlink(in(&s, "recipe-copied"));
	CHECK(system(arena_printf(s.arena, "test $(ls -A %s | grep -c '^.new-') = 1", s.recipes)) ==
	      0);
	CHECK_ERR(frozen_path(s.recipes, hash_now(&s), s.arena, &path, &e), e, ERR_NOT_FOUND);
	CHECK_OK(frozen_keep(s.folder, s.recipes, hash, &e), e);
	CHECK(system(arena_printf(s.arena, "test $(ls -A %s) = %s", s.recipes, hash)) == 0);
	end(&s);
}

TEST(no_hash_no_path)
{
	static const char *const rows[] = { "", "..", "recipe", "../recipes" };
	struct stage s;
	struct err e = { 0 };
	const char *path;

	begin(&s);
	EACH_CASE (row, rows)
		CHECK_ERR(frozen_path(s.recipes, *row, s.arena, &path, &e), e, ERR_NOT_FOUND);
	end(&s);
}

TEST(the_example_loads_from_where_it_is_kept)
{
	struct stage s;
	struct err e = { 0 };
	char hash[HASH_HEX_BYTES];
	const char *path;
	struct recipe *recipe = NULL;
	struct findings f;

	begin(&s);
	findings_init(&f, s.arena);
	CHECK_OK(frozen_keep(EXAMPLE, s.recipes, hash, &e), e);
	CHECK_OK(frozen_path(s.recipes, hash, s.arena, &path, &e), e);
	CHECK_OK(recipe_load(path, &f, &recipe, &e), e);
	CHECK(recipe != NULL);
	recipe_free(recipe);
	end(&s);
}
