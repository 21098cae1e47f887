/* test_file.c - whole files in and out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include "base/file.h"

/* folder() - a new empty folder; the caller removes it with file_remove_tree(). */
static const char *folder(char path[64])
{
	strcpy(path, "/tmp/amtsbote-test-XXXXXX");
	CHECK(mkdtemp(path) != NULL);
	return path;
}

/* below() - folder/name; valid until the next call. */
static const char *below(const char *dir, const char *name)
{
	static char path[128]; /* of this test only */

	snprintf(path, sizeof path, "%s/%s", dir, name);
	return path;
}

static void put(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	CHECK(fd >= 0 && write(fd, text, len) == (ssize_t)len);
	close(fd);
}

static void remove_all(const char *dir)
{
	struct err e = { 0 };

	CHECK_OK(file_remove_tree(dir, &e), e);
	CHECK(access(dir, F_OK) != 0);
}

TEST(cap_is_the_largest_file)
{
	static const struct {
		size_t size, cap;
		enum err_code want;
	} rows[] = {
		{ 0, 0, ERR_NONE },           { 0, 10, ERR_NONE },   { 1, 0, ERR_LIMIT },
		{ 10, 10, ERR_NONE },         { 11, 10, ERR_LIMIT }, { 70000, 70000, ERR_NONE },
		{ 5000, SIZE_MAX, ERR_NONE },
	};
	static char text[70000];
	char dir[64];

	memset(text, 'x', sizeof text);
	folder(dir);
	EACH_CASE (row, rows) {
		struct err e = { 0 };
		char *data = NULL;
		size_t len = 99;
		put(below(dir, "f"), text, row->size);
		CHECK_EQ_INT(file_read(below(dir, "f"), row->cap, &data, &len, &e),
			     row->want == ERR_NONE);
		CHECK_EQ_INT(e.code, row->want);
		CHECK_EQ_UINT(len, row->want == ERR_NONE ? row->size : 99);
		if (data)
			CHECK_EQ_INT(data[len], 0);
		free(data);
	}
	remove_all(dir);
}

TEST(bytes_come_back_as_they_are)
{
	struct err e = { 0 };
	char dir[64], *data = NULL;
	size_t len;

	folder(dir);
	put(below(dir, "f"), "a\0\xff\n", 4);
	CHECK(symlink("f", below(dir, "link")) == 0);
	if (CHECK_OK(file_read(below(dir, "link"), 10, &data, &len, &e), e)) {
		CHECK_EQ_UINT(len, 4);
		CHECK_EQ_MEM(data, "a\0\xff\n", 5);
	}
	free(data);
	remove_all(dir);
}

TEST(only_regular_files_are_read)
{
	struct err e = { 0 };
	char dir[64], *data;
	size_t len;

	folder(dir);
	CHECK(mkfifo(below(dir, "fifo"), 0600) == 0);
	CHECK_ERR(file_read(below(dir, "fifo"), 10, &data, &len, &e), e, ERR_IO);
	CHECK_ERR(file_read(dir, 10, &data, &len, &e), e, ERR_IO);
	CHECK_ERR(file_read("/dev/zero", 10, &data, &len, &e), e, ERR_IO);
	CHECK(symlink("loop", below(dir, "loop")) == 0);
	CHECK_ERR(file_read(below(dir, "loop"), 10, &data, &len, &e), e, ERR_IO);
	CHECK(!file_read(below(dir, "none"), 10, &data, &len, &e));
	CHECK_HAS_STR(e.msg, "No such file");
	CHECK_HAS_STR(e.msg, "/none'");
	remove_all(dir);
}

TEST(written_files_are_private)
{
	struct err e = { 0 };
	char dir[64], *data = NULL;
	struct stat st;
	size_t len;

	folder(dir);
	put(below(dir, "f"), "an older and longer text", 24);
	int reader = open(below(dir, "f"), O_RDONLY); /* has it open from before */
	CHECK_OK(file_write_private(below(dir, "f"), "new", 3, &e), e);
	CHECK(stat(below(dir, "f"), &st) == 0 && (st.st_mode & 07777) == 0600);
	CHECK_OK(file_is_private(below(dir, "f"), &e), e);
	if (CHECK_OK(file_read(below(dir, "f"), 100, &data, &len, &e), e))
		CHECK_EQ_STR(data, "new");
	free(data);
	char old[32] = "";
	CHECK(read(reader, old, sizeof old - 1) == 24);
	CHECK_EQ_STR(old, "an older and longer text");
	close(reader);
	remove_all(dir);
}

TEST(writing_replaces_a_link_and_not_its_target)
{
	struct err e = { 0 };
	char dir[64], *data = NULL;
	size_t len;

	folder(dir);
	put(below(dir, "target"), "kept", 4);
	CHECK(symlink("target", below(dir, "link")) == 0);
	CHECK_OK(file_write_private(below(dir, "link"), "secret", 6, &e), e);
	if (CHECK_OK(file_read(below(dir, "target"), 100, &data, &len, &e), e))
		CHECK_EQ_STR(data, "kept");
	free(data);
	remove_all(dir);
}

TEST(writing_reports_failure_and_leaves_nothing)
{
	struct err e = { 0 };
	char dir[64];

	folder(dir);
	CHECK_ERR(file_write_private(below(dir, "no/such/folder"), "x", 1, &e), e, ERR_IO);
	CHECK(mkdir(below(dir, "folder"), 0700) == 0);
	CHECK_ERR(file_write_private(below(dir, "folder"), "x", 1, &e), e, ERR_IO);
	CHECK(rmdir(below(dir, "folder")) == 0);
	CHECK(rmdir(dir) == 0); /* no temporary file stayed behind */
	CHECK_ERR(file_write_private("/dev/full/x", "x", 1, &e), e, ERR_IO);
}

TEST(private_means_nobody_else_can_read)
{
	static const struct {
		mode_t mode;
		bool private;
	} rows[] = {
		{ 0600, true },  { 0400, true },  { 0700, true },  { 0640, false },
		{ 0604, false }, { 0644, false }, { 0620, false },
	};
	struct err e = { 0 };
	char dir[64];

	folder(dir);
	put(below(dir, "f"), "x", 1);
	EACH_CASE (row, rows) {
		CHECK(chmod(below(dir, "f"), row->mode) == 0);
		CHECK_EQ_INT(file_is_private(below(dir, "f"), &e), row->private);
		CHECK_EQ_INT(e.code, row->private ? ERR_NONE : ERR_CONFIG);
		err_clear(&e);
	}
	CHECK_ERR(file_is_private(below(dir, "none"), &e), e, ERR_IO);
	remove_all(dir);
}

TEST(trees_are_removed_and_links_are_not_followed)
{
	struct err e = { 0 };
	char dir[64], other[64], deep[4096];

	folder(dir);
	folder(other);
	put(below(other, "kept"), "x", 1);
	CHECK(symlink(other, below(dir, "link")) == 0);
	CHECK(mkfifo(below(dir, "fifo"), 0600) == 0);
	put(below(dir, "read-only"), "x", 1);
	CHECK(chmod(below(dir, "read-only"), 0) == 0);
	/* deeper than the descriptors the walk may hold */
	strcpy(deep, dir);
	for (int i = 0; i < 60; i++) {
		strcat(deep, "/d");
		CHECK(mkdir(deep, 0700) == 0);
	}
	remove_all(dir);
	CHECK(access(below(other, "kept"), F_OK) == 0);
	remove_all(other);
	CHECK_OK(file_remove_tree(other, &e), e);
}

TEST(a_file_is_a_tree_too)
{
	char dir[64];

	folder(dir);
	put(below(dir, "f"), "x", 1);
	remove_all(below(dir, "f"));
	CHECK(rmdir(dir) == 0);
}
