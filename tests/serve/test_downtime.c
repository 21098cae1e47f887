/* test_downtime.c - a portal that is away for an hour, or for good, on a clock of our own. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "agent/import/import.h"
#include "agent/serve/deliver.h"
#include "agent/serve/intake.h"
#include "agent/serve/keys.h"
#include "agent/store/store.h"
#include "base/clock.h"
#include "base/file.h"
#include "logs/journal_verify.h"
#include "logs/keyring.h"
#include "tests/source/portal.h"

/*
 * The clock of this process: clock_gettime() is ours, and a wait of the loops (they alone use
 * ppoll) for which nothing is ready moves it on instead of waiting.
 */
static struct {
	int64_t ahead_ms;
	unsigned waits;              /* that moved it */
	void (*waited)(void *stage); /* called after each of them */
	void *stage;
} hands;

int clock_gettime(clockid_t id, struct timespec *t)
{
	int done = (int)syscall(SYS_clock_gettime, id, t);

	if (id == CLOCK_REALTIME || id == CLOCK_BOOTTIME) {
		int64_t ms = hands.ahead_ms + t->tv_nsec / 1000000;
		t->tv_sec += ms / 1000;
		t->tv_nsec = ms % 1000 * 1000000 + t->tv_nsec % 1000000;
	}
	return done;
}

int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *wait, const sigset_t *mask)
{
	static const struct timespec at_once;
	struct timespec copy = at_once; /* the kernel writes what is left */
	int ready = (int)syscall(SYS_ppoll, fds, n, &copy, mask, 8);

	if (ready != 0 || !wait || (wait->tv_sec == 0 && wait->tv_nsec == 0))
		return ready;
	hands.ahead_ms += wait->tv_sec * 1000 + wait->tv_nsec / 1000000;
	hands.waits++;
	if (hands.waited)
		hands.waited(hands.stage);
	copy = at_once;
	return (int)syscall(SYS_ppoll, fds, n, &copy, mask, 8);
}

/* import() - the intake starts /proc/self/exe as `amtsbote import`: that is us. */
TEST(import)
{
	if (strcmp(program_invocation_name, "amtsbote") == 0)
		import_main("submission");
}

static const int64_t SECOND = 1000, MINUTE = 60000, HOUR = 3600000, DAY = 86400000;

struct stage {
	char folder[64];
	struct portal portal;
	struct config *config;
	struct arena *arena;
	pid_t keys;
	int64_t begun_ms; /* of the downtime */
	int64_t back_ms;  /* when the portal is started again; INT64_MAX: never */
	int64_t end_ms;   /* when it was seen that all is done, 0: not yet */
	enum job_state want;
};

static const char *in(struct stage *s, const char *name)
{
	return arena_printf(s->arena, "%s/%s", s->folder, name);
}

static void start_keys(struct stage *s)
{
	struct err e = { 0 };

	CHECK_OK(keyring_create(in(s, "keys"), in(s, "state"), &e), e);
	s->keys = fork();
	if (s->keys == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(keys_serve(in(s, "keys"), in(s, "state/keys.sock"), -1, &e) ? 0 : 1);
	}
}

static void begin(struct stage *s, const char *deliver)
{
	struct err e = { 0 };
	FILE *f;

	*s = (struct stage){ .arena = arena_new() };
	strcpy(s->folder, "/tmp/amtsbote-away-XXXXXX");
	if (!CHECK(mkdtemp(s->folder) != NULL))
		abort();
	mkdir(in(s, "state"), 0700);
	mkdir(in(s, "state/recipes"), 0700);
	start_keys(s);
	portal_start(&s->portal, s->folder);
	f = fopen(in(s, "token"), "w");
	fchmod(fileno(f), 0600);
	fputs(PORTAL_TOKEN, f);
	fclose(f);
	f = fopen(in(s, "amtsbote.yaml"), "w");
	fprintf(f,
		"state: state\nkeys: keys\ndeliver: { %s }\n"
		"recipes:\n  - folder: %s/recipes/hundesteuer\n"
		"    config: { programm: p, datei: d, mandant: m }\n"
		"sources:\n  - { name: portal, url: 'http://127.0.0.1:%d', token_file: token }\n",
		deliver, getenv("AMTSBOTE_SOURCE_DIR"), s->portal.port);
	fclose(f);
	if (!CHECK_OK(config_load(in(s, "amtsbote.yaml"), &s->config, &e), e))
		abort();
	hands.stage = s;
	hands.waits = 0;
	CHECK(freopen(in(s, "log"), "a", stderr) != NULL); /* a line for every attempt in vain */
}

static void end(struct stage *s)
{
	struct err e = { 0 };
	struct journal_verdict verdict;

	hands.waited = NULL;
	CHECK_OK(journal_verify(in(s, "state/journal"), &verdict, &e), e);
	CHECK(verdict.good);
	kill(s->keys, SIGKILL);
	waitpid(s->keys, NULL, 0);
	portal_end(&s->portal);
	config_free(s->config);
	CHECK_OK(file_remove_tree(s->folder, &e), e);
	arena_free(s->arena);
}

/* count() - jobs in @state. */
static uint64_t count(struct stage *s, enum job_state state)
{
	CLEANUP(store_closep) struct store *store = NULL;
	uint64_t counts[JOB_STATES_N] = { 0 };
	struct err e = { 0 };

	if (CHECK_OK(store_open(in(s, "state/store.db"), &store, &e), e))
		CHECK_OK(store_counts(store, counts, &e), e);
	return counts[state];
}

/* lines() - of one kind in the journal. */
static int lines(struct stage *s, const char *kind)
{
	char word[64];
	int n = 0;
	size_t len;
	char *text;
	struct err e = { 0 };

	snprintf(word, sizeof word, "\"kind\":\"%s\"", kind);
	if (!CHECK_OK(file_read(in(s, "state/journal/000001.jsonl"), 64 << 20, &text, &len, &e), e))
		return -1;
	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		n++;
	free(text);
	return n;
}

/* run() - one loop until the script ends it by a signal, which then is used up. */
static void run(bool (*loop)(const struct config *, struct err *), struct stage *s)
{
	static const struct timespec at_once;
	struct err e = { 0 };
	sigset_t set;

	CHECK_OK(loop(s->config, &e), e);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	CHECK_EQ_INT(sigtimedwait(&set, NULL, &at_once), SIGTERM);
}

/* leave_at_rest() - the loop has done all there is. */
static void leave_at_rest(void *stage)
{
	(void)stage;
	raise(SIGTERM);
}

/* play() - the portal comes back when it is time; the loop ends when the job is where it should. */
static void play(void *stage)
{
	struct stage *s = stage;
	int64_t now_ms = clock_boot_ms() - s->begun_ms;

	if (now_ms >= s->back_ms && s->portal.pid == 0)
		portal_start(&s->portal, s->folder);
	if (s->portal.pid != 0 && count(s, s->want) == 1) {
		s->end_ms = now_ms;
		raise(SIGTERM);
	} else if (now_ms > s->back_ms + DAY) {
		raise(SIGTERM);
	}
}

static void go_away(struct stage *s, int64_t back_ms, enum job_state want)
{
	portal_kill(&s->portal);
	s->begun_ms = clock_boot_ms();
	s->back_ms = back_ms;
	s->want = want;
	hands.waits = 0;
	hands.waited = play;
}

TEST(an_answer_outlasts_an_hour_without_its_portal)
{
	struct stage s;

	begin(&s, "first_retry: 5s, longest_retry: 15m");
	portal_submit(&s.portal, "schlecht", "[", 1);
	hands.waited = leave_at_rest;
	run(intake_run, &s);
	CHECK_EQ_UINT(count(&s, JOB_RETURNED), 1);
	go_away(&s, HOUR, JOB_CLOSED);
	run(deliver_run, &s);
	int tries = lines(&s, "delivery_failed");
	printf("%d attempts in vain, delivered %lld s after the portal was back\n", tries,
	       (long long)(s.end_ms - HOUR) / SECOND);
	CHECK(tries >= 6 && tries <= 60);
	CHECK(s.end_ms >= HOUR && s.end_ms <= HOUR + 15 * MINUTE + 2 * SECOND);
	CHECK_EQ_INT(portal_count(&s.portal, "schlecht", "same_key"), 1);
	CHECK_EQ_INT(portal_count(&s.portal, "schlecht", "other_key"), 0);
	CHECK_EQ_INT(lines(&s, "delivered"), 1);
	end(&s);
}

TEST(a_submission_outlasts_an_hour_without_its_portal)
{
	struct stage s;

	begin(&s, "first_retry: 5s, longest_retry: 15m");
	portal_submit(&s.portal, "schlecht", "[", 1);
	go_away(&s, HOUR, JOB_RETURNED);
	run(intake_run, &s);
	printf("asked about %u times in vain, taken in %lld s after the portal was back\n",
	       hands.waits, (long long)(s.end_ms - HOUR) / SECOND);
	CHECK(hands.waits >= 10 && hands.waits <= 120);
	CHECK(s.end_ms >= HOUR && s.end_ms <= HOUR + 6 * MINUTE);
	CHECK_EQ_INT(portal_count(&s.portal, "schlecht", "acknowledgements"), 1);
	end(&s);
}

/* bury() - end when the answer is a dead letter. */
static void bury(void *stage)
{
	struct stage *s = stage;

	if (lines(s, "dead_letter") == 1) {
		s->end_ms = clock_boot_ms() - s->begun_ms;
		raise(SIGTERM);
	}
}

TEST(after_give_up_it_is_a_dead_letter_and_can_be_revived)
{
	struct stage s;
	struct err e = { 0 };
	struct store *store;
	const struct store_due none = { "resumed", "{}" };

	begin(&s, "first_retry: 5s, longest_retry: 15m, give_up: 12h");
	portal_submit(&s.portal, "schlecht", "[", 1);
	hands.waited = leave_at_rest;
	run(intake_run, &s);
	go_away(&s, INT64_MAX - DAY, JOB_CLOSED);
	hands.waited = bury;
	run(deliver_run, &s);
	printf("given up after %lld minutes\n", (long long)(s.end_ms / MINUTE));
	CHECK(s.end_ms > 8 * HOUR && s.end_ms < 16 * HOUR);
	CHECK_EQ_INT(lines(&s, "dead_letter"), 1);
	hands.waited = leave_at_rest;
	run(deliver_run, &s); /* nothing is tried any more */
	CHECK_EQ_INT(lines(&s, "dead_letter"), 1);
	CHECK_OK(store_open(in(&s, "state/store.db"), &store, &e), e);
	CHECK_OK(store_revive(store, 1, &none, &e), e);
	CHECK_OK(store_due_done(store, store_last_op(store), &e), e);
	store_close(store);
	go_away(&s, 0, JOB_CLOSED);
	run(deliver_run, &s);
	CHECK_EQ_INT(portal_count(&s.portal, "schlecht", "same_key"), 1);
	end(&s);
}
