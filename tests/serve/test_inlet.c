/* test_inlet.c - a source that fails is left alone for a while, and so is one item of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include "agent/serve/inlet.h"
#include "base/clock.h"
#include "base/file.h"

enum { POLL_MS = 1000, LONGEST_MS = 5 * 60 * 1000 };

static struct config_source folder = {
	.options = { .kind = SOURCE_FOLDER, .name = "eingang", .poll_ms = POLL_MS },
};
static const struct config config = { .sources = &folder, .n_sources = 1 };

static struct inlets begin(char path[64])
{
	struct inlets all;

	strcpy(path, "/tmp/amtsbote-inlet-XXXXXX");
	CHECK(mkdtemp(path) != NULL);
	folder.options.folder = path;
	inlets_init(&all, &config);
	return all;
}

static void end(struct inlets *all, const char *path)
{
	struct err e = { 0 };

	inlets_clear(all);
	CHECK_OK(file_remove_tree(path, &e), e);
}

TEST(waits_grow_and_are_bounded)
{
	char path[64];
	struct inlets all = begin(path);
	struct inlet *in = inlet_named(&all, "eingang");
	uint64_t random = check_random();
	int64_t most_ms = 0;
	struct err e = { 0 };

	CHECK(inlet_named(&all, "anderswo") == NULL);
	CHECK(in->due_ms <= clock_boot_ms());
	CHECK_OK(inlet_open(in, &e), e);
	for (int i = 0; i < 200; i++) {
		inlet_failed(in, &random);
		CHECK(in->source == NULL);
		int64_t wait_ms = in->due_ms - clock_boot_ms();
		CHECK(wait_ms <= LONGEST_MS && (i > 0 || wait_ms <= POLL_MS));
		most_ms = wait_ms > most_ms ? wait_ms : most_ms;
	}
	CHECK(most_ms > LONGEST_MS / 2);
	inlet_worked(in);
	CHECK(in->due_ms - clock_boot_ms() <= POLL_MS);
	inlet_failed(in, &random);
	CHECK(in->due_ms - clock_boot_ms() <= POLL_MS); /* the row of failures is over */
	end(&all, path);
}

TEST(one_item_waits_alone)
{
	char path[64], name[16];
	struct inlets all = begin(path);
	struct inlet *in = &all.list[0];
	uint64_t random = check_random();

	for (int i = 0; i < 40; i++)
		inlet_item_failed(in, "a", &random);
	CHECK_EQ_UINT(in->n_trouble, 1);
	in->trouble[0].due_ms = clock_boot_ms() + 10000;
	CHECK(!inlet_item_due(in, "a"));
	CHECK(inlet_item_due(in, "b"));
	in->trouble[0].due_ms = clock_boot_ms();
	CHECK(inlet_item_due(in, "a"));
	inlet_item_worked(in, "b");
	CHECK_EQ_UINT(in->n_trouble, 1);
	inlet_item_worked(in, "a");
	CHECK_EQ_UINT(in->n_trouble, 0);
	for (int i = 0; i < SOURCE_ITEMS_MAX + 10; i++) {
		snprintf(name, sizeof name, "%d", i);
		inlet_item_failed(in, name, &random);
	}
	CHECK_EQ_UINT(in->n_trouble, SOURCE_ITEMS_MAX);
	CHECK(inlet_item_due(in, "0")); /* forgotten, as the oldest */
	end(&all, path);
}

TEST(a_token_is_for_its_owner_only)
{
	char path[64], token[80];
	struct inlets all = begin(path);
	struct inlet *in = &all.list[0];
	struct err e = { 0 };

	snprintf(token, sizeof token, "%s/token", path);
	folder.token_file = token;
	CHECK_ERR(inlet_open(in, &e), e, ERR_IO);
	int fd = open(token, O_WRONLY | O_CREAT, 0600);
	CHECK(write(fd, "geheim\n", 7) == 7);
	CHECK(fchmod(fd, 0640) == 0);
	CHECK(!inlet_open(in, &e));
	CHECK_EQ_INT(e.code, ERR_CONFIG);
	CHECK(strstr(e.msg, "geheim") == NULL);
	memset(&e, 0, sizeof e);
	CHECK(fchmod(fd, 0600) == 0);
	CHECK_OK(inlet_open(in, &e), e);
	close(fd);
	folder.token_file = NULL;
	end(&all, path);
}
