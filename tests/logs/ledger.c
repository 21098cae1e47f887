/* ledger.c - makes good signed journals, for tests that damage them and for other readers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include "base/str.h"
#include "logs/checkpoint.h"
#include "logs/journal.h"

#define JOB "AB-0123456789"
#define OTHER "AB-9876543210"

/* SEGMENT_BYTES: some eight lines. */
enum { SEGMENT_BYTES = 4096, PATH_BYTES = 512 };

struct ledger {
	char journal[PATH_BYTES], keys[PATH_BYTES];
	struct journal *j;    /* owned */
	struct checkpoint *c; /* owned */
	uint64_t op;
};

static void stop(const char *why)
{
	fprintf(stderr, "ledger: %s\n", why);
	exit(1);
}

static void ledger_open(struct ledger *l, const char *folder)
{
	struct err e = { 0 };

	*l = (struct ledger){ 0 };
	if (!fmt_into(l->journal, sizeof l->journal, "%s/journal", folder) ||
	    !fmt_into(l->keys, sizeof l->keys, "%s/keys", folder))
		stop("the path is too long");
	(void)mkdir(folder, 0700);
	(void)mkdir(l->keys, 0700);
	if (!journal_open(l->journal, "worker-1", &l->j, &e) ||
	    !checkpoint_open(l->journal, l->keys, &l->c, &e))
		stop(e.msg);
}

static void ledger_close(struct ledger *l)
{
	checkpoint_close(l->c);
	journal_close(l->j);
}

/* append() - one line in turn about two jobs. */
static void append(struct ledger *l)
{
	struct journal_body b = journal_body(l->op % 4 ? JK_STEP_DONE : JK_COMMIT_INTENT);
	struct err e = { 0 };

	if (l->op % 4) {
		journal_put(&b, JF_LINE, 17);
		journal_put_id(&b, JF_VERB, "write");
		journal_put_id(&b, JF_SURE, "verified");
		journal_put(&b, JF_TOOK_US, 123456);
	} else {
		journal_put_id(&b, JF_STAGE, "anmelden");
		journal_put_hash(&b, JF_INTENT, NULL);
		journal_put(&b, JF_TOKEN, 1);
	}
	journal_put(&b, JF_OP, l->op);
	if (!journal_append(l->j, l->op++ % 3 ? JOB : OTHER, &b, NULL, &e))
		stop(e.msg);
}

static void append_some(struct ledger *l, unsigned n)
{
	while (n-- > 0)
		append(l);
}

static void sign(struct ledger *l)
{
	struct err e = { 0 };

	if (!checkpoint_make(l->c, &e))
		stop(e.msg);
}

/* ---- the kinds */

static void one(struct ledger *l)
{
	append(l);
	sign(l);
}

/* plain() - three checkpoints, the last of them behind the last line of others. */
static void plain(struct ledger *l)
{
	for (int i = 0; i < 3; i++) {
		append_some(l, 7);
		sign(l);
	}
}

static void segments(struct ledger *l)
{
	journal_limit_segment(l->j, SEGMENT_BYTES);
	for (int i = 0; i < 4; i++) {
		append_some(l, 13);
		sign(l);
	}
	append_some(l, 3); /* a tail that nobody signed */
}

static void writers(struct ledger *l)
{
	enum { WRITERS = 3, LINES = 40 };
	pid_t pid[WRITERS];
	int status;

	for (int i = 0; i < WRITERS; i++) {
		pid[i] = fork();
		if (pid[i] != 0)
			continue;
		struct err e = { 0 };
		char name[16];
		journal_close(l->j);
		if (!fmt_into(name, sizeof name, "worker-%d", i + 1) ||
		    !journal_open(l->journal, name, &l->j, &e))
			stop(e.msg);
		append_some(l, LINES);
		exit(0);
	}
	for (int i = 0; i < 10; i++)
		sign(l);
	for (int i = 0; i < WRITERS; i++)
		if (waitpid(pid[i], &status, 0) != pid[i] || status != 0)
			stop("a writer failed");
	sign(l);
}

static void rotated(struct ledger *l)
{
	struct err e = { 0 };

	for (int i = 0; i < 2; i++) {
		append_some(l, 5);
		sign(l);
		append_some(l, 2);
		if (!checkpoint_renew(l->c, &e))
			stop(e.msg);
	}
	append_some(l, 4);
	sign(l);
}

static void unsigned_lines(struct ledger *l)
{
	append_some(l, 9);
}

/* torn() - a crash in the middle of a line; the next start keeps it aside and tells of it. */
static void torn(struct ledger *l)
{
	char path[PATH_BYTES + 16];
	struct err e = { 0 };

	append_some(l, 5);
	sign(l);
	if (!fmt_into(path, sizeof path, "%s/000001.jsonl", l->journal))
		stop("the path is too long");
	FILE *f = fopen(path, "ab");
	if (!f || fputs("{\"n\":8,\"t\":\"2026", f) < 0 || fclose(f) != 0)
		stop("cannot tear");
	journal_close(l->j);
	if (!journal_open(l->journal, "worker-1", &l->j, &e))
		stop(e.msg);
	append_some(l, 3);
	sign(l);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*make)(struct ledger *l);
	} kinds[] = { { "one", one },
		      { "plain", plain },
		      { "segments", segments },
		      { "writers", writers },
		      { "rotated", rotated },
		      { "torn", torn },
		      { "unsigned", unsigned_lines } };
	char text[VERIFIER_TEXT_BYTES];
	struct ledger l;

	for (size_t i = 0; argc == 3 && i < sizeof kinds / sizeof *kinds; i++) {
		if (!str_eq(argv[2], kinds[i].name))
			continue;
		ledger_open(&l, argv[1]);
		verifier_text(checkpoint_verifier(l.c), text); /* of the first key */
		puts(text);
		kinds[i].make(&l);
		verifier_text(checkpoint_verifier(l.c), text); /* of the last one */
		puts(text);
		ledger_close(&l);
		return 0;
	}
	fputs("usage: ledger DIR one|plain|segments|writers|rotated|torn|unsigned\n", stderr);
	return 2;
}
