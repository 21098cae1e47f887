/* test_tree.c - what of a folder is copied, and what is refused. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/tree.h"

#include <unistd.h>
#include "tests/logs/ground.h"

static struct ground tree_make(void)
{
	struct ground g = ground_make();

	if (mkdir(ground_path(&g, "a"), 0755) != 0 || mkdir(ground_path(&g, "a/b"), 0755) != 0)
		abort();
	ground_write(&g, "a/one", "eins", 4);
	ground_write(&g, "a/b/two", "zwei", 4);
	ground_write(&g, "a/b/.new-x", "drei", 4);
	if (chmod(ground_path(&g, "a/one"), 0644) != 0 ||
	    chmod(ground_path(&g, "a/b/two"), 0444) != 0)
		abort();
	return g;
}

/* copy() - a to c. */
static bool copy(struct ground *g, struct err *e)
{
	char from[512];

	return fmt_into(from, sizeof from, "%s", ground_path(g, "a")) &&
	       tree_copy(from, ground_path(g, "c"), e);
}

static unsigned mode_of(struct ground *g, const char *name)
{
	struct stat st = { 0 };

	CHECK(lstat(ground_path(g, name), &st) == 0);
	return st.st_mode & 07777;
}

TEST(tree_copy_keeps_contents_and_the_owners_rights)
{
	struct ground g = tree_make();
	struct err e = { 0 };
	size_t len = 0;

	CHECK_OK(copy(&g, &e), e);
	char *two = ground_read(&g, "c/b/two", &len);
	CHECK(len == 4 && memcmp(two, "zwei", 4) == 0);
	free(two);
	CHECK_EQ_UINT(mode_of(&g, "c"), 0700);
	CHECK_EQ_UINT(mode_of(&g, "c/one"), 0600);
	CHECK_EQ_UINT(mode_of(&g, "c/b/two"), 0400);
	CHECK(!ground_has(&g, "c/b/.new-x"));
	CHECK_ERR(copy(&g, &e), e, ERR_IO); /* it is there already */
	ground_remove(&g);
}

TEST(tree_copy_follows_no_link_and_no_end_of_folders)
{
	struct ground g = tree_make();
	struct err e = { 0 };
	char deep[512];

	CHECK(symlink("one", ground_path(&g, "a/link")) == 0);
	CHECK_ERR(copy(&g, &e), e, ERR_IO);
	CHECK(unlink(ground_path(&g, "a/link")) == 0);
	CHECK_OK(file_remove_tree(ground_path(&g, "c"), &e), e);
	CHECK(fmt_into(deep, sizeof deep, "%s", ground_path(&g, "a")));
	for (int i = 0; i < TREE_DEPTH_MAX; i++) {
		memcpy(deep + strlen(deep), "/d", 3);
		CHECK(mkdir(deep, 0700) == 0);
	}
	CHECK_ERR(copy(&g, &e), e, ERR_LIMIT);
	ground_remove(&g);
}
