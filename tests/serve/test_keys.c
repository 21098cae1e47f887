/* test_keys.c - the process that holds the keys: who may what, garbage, restarts under clients. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/keys.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "base/clock.h"
#include "logs/keyholder.h"
#include "logs/keyholder_wire.h"
#include "logs/keyring.h"
#include "tests/logs/ground.h"

/* One server in a child, and what it needs. */
struct stage {
	struct ground g;
	char keys[256], socket[256];
	pid_t pid;
	int lifeline; /* write end; closing it ends the server */
};

static void stage_serve(struct stage *s)
{
	int pipe_fds[2];

	CHECK(pipe(pipe_fds) == 0);
	s->pid = fork();
	if (s->pid == 0) {
		struct err e = { 0 };
		close(pipe_fds[1]);
		if (!keys_serve(s->keys, s->socket, pipe_fds[0], &e)) {
			printf("\t%s\n", e.msg);
			_exit(1);
		}
		_exit(0);
	}
	close(pipe_fds[0]);
	CHECK(fcntl(pipe_fds[1], F_SETFD, FD_CLOEXEC) == 0);
	s->lifeline = pipe_fds[1];
}

static void stage_init(struct stage *s)
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
	stage_serve(s);
}

/* stage_kill() - as a crash does. */
static void stage_kill(struct stage *s)
{
	int status;

	CHECK(kill(s->pid, SIGKILL) == 0 && waitpid(s->pid, &status, 0) == s->pid);
	close(s->lifeline);
}

/* stage_end() - by the lifeline; the exit code must be 0. */
static void stage_end(struct stage *s)
{
	int status;

	close(s->lifeline);
	CHECK(waitpid(s->pid, &status, 0) == s->pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	ground_remove(&s->g);
}

static struct keyholder *holder(struct stage *s, const char *role)
{
	struct keyholder *h = NULL;
	struct err e = { 0 };

	if (!CHECK_OK(keyholder_open(s->socket, role, &h, &e), e))
		abort();
	return h;
}

static bool same_key(const struct vault_key *a, const struct vault_key *b)
{
	return a && b && memcmp(vault_key_bytes(a), vault_key_bytes(b), VAULT_KEY_BYTES) == 0;
}

TEST(every_role_may_seal_and_only_some_may_open)
{
	static const struct {
		const char *role;
		bool opens;
	} roles[] = {
		{ "intake", false }, { "worker", true }, { "deliver", true }, { "cli", true }
	};
	struct stage s;

	stage_init(&s);
	EACH_CASE (r, roles) {
		CLEANUP(keyholder_closep) struct keyholder *h = holder(&s, r->role);
		CLEANUP(vault_key_freep) struct vault_key *key = NULL, *back = NULL;
		CLEANUP(buf_clear) struct buf wrapped = { 0 };
		uint8_t hash[VAULT_HASH_BYTES] = { 0 }, again[VAULT_HASH_BYTES];
		struct err e = { 0 };
		buf_init(&wrapped, KEYRING_WRAPPED_BYTES);
		CHECK_OK(keyholder_new_key(h, &key, &wrapped, &e), e);
		CHECK_OK(keyholder_index(h, "external", "4711", hash, &e), e);
		CHECK_OK(keyholder_index(h, "external", "4711", again, &e), e);
		CHECK_EQ_MEM(hash, again, sizeof hash);
		CHECK_OK(keyholder_index(h, "once", "4711", again, &e), e);
		CHECK(memcmp(hash, again, sizeof hash) != 0);
		if (r->opens) {
			CHECK_OK(keyholder_unwrap(h, wrapped.data, wrapped.len_bytes, &back, &e),
				 e);
			CHECK(same_key(key, back));
		} else {
			CHECK_ERR(keyholder_unwrap(h, wrapped.data, wrapped.len_bytes, &back, &e),
				  e, ERR_SEALED);
		}
		/* a refusal does not end the connection */
		CHECK_OK(keyholder_index(h, "external", "", hash, &e), e);
	}
	stage_end(&s);
}

TEST(the_answers_are_those_of_the_ring)
{
	struct stage s;

	stage_init(&s);
	CLEANUP(keyholder_closep) struct keyholder *h = holder(&s, "worker");
	CLEANUP(keyring_closep) struct keyring *ring = NULL;
	CLEANUP(vault_key_freep) struct vault_key *key = NULL, *back = NULL;
	CLEANUP(buf_clear) struct buf wrapped = { 0 };
	uint8_t hash[VAULT_HASH_BYTES], want[VAULT_HASH_BYTES];
	struct err e = { 0 };

	buf_init(&wrapped, KEYRING_WRAPPED_BYTES);
	CHECK_OK(keyholder_new_key(h, &key, &wrapped, &e), e);
	CHECK_OK(keyholder_index(h, "once", "DE02", hash, &e), e);
	CHECK_OK(keyring_open(s.keys, &ring, &e), e);
	CHECK_OK(keyring_unwrap(ring, wrapped.data, wrapped.len_bytes, &back, &e), e);
	CHECK(same_key(key, back));
	keyring_index(ring, "once", "DE02", 4, want);
	CHECK_EQ_MEM(hash, want, sizeof hash);
	/* the day is today's, or was a moment ago */
	char day[16];
	time_t now = time(NULL);
	struct tm tm;
	CHECK(gmtime_r(&now, &tm) && strftime(day, sizeof day, "%Y-%m-", &tm) > 0);
	CHECK(memcmp(wrapped.data + 1, day, strlen(day)) == 0 || tm.tm_mday == 1);
	wrapped.data[40] ^= 1;
	CHECK_ERR(keyholder_unwrap(h, wrapped.data, wrapped.len_bytes, &back, &e), e, ERR_SEALED);
	CHECK_ERR(keyholder_unwrap(h, "", 0, &back, &e), e, ERR_SEALED);
	stage_end(&s);
}

TEST(clients_go_on_after_a_restart)
{
	struct stage s;
	struct keyholder *held[8];
	struct err e = { 0 };
	uint8_t first[VAULT_HASH_BYTES], hash[VAULT_HASH_BYTES];

	stage_init(&s);
	for (size_t i = 0; i < 8; i++)
		held[i] = holder(&s, i % 2 ? "worker" : "intake");
	CHECK_OK(keyholder_index(held[0], "external", "x", first, &e), e);
	for (int round = 0; round < 5; round++) {
		stage_kill(&s);
		stage_serve(&s);
		for (size_t i = 0; i < 8; i++) {
			CHECK_OK(keyholder_index(held[i], "external", "x", hash, &e), e);
			CHECK_EQ_MEM(hash, first, sizeof hash);
		}
	}
	for (size_t i = 0; i < 8; i++)
		keyholder_close(held[i]);
	stage_end(&s);
}

TEST(a_client_that_comes_first_waits_for_the_server)
{
	struct stage s;
	struct err e = { 0 };
	int status;

	stage_init(&s);
	stage_kill(&s); /* leaves a socket nobody answers at */
	pid_t client = fork();
	if (client == 0) {
		struct keyholder *h = NULL;
		_exit(keyholder_open(s.socket, "worker", &h, &e) ? 0 : 1);
	}
	stage_serve(&s);
	CHECK(waitpid(client, &status, 0) == client && status == 0);
	stage_end(&s);
}

TEST(where_nobody_can_answer_is_an_error)
{
	struct ground g = ground_make();
	struct keyholder *h = NULL;
	struct err e = { 0 };
	char path[512];

	if (!fmt_into(path, sizeof path, "%s/not/there/keys.sock", g.folder))
		abort();
	CHECK_ERR(keyholder_open(path, "worker", &h, &e), e, ERR_IO);
	CHECK_ERR(keyholder_open(ground_path(&g, "keys.sock"), "boss", &h, &e), e, ERR_CONFIG);
	ground_remove(&g);
}

/* raw() - a connection of our own; what is sent over it is up to the test. */
static int raw(struct stage *s)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	struct keyholder_address a;
	struct timeval patience = { 5, 0 };
	struct err e = { 0 };

	CHECK_OK(keyholder_address(s->socket, "", &a, &e), e);
	CHECK(connect(fd, (struct sockaddr *)&a.storage, a.len) == 0);
	CHECK(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
	close(a.folder_fd);
	return fd;
}

/* status_of() - the status of the answer to @len bytes; -1: the connection just ended. */
static int status_of(int fd, const void *bytes, size_t len)
{
	uint8_t answer[KEYHOLDER_PACKET_BYTES];
	struct keyholder_packet p;

	if (send(fd, bytes, len, MSG_NOSIGNAL) != (ssize_t)len)
		return -1;
	ssize_t n = recv(fd, answer, sizeof answer, 0);
	return n > 0 && keyholder_packet_read(answer, (size_t)n, &p) ? p.code : -1;
}

TEST(garbage_ends_its_own_connection_and_no_other)
{
	static const struct {
		const char *bytes;
		size_t len;
	} packets[] = {
		{ "x", 1 },
		{ "GET / HTTP/1.1\r\n\r\n", 18 },
		{ "ABK\1\0\2\0\0\0\0\0\0", 12 },    /* no such verb */
		{ "ABK\1\x8\2\0\0\0\0\0\0", 12 },   /* neither */
		{ "ABK\1\6\4\0\0\0\0\0\0", 12 },    /* rewrap names a day key */
		{ "ABK\1\7\4\0\1\0\0\0\0x", 13 },   /* forget likewise */
		{ "ABK\1\4\4\0\1\0\0\0\0x", 13 },   /* a checkpoint needs no part */
		{ "ABK\1\1\0\0\0\0\0\0\0", 12 },    /* nobody asks */
		{ "ABK\1\1\5\0\0\0\0\0\0", 12 },    /* nor does a fifth role */
		{ "ABK\1\1\2\0\1\0\0\0\0x", 13 },   /* a new key needs no part */
		{ "ABK\1\2\2\0\0\0\1\0\0x", 13 },   /* unwrap has no second part */
		{ "ABK\1\3\2\0\0\0\1\0\0x", 13 },   /* index without a domain */
		{ "ABK\1\3\2\0\2\0\0\0\0a\0", 14 }, /* a domain with NUL */
		{ "ABK\1\3\2\0\x21\0\0\0\0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 45 }, /* too long */
	};
	static uint8_t much[100000] = "ABK\1\3\2\0\1";
	struct stage s;
	struct err e = { 0 };
	uint8_t hash[VAULT_HASH_BYTES];

	stage_init(&s);
	struct keyholder *h = holder(&s, "worker");
	EACH_CASE (p, packets) {
		int fd = raw(&s);
		CHECK_EQ_INT(status_of(fd, p->bytes, p->len), KEYHOLDER_MALFORMED);
		CHECK(recv(fd, hash, sizeof hash, 0) == 0);
		close(fd);
	}
	int fd = raw(&s);
	CHECK_EQ_INT(status_of(fd, much, sizeof much), KEYHOLDER_MALFORMED);
	close(fd);
	for (int round = 0; round < 500; round++) {
		uint8_t bytes[64] = "ABK\1";
		size_t len = 1 + check_random() % sizeof bytes;
		for (size_t i = check_random() % 12; i < len; i++)
			bytes[i] = (uint8_t)check_random();
		fd = raw(&s);
		(void)send(fd, bytes, len, MSG_NOSIGNAL);
		close(fd); /* without waiting for the answer */
	}
	CHECK_OK(keyholder_index(h, "external", "x", hash, &e), e);
	keyholder_close(h);
	stage_end(&s);
}

TEST(more_clients_than_seats_wait_for_one)
{
	struct stage s;
	int idle[200];
	uint8_t hash[VAULT_HASH_BYTES];
	struct err e = { 0 };

	stage_init(&s);
	struct keyholder *h = holder(&s, "worker");
	CHECK_OK(keyholder_index(h, "external", "x", hash, &e), e);
	for (int i = 0; i < 200; i++)
		idle[i] = raw(&s);
	CHECK_OK(keyholder_index(h, "external", "x", hash, &e), e);
	for (int i = 0; i < 200; i++)
		close(idle[i]);
	struct keyholder *late = holder(&s, "worker");
	CHECK_OK(keyholder_index(late, "external", "x", hash, &e), e);
	keyholder_close(late);
	keyholder_close(h);
	stage_end(&s);
}

TEST(a_client_that_never_reads_stops_nobody)
{
	static const char ask[] = "ABK\1\1\2\0\0\0\0\0"; /* and its NUL: a new key */
	struct stage s;
	uint8_t hash[VAULT_HASH_BYTES];
	struct err e = { 0 };

	stage_init(&s);
	struct keyholder *h = holder(&s, "worker");
	int fd = raw(&s);
	struct timeval moment = { 0, 100000 };
	CHECK(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &moment, sizeof moment) == 0);
	int sent = 0;
	while (sent < 10000 && send(fd, ask, 12, MSG_NOSIGNAL) == 12)
		sent++;
	CHECK(sent > 10 && sent < 10000); /* it was thrown out, or its questions wait */
	CHECK_OK(keyholder_index(h, "external", "x", hash, &e), e);
	close(fd);
	keyholder_close(h);
	stage_end(&s);
}

TEST(the_socket_is_private_and_the_process_cannot_be_looked_into)
{
	struct stage s;
	struct stat st;
	char path[64];

	stage_init(&s);
	keyholder_close(holder(&s, "cli"));
	CHECK(stat(s.socket, &st) == 0 && S_ISSOCK(st.st_mode) && (st.st_mode & 0777) == 0600);
	CHECK(!ground_has(&s.g, "state/keys.sock.new"));
	/* Undumpable: its /proc files belong to root, and root is told by the limits. */
	CHECK(fmt_into(path, sizeof path, "/proc/%d/limits", (int)s.pid));
	FILE *f = fopen(path, "r");
	char line[256];
	bool none = false;
	while (f && fgets(line, sizeof line, f))
		none |= strstr(line, "Max core file size        0                    0 ") != NULL;
	CHECK(none);
	if (f)
		fclose(f);
	stage_end(&s);
}

/* run_as_nobody() - everything above must work without root's rights; exit code of @work. */
static int run_as_nobody(int (*work)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(setgid(65534) == 0 && setuid(65534) == 0 ? work() : 99);
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int seal_and_open(void)
{
	struct stage s;

	/* Becoming another user has made us undumpable; the server is to do that itself. */
	CHECK(prctl(PR_SET_DUMPABLE, 1) == 0);
	stage_init(&s);
	struct keyholder *h = holder(&s, "worker");
	struct vault_key *key = NULL, *back = NULL;
	struct buf wrapped;
	struct err e = { 0 };
	char path[64];
	buf_init(&wrapped, KEYRING_WRAPPED_BYTES);
	bool good = keyholder_new_key(h, &key, &wrapped, &e) &&
		    keyholder_unwrap(h, wrapped.data, wrapped.len_bytes, &back, &e) &&
		    same_key(key, back);
	/* Not even its own user may read the memory of an undumpable process. */
	CHECK(fmt_into(path, sizeof path, "/proc/%d/mem", (int)s.pid));
	int fd = open(path, O_RDONLY);
	good = good && fd < 0;
	stage_end(&s);
	return good ? 0 : 1;
}

TEST(it_works_without_privileges_and_cannot_be_read_by_its_own_user)
{
	if (geteuid() != 0) {
		CHECK_EQ_INT(seal_and_open(), 0);
		return;
	}
	CHECK_EQ_INT(run_as_nobody(seal_and_open), 0);
}

static const char *foreign_socket; /* for try_foreign(), across the fork */

static int try_foreign(void)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	uint8_t answer[64];

	snprintf(un.sun_path, sizeof un.sun_path, "%s", foreign_socket);
	if (connect(fd, (struct sockaddr *)&un, sizeof un) != 0)
		return 2; /* the mode keeps it out */
	if (send(fd, "ABK\1\1\2\0\0\0\0\0", 12, MSG_NOSIGNAL) != 12)
		return 0;
	return recv(fd, answer, sizeof answer, 0) > 0 ? 1 : 0;
}

TEST(another_user_is_not_heard)
{
	struct stage s;

	if (geteuid() != 0)
		SKIP("only root can become another user");
	stage_init(&s);
	keyholder_close(holder(&s, "cli"));
	foreign_socket = s.socket;
	CHECK(chmod(s.g.folder, 0755) == 0 && chmod(ground_path(&s.g, "state"), 0755) == 0);
	CHECK_EQ_INT(run_as_nobody(try_foreign), 2);
	CHECK(chmod(s.socket, 0666) == 0); /* should the mode fail one day */
	CHECK_EQ_INT(run_as_nobody(try_foreign), 0);
	stage_end(&s);
}

/* serve_code() - of keys_serve() in a child: it changes what the process may do for good. */
static enum err_code serve_code(const char *keys, const char *socket)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct err e = { 0 };
		_exit(keys_serve(keys, socket, -1, &e) ? 0 : (int)e.code);
	}
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	return (enum err_code)WEXITSTATUS(status);
}

TEST(it_ends_with_its_lifeline_and_says_what_hinders_it)
{
	struct stage s;

	stage_init(&s);
	keyholder_close(holder(&s, "cli"));
	CHECK(write(s.lifeline, "still there", 11) == 11); /* bytes mean nothing */
	keyholder_close(holder(&s, "cli"));
	CHECK(kill(s.pid, 0) == 0);
	CHECK_EQ_INT(serve_code(s.g.folder, s.socket), ERR_CONFIG);
	CHECK_EQ_INT(serve_code(s.keys, "/nowhere/keys.sock"), ERR_IO);
	stage_end(&s);
}
