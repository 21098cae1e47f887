/* journal.c - durable lines against write and fdatasync; verifying against hashing alone. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "logs/journal_verify.h"

/*
 * Rounds of both kinds in turn, so that the disk's moods hit both alike; the median ratio counts.
 * Goals: two durable lines in the time of three plain writes, on a disk that syncs in 0.2 ms
 * (slower ones hide more); and 80 MB of journal a second, so that ten years of 5000 lines a day
 * take one and a half minutes.
 */
enum { ROUNDS = 11, LINES = 100, VERIFY_LINES = 200000, GOAL_VERIFY_MB = 80 };

#define GOAL_RATIO 0.66

/* cpu_us() - of this process: verifying waits for nothing, and other work must not count. */
static int64_t cpu_us(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0)
		abort();
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void stop(const char *what)
{
	(void)fprintf(stderr, "bench/journal: %s\n", what);
	exit(2);
}

static struct journal_body intent(uint64_t op)
{
	struct journal_body b = journal_body(JK_COMMIT_INTENT);

	journal_put_id(&b, JF_STAGE, "anmelden");
	journal_put_hash(&b, JF_INTENT, NULL);
	journal_put(&b, JF_TOKEN, 1);
	journal_put(&b, JF_OP, op);
	return b;
}

static struct journal_body step(uint64_t op)
{
	struct journal_body b = journal_body(JK_STEP_DONE);

	journal_put(&b, JF_LINE, 17);
	journal_put_id(&b, JF_VERB, "write");
	journal_put_id(&b, JF_SURE, "verified");
	journal_put(&b, JF_TOOK_US, 123456 + op);
	return b;
}

static void append(struct journal *j, const struct journal_body *b)
{
	struct err e = { 0 };

	if (!journal_append(j, "AB-0123456789", b, NULL, &e))
		stop(e.msg);
}

static double journal_round(struct journal *j)
{
	int64_t begin = clock_boot_us();

	for (uint64_t i = 0; i < LINES; i++) {
		struct journal_body b = intent(i);
		append(j, &b);
	}
	return (double)LINES * 1e6 / (double)(clock_boot_us() - begin);
}

static double plain_round(int fd, const char *line, size_t len)
{
	int64_t begin = clock_boot_us();

	for (int i = 0; i < LINES; i++)
		if (write(fd, line, len) != (ssize_t)len || fdatasync(fd) != 0)
			stop("write");
	return (double)LINES * 1e6 / (double)(clock_boot_us() - begin);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_value);
	return v[n / 2];
}

static bool measure_append(const char *folder)
{
	double ours[ROUNDS], plain[ROUNDS], ratio[ROUNDS];
	char path[512], line[450];
	struct journal *j = NULL;
	struct err e = { 0 };

	memset(line, 'x', sizeof line);
	line[sizeof line - 1] = '\n';
	if (!fmt_into(path, sizeof path, "%s/durable", folder) ||
	    !journal_open(path, "bench", &j, &e) ||
	    !fmt_into(path, sizeof path, "%s/plain", folder))
		stop(e.msg);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = journal_round(j);
		plain[i] = plain_round(fd, line, sizeof line);
		ratio[i] = ours[i] / plain[i];
	}
	(void)close(fd);
	journal_close(j);
	double r = median(ratio, ROUNDS);
	printf("durable lines: %.0f /s; write and fdatasync of as many bytes: %.0f /s; ratio %.2f"
	       " (goal: %.2f)\n",
	       median(ours, ROUNDS), median(plain, ROUNDS), r, GOAL_RATIO);
	return r >= GOAL_RATIO;
}

static bool measure_verify(const char *folder)
{
	char path[512], file[600], *data;
	struct journal *j = NULL;
	struct journal_verdict v;
	struct err e = { 0 };
	size_t len;
	uint8_t hash[HASH_BYTES];

	if (!fmt_into(path, sizeof path, "%s/long", folder) || !journal_open(path, "bench", &j, &e))
		stop(e.msg);
	int64_t begin = clock_boot_us();
	for (uint64_t i = 0; i < VERIFY_LINES; i++) {
		struct journal_body b = step(i);
		append(j, &b);
	}
	double grouped = VERIFY_LINES * 1e6 / (double)(clock_boot_us() - begin);
	journal_close(j);
	if (!fmt_into(file, sizeof file, "%s/000001.jsonl", path) ||
	    !file_read(file, 1 << 30, &data, &len, &e))
		stop(e.msg);
	begin = cpu_us();
	hash_of(data, len, hash);
	double hashing = (double)len / (double)(cpu_us() - begin);
	double all = 0;
	begin = cpu_us();
	if (!journal_verify(path, &v, &e) || !v.good || v.lines != VERIFY_LINES)
		stop("the journal is not whole");
	double took_us = (double)(cpu_us() - begin);
	struct stat st;
	for (int n = 1;
	     fmt_into(file, sizeof file, "%s/%06d.jsonl", path, n) && stat(file, &st) == 0; n++)
		all += (double)st.st_size;
	double verifying = all / took_us;
	printf("grouped lines: %.0f /s\n", grouped);
	printf("verify: %.0f MB/s, %.0f lines/s (goal: %d MB/s); SHA-256 alone: %.0f MB/s\n",
	       verifying, verifying * 1e6 * VERIFY_LINES / all, GOAL_VERIFY_MB, hashing);
	free(data);
	return verifying >= GOAL_VERIFY_MB;
}

int main(int argc, char **argv)
{
	char folder[400];
	struct err e = { 0 };

	/* Not /tmp: that may be memory. */
	if (!fmt_into(folder, sizeof folder, "%s/bench-journal-XXXXXX",
		      argc > 1 ? argv[1] : "build") ||
	    !mkdtemp(folder))
		stop("no folder to work in (bench/journal FOLDER)");
	bool appends = measure_append(folder), verifies = measure_verify(folder);
	if (!file_remove_tree(folder, &e))
		stop(e.msg);
	return appends && verifies ? 0 : 1;
}
