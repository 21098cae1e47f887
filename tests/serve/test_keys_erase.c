/* test_keys_erase.c - asking `keys` to take a day key away: who may, in what order, over deaths. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/keys.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "base/clock.h"
#include "logs/keyholder.h"
#include "logs/keyholder_wire.h"
#include "logs/keyring.h"
#include "tests/logs/ground.h"

enum { COPY_DAYS = 7, DAY_MS = 86400000 };

/* One server in a child, keeping copies, and a client that may erase. */
struct stage {
	struct ground g;
	char keys[256], socket[256];
	pid_t pid;
	int lifeline;
	struct keyholder *h; /* owned */
};

static void serve(struct stage *s, const char *point)
{
	int pipe_fds[2];

	CHECK(pipe(pipe_fds) == 0);
	s->pid = fork();
	if (s->pid == 0) {
		const struct keys_options o = { .folder = s->keys,
						.socket = s->socket,
						.lifeline_fd = pipe_fds[0],
						.copy_days = COPY_DAYS };
		struct err e = { 0 };
		close(pipe_fds[1]);
		setenv("AMTSBOTE_POINT", point, 1);
		setenv("AMTSBOTE_POINT_DIR", s->g.folder, 1);
		if (!keys_serve_all(&o, &e))
			printf("\t%s\n", e.msg);
		_exit(e.code == ERR_NONE ? 0 : 1);
	}
	close(pipe_fds[0]);
	CHECK(fcntl(pipe_fds[1], F_SETFD, FD_CLOEXEC) == 0);
	s->lifeline = pipe_fds[1];
}

static struct keyholder *holder(struct stage *s, const char *role)
{
	struct keyholder *h = NULL;
	struct err e = { 0 };

	if (!CHECK_OK(keyholder_open(s->socket, role, &h, &e), e))
		abort();
	return h;
}

static void stage_init(struct stage *s, const char *point)
{
	char state[256];
	struct err e = { 0 };

	*s = (struct stage){ .g = ground_make() };
	if (!fmt_into(s->keys, sizeof s->keys, "%s/keys", s->g.folder) ||
	    !fmt_into(state, sizeof state, "%s/state", s->g.folder) ||
	    !fmt_into(s->socket, sizeof s->socket, "%s/state/keys.sock", s->g.folder))
		abort();
	CHECK(mkdir(state, 0700) == 0);
	CHECK_OK(keyring_create(s->keys, state, &e), e);
	serve(s, point);
	s->h = holder(s, "cli");
}

/* stage_wait() - the server's end; its signal, or 0 if it ended well. */
static int stage_wait(struct stage *s)
{
	int status;

	close(s->lifeline);
	CHECK(waitpid(s->pid, &status, 0) == s->pid);
	CHECK(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void stage_clear(struct stage *s)
{
	keyholder_close(s->h);
	CHECK_EQ_INT(stage_wait(s), 0);
	ground_remove(&s->g);
}

/* make_keys() - @n job keys of today, one behind the other; the first one's plain bytes. */
static void make_keys(struct stage *s, size_t n, struct buf *out, struct vault_key **ret_first)
{
	struct err e = { 0 };

	buf_init(out, n * KEYRING_FORM_BYTES);
	for (size_t i = 0; i < n; i++) {
		struct vault_key *key = NULL;
		CHECK_OK(keyholder_new_key(s->h, &key, out, &e), e);
		if (i == 0)
			*ret_first = key;
		else
			vault_key_free(key);
	}
}

static bool opens(struct keyholder *h, const struct buf *forms, size_t i,
		  const struct vault_key *key)
{
	CLEANUP(vault_key_freep) struct vault_key *back = NULL;
	struct err e = { 0 };

	if (!keyholder_unwrap(h, forms->data + i * KEYRING_FORM_BYTES, KEYRING_FORM_BYTES, &back,
			      &e))
		return !CHECK_EQ_INT(e.code, ERR_SEALED);
	return !key || memcmp(vault_key_bytes(back), vault_key_bytes(key), VAULT_KEY_BYTES) == 0;
}

TEST(only_who_may_erase_does)
{
	static const struct {
		const char *role;
		bool erases;
	} roles[] = {
		{ "intake", false }, { "worker", false }, { "deliver", true }, { "cli", true }
	};

	EACH_CASE (r, roles) {
		struct stage s;
		CLEANUP(buf_clear) struct buf forms = { 0 }, fresh = { 0 };
		CLEANUP(vault_key_freep) struct vault_key *first = NULL;
		struct err e = { 0 };
		int64_t final_ms = 0;
		stage_init(&s, "");
		make_keys(&s, 2, &forms, &first);
		buf_init(&fresh, forms.room_bytes);
		CLEANUP(keyholder_closep) struct keyholder *h = holder(&s, r->role);
		bool wrapped = keyholder_rewrap(h, forms.data, forms.data, 2, &fresh, &e);
		CHECK_EQ_INT(e.code, r->erases ? ERR_NONE : ERR_SEALED);
		err_clear(&e);
		bool forgot = keyholder_forget(h, forms.data, &final_ms, &e);
		CHECK_EQ_INT(e.code, r->erases ? ERR_NONE : ERR_SEALED);
		CHECK(wrapped == r->erases && forgot == r->erases);
		CHECK(opens(s.h, &forms, 0, first) == !r->erases);
		CHECK(!r->erases || opens(s.h, &fresh, 0, first));
		stage_clear(&s);
	}
}

TEST(a_full_batch_of_one_day_key_and_no_other)
{
	struct stage s;
	CLEANUP(buf_clear) struct buf forms = { 0 }, fresh = { 0 };
	CLEANUP(vault_key_freep) struct vault_key *first = NULL;
	struct err e = { 0 };
	int64_t final_ms = -1;

	stage_init(&s, "");
	make_keys(&s, KEYHOLDER_REWRAP_MAX, &forms, &first);
	buf_init(&fresh, forms.len_bytes);
	/* Keys are still made under it. */
	CHECK_ERR(keyholder_forget(s.h, forms.data, &final_ms, &e), e, ERR_SEALED);
	CHECK_OK(keyholder_rewrap(s.h, forms.data, forms.data, 0, &fresh, &e), e);
	CHECK_EQ_UINT(fresh.len_bytes, 0);
	CHECK_OK(keyholder_rewrap(s.h, forms.data, forms.data, KEYHOLDER_REWRAP_MAX, &fresh, &e),
		 e);
	CHECK(opens(s.h, &fresh, 0, first) && opens(s.h, &fresh, KEYHOLDER_REWRAP_MAX - 1, NULL));
	CHECK(memcmp(fresh.data, forms.data, KEYRING_NAME_BYTES) != 0);
	/* One of another day key among them: nothing is answered. */
	struct buf none = { 0 };
	buf_init(&none, forms.len_bytes);
	CHECK_ERR(keyholder_rewrap(s.h, fresh.data, forms.data, 1, &none, &e), e, ERR_SEALED);
	CHECK_EQ_UINT(none.len_bytes, 0);
	buf_clear(&none);
	CHECK_OK(keyholder_forget(s.h, forms.data, &final_ms, &e), e);
	CHECK_EQ_INT(final_ms, 0); /* today's copy has followed, and there is no older one */
	CHECK(!opens(s.h, &forms, 1, NULL) && opens(s.h, &fresh, 0, first));
	stage_clear(&s);
}

/* day_text() - "2026-11-24", @back days before now. */
static const char *day_text(int back, char into[16])
{
	time_t t = (time_t)(clock_utc_ms() / 1000) - (time_t)back * 86400;
	struct tm tm;

	CHECK(gmtime_r(&t, &tm) && strftime(into, 16, "%Y-%m-%d", &tm) > 0);
	return into;
}

TEST(the_end_of_a_key_is_that_of_its_last_copy)
{
	struct stage s;
	CLEANUP(buf_clear) struct buf forms = { 0 }, fresh = { 0 };
	CLEANUP(vault_key_freep) struct vault_key *first = NULL;
	struct err e = { 0 };
	char from[320], to[320], day[16];
	int64_t final_ms = -1;

	stage_init(&s, "");
	make_keys(&s, 1, &forms, &first);
	buf_init(&fresh, forms.len_bytes);
	/* The copy is made behind the answer: the next answer comes after it. */
	CHECK(opens(s.h, &forms, 0, first));
	CHECK(fmt_into(from, sizeof from, "%s/ring-%s", s.keys, day_text(0, day)));
	CHECK(fmt_into(to, sizeof to, "%s/ring-%s", s.keys, day_text(2, day)));
	int64_t today = clock_utc_ms() / DAY_MS;
	CHECK(rename(from, to) == 0); /* as if it were two days old */
	CHECK_OK(keyholder_rewrap(s.h, forms.data, forms.data, 1, &fresh, &e), e);
	CHECK_OK(keyholder_forget(s.h, forms.data, &final_ms, &e), e);
	CHECK_EQ_INT(final_ms / DAY_MS, today - 2 + COPY_DAYS);
	CHECK_EQ_INT(final_ms % DAY_MS, 0);
	/* Said again it is the same; and a copy whose time has come goes with the next start. */
	CHECK_OK(keyholder_forget(s.h, forms.data, &final_ms, &e), e);
	CHECK_EQ_INT(final_ms / DAY_MS, today - 2 + COPY_DAYS);
	CHECK_EQ_INT(stage_wait(&s), 0);
	CHECK(fmt_into(from, sizeof from, "%s/ring-%s", s.keys, day_text(COPY_DAYS, day)));
	CHECK(rename(to, from) == 0);
	serve(&s, "");
	CHECK_OK(keyholder_forget(s.h, forms.data, &final_ms, &e), e);
	CHECK_EQ_INT(final_ms, 0);
	CHECK(access(from, F_OK) != 0);
	stage_clear(&s);
}

TEST(who_asks_goes_on_when_keys_is_killed_in_between)
{
	static const char *const points[] = { "keys-rewrapped", "keys-forgot" };

	EACH_CASE (point, points) {
		struct stage s;
		CLEANUP(buf_clear) struct buf forms = { 0 }, fresh = { 0 };
		CLEANUP(vault_key_freep) struct vault_key *first = NULL;
		struct err e = { 0 };
		char kill_it[40];
		int64_t final_ms;
		CHECK(fmt_into(kill_it, sizeof kill_it, "%s=kill", *point));
		stage_init(&s, kill_it);
		make_keys(&s, 3, &forms, &first);
		buf_init(&fresh, forms.room_bytes);
		pid_t starter = fork();
		if (starter == 0) { /* as the supervisor does, when it ended */
			struct pollfd end = { .fd = (int)syscall(SYS_pidfd_open, s.pid, 0),
					      .events = POLLIN };
			CHECK(poll(&end, 1, -1) == 1);
			const struct keys_options o = { .folder = s.keys,
							.socket = s.socket,
							.lifeline_fd = -1 };
			_exit(keys_serve_all(&o, &e) ? 0 : 1);
		}
		CHECK_OK(keyholder_rewrap(s.h, forms.data, forms.data, 3, &fresh, &e), e);
		CHECK_OK(keyholder_forget(s.h, forms.data, &final_ms, &e), e);
		CHECK(opens(s.h, &fresh, 0, first) && !opens(s.h, &forms, 0, NULL));
		CHECK_EQ_INT(stage_wait(&s), SIGKILL);
		CHECK(kill(starter, SIGKILL) == 0 && waitpid(starter, NULL, 0) == starter);
		keyholder_close(s.h);
		ground_remove(&s.g);
	}
}
