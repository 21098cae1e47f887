/* evidence.c - the journal's promises about speed, each against the plain thing in the same run. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "logs/audit.h"
#include "logs/checkpoint.h"
#include "logs/export.h"
#include "logs/journal.h"

/*
 * ROUNDS of both kinds in turn, so that the disk's moods hit both alike; the median ratio counts.
 * SMALL, LARGE: journals between which a proof may grow as the logarithm does. EVERY: lines from
 * one checkpoint to the next, as agent/serve/notary has it.
 */
enum { ROUNDS = 15, DURABLE = 40, SMALL = 10000, LARGE = 1000000, EVERY = 1000, PATH_BYTES = 600 };

static const double goal_append = 1.5, goal_verify = 4.0, goal_memory = 1.1, goal_proof = 1.6;

static _Noreturn void stop(const char *what)
{
	(void)fprintf(stderr, "bench/evidence: %s\n", what);
	exit(2);
}

static bool goal(const char *what, double value, double bound)
{
	bool met = value <= bound;

	printf("goal %s: %.2f (wanted %.2f) %s\n", what, value, bound, met ? "met" : "missed");
	(void)fflush(stdout);
	return met;
}

static int64_t cpu_us(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0)
		abort();
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static long peak_kb(void)
{
	struct rusage u;

	if (getrusage(RUSAGE_SELF, &u) != 0)
		abort();
	return u.ru_maxrss;
}

static struct journal_body body(uint64_t op, bool durable)
{
	struct journal_body b = journal_body(durable ? JK_COMMIT_INTENT : JK_STEP_DONE);

	if (durable) {
		journal_put_id(&b, JF_STAGE, "anmelden");
		journal_put_hash(&b, JF_INTENT, NULL);
		journal_put(&b, JF_TOKEN, 1);
	} else {
		journal_put(&b, JF_LINE, 17);
		journal_put_id(&b, JF_VERB, "write");
		journal_put_id(&b, JF_SURE, "verified");
		journal_put(&b, JF_TOOK_US, 123456);
	}
	journal_put(&b, JF_OP, op);
	return b;
}

static void append(struct journal *j, const char *job, const struct journal_body *b)
{
	struct err e = { 0 };

	if (!journal_append(j, job, b, NULL, &e))
		stop(e.msg);
}

static struct journal *open_in(const char *folder, const char *name, char path[PATH_BYTES])
{
	struct journal *j = NULL;
	struct err e = { 0 };

	if (!fmt_into(path, PATH_BYTES, "%s/%s", folder, name) ||
	    !journal_open(path, "bench", &j, &e))
		stop(e.msg);
	return j;
}

/* ---- appending */

static double journal_round(struct journal *j)
{
	int64_t begin = clock_boot_us();

	for (uint64_t i = 0; i < DURABLE; i++) {
		struct journal_body b = body(i, true);
		append(j, "AB-0123456789", &b);
	}
	return (double)(clock_boot_us() - begin);
}

/* plain_round() - the very bytes of the journal's last line, so often. */
static double plain_round(int fd, const char *line, size_t len)
{
	int64_t begin = clock_boot_us();

	for (int i = 0; i < DURABLE; i++)
		if (write(fd, line, len) != (ssize_t)len || fdatasync(fd) != 0)
			stop("write");
	return (double)(clock_boot_us() - begin);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static bool measure_append(const char *folder)
{
	char path[PATH_BYTES], file[PATH_BYTES + 16], *data;
	struct journal *j = open_in(folder, "durable", path);
	double ratio[ROUNDS];
	struct err e = { 0 };
	size_t len;

	(void)journal_round(j);
	if (!fmt_into(file, sizeof file, "%s/000001.jsonl", path) ||
	    !file_read(file, 1 << 20, &data, &len, &e))
		stop(e.msg);
	size_t line_len = len / DURABLE;
	if (!fmt_into(file, sizeof file, "%s/plain", folder))
		stop("the path is too long");
	int fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	for (int i = 0; i < ROUNDS; i++) {
		double ours = journal_round(j);
		ratio[i] = ours / plain_round(fd, data, line_len);
	}
	(void)close(fd);
	free(data);
	journal_close(j);
	qsort(ratio, ROUNDS, sizeof *ratio, by_value);
	return goal("append durable against write+fdatasync of the same bytes, times",
		    ratio[ROUNDS / 2], goal_append);
}

/* ---- verifying */

/* fill() - @n lines, signed as they come; one line about the job that will be exported. */
static void fill(const char *folder, const char *name, uint64_t n, char path[PATH_BYTES])
{
	struct journal *j = open_in(folder, name, path);
	CLEANUP(checkpoint_closep) struct checkpoint *c = NULL;
	char keys[PATH_BYTES + 16];
	struct err e = { 0 };

	if (!fmt_into(keys, sizeof keys, "%s-keys", path) || mkdir(keys, 0700) != 0 ||
	    !checkpoint_open(path, keys, &c, &e))
		stop(e.code ? e.msg : "no folder for keys");
	for (uint64_t i = 0; i < n; i++) {
		struct journal_body b = body(i, false);
		append(j, i == n / 3 ? "AB-1" : "AB-0123456789", &b);
		if ((i + 1) % EVERY == 0 && !checkpoint_make(c, &e))
			stop(e.msg);
	}
	journal_close(j);
}

/* hash_files() - SHA-256 over the segments and nothing else; microseconds of computing. */
static double hash_files(const char *path)
{
	CLEANUP(hasher_freep) struct hasher *h = hasher_new();
	static const size_t block = 256 * 1024;
	char file[PATH_BYTES + 16], *data = malloc(block);
	int64_t begin = cpu_us();
	uint8_t hash[HASH_BYTES];
	ssize_t n;

	for (int i = 1; data && fmt_into(file, sizeof file, "%s/%06d.jsonl", path, i); i++) {
		int fd = open(file, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			break;
		while ((n = read(fd, data, block)) > 0)
			hasher_add(h, data, (size_t)n);
		(void)close(fd);
	}
	hasher_end(h, hash);
	free(data);
	return (double)(cpu_us() - begin);
}

static double verify_us(const char *path)
{
	struct audit_report r;
	struct err e = { 0 };
	int64_t begin = cpu_us();

	if (!audit_journal(path, NULL, NULL, &r, &e) || !r.verdict.good || r.notes == 0)
		stop(e.code ? e.msg : r.verdict.why);
	return (double)(cpu_us() - begin);
}

/* proof_hashes() - of the one line about the job. */
static double proof_hashes(const char *path)
{
	CLEANUP(buf_clear) struct buf file = { 0 };
	struct export_summary s;
	struct err e = { 0 };

	buf_init(&file, EXPORT_BYTES_MAX);
	if (!export_write(path, "AB-1", &file, &s, &e))
		stop(e.msg);
	export_verify(file.data, file.len_bytes, &s.key, &s);
	if (s.bad_line)
		stop(s.why);
	const char *line = strstr(file.data, "{\"n\":");
	size_t n = 0;
	while (line && *(line = strchr(line, '\n') + 1) != '\n')
		n++;
	return (double)n;
}

static bool measure_verify(const char *folder)
{
	char small[PATH_BYTES], large[PATH_BYTES];
	double ratio[3];

	fill(folder, "small", SMALL, small);
	(void)verify_us(small);
	long before = peak_kb();
	fill(folder, "large", LARGE, large);
	for (int i = 0; i < 3; i++) {
		double hashing = hash_files(large);
		ratio[i] = verify_us(large) / hashing;
	}
	long after = peak_kb();
	qsort(ratio, 3, sizeof *ratio, by_value);
	bool fast = goal("verify against SHA-256 of the same bytes, 1,000,000 lines, times",
			 ratio[1], goal_verify);
	bool lean = goal("memory of verify, 1,000,000 lines against 10,000, times",
			 (double)after / (double)before, goal_memory);
	double short_proof = proof_hashes(small), long_proof = proof_hashes(large);
	printf("an inclusion proof: %.0f hashes of 10,000 lines, %.0f of 1,000,000\n", short_proof,
	       long_proof);
	return goal("inclusion proof, 1,000,000 lines against 10,000, times",
		    long_proof / short_proof, goal_proof) &&
	       fast && lean;
}

int main(int argc, char **argv)
{
	char folder[400];
	struct err e = { 0 };

	/* Not /tmp: that may be memory. */
	if (!fmt_into(folder, sizeof folder, "%s/bench-evidence-XXXXXX",
		      argc > 1 ? argv[1] : "build") ||
	    !mkdtemp(folder))
		stop("no folder to work in (bench/evidence FOLDER)");
	bool appends = measure_append(folder), verifies = measure_verify(folder);
	if (!file_remove_tree(folder, &e))
		stop(e.msg);
	return appends && verifies ? 0 : 1;
}
