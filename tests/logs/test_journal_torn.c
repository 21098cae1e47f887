/* test_journal_torn.c - torn tails are kept and told of; behind damage nothing is appended. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_torn.h"

#include "tests/logs/chain.h"

TEST(a_torn_tail_is_kept_told_of_and_cut_off_at_every_byte)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	size_t len, begin = 0;
	char *whole;

	append_some(j, 3);
	journal_close(j);
	whole = ground_read(&g, FIRST, &len);
	for (size_t i = 0; i + 1 < len; i++)
		begin = whole[i] == '\n' ? i + 1 : begin;
	for (size_t cut = begin + 1; cut < len; cut++) {
		struct ground h = ground_make();
		size_t kept_len = 0;
		char want[64];
		CHECK(mkdir(ground_path(&h, "journal"), 0700) == 0);
		ground_write(&h, FIRST, whole, cut);
		journal_close(journal_at(&h));
		CHECK_EQ_UINT(lines_of(&h), 3); /* two, and the one that tells */
		char *kept = ground_read(&h, "journal/torn-1", &kept_len);
		CHECK(kept && kept_len == cut - begin &&
		      memcmp(kept, whole + begin, kept_len) == 0);
		CHECK(fmt_into(want, sizeof want, "\"torn_tail\",\"body\":{\"bytes\":%zu}",
			       cut - begin));
		CHECK(has(&h, FIRST, want));
		CHECK(!ground_has(&h, "journal/torn-1.new"));
		free(kept);
		ground_remove(&h);
	}
	free(whole);
	ground_remove(&g);
}

TEST(a_tail_torn_by_another_is_mended_before_the_next_line)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct err e = { 0 };

	append_some(j, 2);
	int fd = open(ground_path(&g, FIRST), O_WRONLY | O_APPEND);
	CHECK(fd >= 0 && write(fd, "{\"n\":3,\"t", 9) == 9 && close(fd) == 0);
	CHECK_OK(append(j, 9, &e), e);
	CHECK_EQ_UINT(lines_of(&g), 4);
	CHECK(has(&g, "journal/torn-1", "{\"n\":3,\"t"));
	journal_close(j);
	ground_remove(&g);
}

TEST(blocks_that_never_reached_the_disk_are_a_torn_tail)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	size_t len, lost_at = 0;

	append_some(j, 40);
	journal_close(j);
	char *data = ground_read(&g, FIRST, &len);
	for (int lines = 0; lines < 20; lost_at++)
		lines += data[lost_at] == '\n';
	/* Lines 21 and 22 are in a lost block, the others behind them are whole. */
	memset(data + lost_at + 100, 0, 512);
	ground_write(&g, FIRST, data, len);
	journal_close(journal_at(&g));
	CHECK_EQ_UINT(lines_of(&g), 21);
	size_t kept_len = 0;
	char *kept = ground_read(&g, "journal/torn-1", &kept_len);
	CHECK(kept && kept_len == len - lost_at && memcmp(kept, data + lost_at, kept_len) == 0);
	free(kept);
	free(data);
	ground_remove(&g);
}

TEST(a_torn_tail_is_told_of_though_the_teller_died)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);

	append_some(j, 2);
	journal_close(j);
	ground_write(&g, "journal/torn-4.new", "1234567", 7);
	journal_close(journal_at(&g));
	CHECK_EQ_UINT(lines_of(&g), 3);
	CHECK(has(&g, FIRST, "{\"bytes\":7}"));
	CHECK(ground_has(&g, "journal/torn-4") && !ground_has(&g, "journal/torn-4.new"));
	journal_close(journal_at(&g));
	CHECK_EQ_UINT(lines_of(&g), 3); /* once */
	ground_remove(&g);
}

TEST(nothing_is_appended_behind_damage)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct err e = { 0 };
	size_t len, len_after;

	append_some(j, 3);
	char *data = ground_read(&g, FIRST, &len);
	*(char *)memmem(data + len - 200, 200, "verified", 8) = ' ';
	ground_write(&g, FIRST, data, len);
	struct journal *none = NULL;
	CHECK_ERR(journal_open(ground_path(&g, "journal"), "x", &none, &e), e, ERR_SEALED);
	char *after = ground_read(&g, FIRST, &len_after);
	CHECK(len == len_after && memcmp(data, after, len) == 0);
	/* One who has it open already: a line that fits nothing was put behind. */
	*(char *)memmem(data + len - 200, 200, " erified", 8) = 'v';
	char *more = malloc(2 * len);
	memcpy(more, data, len);
	memcpy(more + len, data, len);
	ground_write(&g, FIRST, more, 2 * len);
	CHECK_ERR(append(j, 1, &e), e, ERR_SEALED);
	/* Or the file became shorter. */
	ground_write(&g, FIRST, data, len / 2);
	CHECK_ERR(append(j, 1, &e), e, ERR_SEALED);
	free(more);
	free(after);
	free(data);
	journal_close(j);
	ground_remove(&g);
}

TEST(segments_follow_each_other_also_when_one_was_begun_and_left_empty)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);

	journal_limit_segment(j, 1500);
	append_some(j, 20);
	uint64_t tail = journal_tail(j);
	journal_close(j);
	CHECK(ground_has(&g, "journal/000004.jsonl"));
	ground_write(&g, "journal/000008.jsonl", "", 0);
	struct journal *none = NULL;
	struct err e = { 0 };
	CHECK_ERR(journal_open(ground_path(&g, "journal"), "x", &none, &e), e, ERR_SEALED);
	CHECK(unlink(ground_path(&g, "journal/000008.jsonl")) == 0);
	char next[64];
	for (int number = 1; number < 100; number++) {
		CHECK(fmt_into(next, sizeof next, "journal/%06d.jsonl", number));
		if (!ground_has(&g, next))
			break;
	}
	ground_write(&g, next, "", 0);
	j = journal_at(&g);
	CHECK_EQ_UINT(journal_tail(j), tail);
	append_some(j, 1);
	journal_close(j);
	CHECK_EQ_UINT(lines_of(&g), tail + 1);
	size_t len = 0;
	free(ground_read(&g, next, &len));
	CHECK(len > 0);
	ground_remove(&g);
}

TEST(the_tail_of_a_long_segment_is_found)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct stat st;

	append_some(j, 4000);
	journal_close(j);
	CHECK(stat(ground_path(&g, FIRST), &st) == 0 && st.st_size > 1200000);
	j = journal_at(&g);
	CHECK_EQ_UINT(journal_tail(j), 4000);
	append_some(j, 1);
	journal_close(j);
	/* A window without any whole line: what is in front of it is looked at. */
	char *zeros = calloc(1, 1200000);
	int fd = open(ground_path(&g, FIRST), O_WRONLY | O_APPEND);
	CHECK(fd >= 0 && write(fd, zeros, 1200000) == 1200000 && close(fd) == 0);
	free(zeros);
	journal_close(journal_at(&g));
	CHECK_EQ_UINT(lines_of(&g), 4002);
	ground_remove(&g);
}
