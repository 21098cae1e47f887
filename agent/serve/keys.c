/* keys.c - the process `keys`: a poll loop over those who ask. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include "agent/serve/notary.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/keyholder_wire.h"
#include "logs/keyring.h"
#include "logs/locked.h"

/* CLIENTS_MAX: 64 workers, intake, deliver, some people; more wait until one leaves. */
enum {
	CLIENTS_MAX = 128,
	DAY_BYTES = 11,
	AT_LIFELINE = 0,
	AT_LISTENER = 1,
	AT_SIGNALS = 2,
	AT_CLIENTS = 3
};

/* COPY_LOOK_MS: how late a new day is noticed by who keeps copies of the ring. */
enum { COPY_LOOK_MS = 600000 };

struct server {
	struct keyring *ring;  /* owned */
	struct notary *notary; /* owned; NULL: signs nothing */
	unsigned copy_days;
	struct deadline copy_again;                     /* after a failure: not before */
	struct pollfd polled[AT_CLIENTS + CLIENTS_MAX]; /* lifeline borrowed, others owned */
	nfds_t n_polled;
	uint8_t *question; /* owned, locked: KEYHOLDER_PACKET_BYTES and one to see what is longer */
	uint8_t *answer;   /* owned, locked: KEYHOLDER_PACKET_BYTES */
};

static void server_clear(struct server *s)
{
	for (nfds_t i = AT_LISTENER; i < s->n_polled; i++)
		close_fdp(&s->polled[i].fd);
	keyring_close(s->ring);
	notary_free(s->notary);
	locked_free(s->question);
	locked_free(s->answer);
}

/* ---- answers */

/* utc_day() - today's, "2026-11-23". */
static bool utc_day(char ret_day[DAY_BYTES], struct err *e)
{
	time_t now = (time_t)(clock_utc_ms() / 1000);
	struct tm tm;

	if (gmtime_r(&now, &tm) && fmt_into(ret_day, DAY_BYTES, "%04d-%02d-%02d", tm.tm_year + 1900,
					    tm.tm_mon + 1, tm.tm_mday))
		return true;
	return err_set(e, ERR_IO, "the clock shows no usable day");
}

/* copy_ring() - the copies beside the ring, as they are to be today. */
static bool copy_ring(struct server *s, struct err *e)
{
	char today[DAY_BYTES];

	return utc_day(today, e) && keyring_keep_copies(s->ring, today, s->copy_days, e);
}

/* keep_copies() - a failure is said and tried again later: nobody's work waits for a copy. */
static void keep_copies(struct server *s)
{
	struct err e = { 0 };

	if (!deadline_over(s->copy_again) || copy_ring(s, &e))
		return;
	(void)fprintf(stderr, "amtsbote keys: %s\n", e.msg);
	s->copy_again = deadline_in(COPY_LOOK_MS);
}

static size_t answer_failure(struct server *s, enum keyholder_status status, const char *text)
{
	struct keyholder_packet a = { .code = (uint8_t)status, .part = { { text, strlen(text) } } };

	return keyholder_packet_write(&a, s->answer);
}

static size_t answer_error(struct server *s, const struct err *e)
{
	return answer_failure(s, e->code == ERR_SEALED ? KEYHOLDER_SEALED : KEYHOLDER_FAILED,
			      e->msg);
}

static size_t answer_key(struct server *s, const struct vault_key *key, const struct buf *wrapped)
{
	struct keyholder_packet a = { .code = KEYHOLDER_OK };

	a.part[0].data = vault_key_bytes(key);
	a.part[0].len = VAULT_KEY_BYTES;
	if (wrapped) {
		a.part[1].data = wrapped->data;
		a.part[1].len = wrapped->len_bytes;
	}
	return keyholder_packet_write(&a, s->answer);
}

static size_t answer_new_key(struct server *s, const struct keyholder_packet *q)
{
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	CLEANUP(buf_clear) struct buf wrapped = { 0 };
	char day[DAY_BYTES];
	struct err e = { 0 };

	if (q->part[0].len || q->part[1].len)
		return 0;
	buf_init(&wrapped, KEYRING_WRAPPED_BYTES);
	if (!utc_day(day, &e) || !keyring_new_key(s->ring, day, &key, &wrapped, &e))
		return answer_error(s, &e);
	fault_point("keys-new");
	return answer_key(s, key, &wrapped);
}

static size_t answer_unwrap(struct server *s, const struct keyholder_packet *q)
{
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	struct err e = { 0 };

	if (q->part[1].len)
		return 0;
	if (!keyholder_role_opens(q->role))
		return answer_failure(s, KEYHOLDER_REFUSED, "this role may not open anything");
	if (!keyring_unwrap(s->ring, q->part[0].data, q->part[0].len, &key, &e))
		return answer_error(s, &e);
	fault_point("keys-unwrap");
	return answer_key(s, key, NULL);
}

static size_t answer_index(struct server *s, const struct keyholder_packet *q)
{
	char domain[KEYHOLDER_DOMAIN_BYTES + 1] = "";
	uint8_t hash[VAULT_HASH_BYTES];
	struct keyholder_packet a = { .code = KEYHOLDER_OK, .part = { { hash, sizeof hash } } };

	if (q->part[0].len == 0 || q->part[0].len > KEYHOLDER_DOMAIN_BYTES ||
	    memchr(q->part[0].data, 0, q->part[0].len))
		return 0;
	memcpy(domain, q->part[0].data, q->part[0].len);
	keyring_index(s->ring, domain, q->part[1].data, q->part[1].len, hash);
	return keyholder_packet_write(&a, s->answer);
}

/* answer_checkpoint() - one now, or a fresh key; the answer is the public key. */
static size_t answer_checkpoint(struct server *s, const struct keyholder_packet *q)
{
	struct keyholder_packet a = { .code = KEYHOLDER_OK };
	bool renew = q->code == KEYHOLDER_RENEW;
	struct err e = { 0 };

	if (q->part[0].len || q->part[1].len)
		return 0;
	if (q->role != KEYHOLDER_CLI)
		return answer_failure(s, KEYHOLDER_REFUSED, "this role may not have things signed");
	if (!s->notary)
		return answer_failure(s, KEYHOLDER_FAILED, "started without a journal");
	if (!notary_now(s->notary, renew, &e))
		return answer_error(s, &e);
	a.part[0].data = notary_verifier(s->notary)->key;
	a.part[0].len = VERIFIER_KEY_BYTES;
	return keyholder_packet_write(&a, s->answer);
}

/* is_erasing() - may this role ask so, of a day key that it names? Else *ret_len of answer. */
static bool is_erasing(struct server *s, const struct keyholder_packet *q, size_t *ret_len)
{
	*ret_len = 0;
	if (q->part[0].len != KEYRING_NAME_BYTES)
		return false;
	if (keyholder_role_erases(q->role))
		return true;
	*ret_len = answer_failure(s, KEYHOLDER_REFUSED, "this role may not erase anything");
	return false;
}

/* rewrap_all() - part 1 of @q, each of the day key in part 0. */
static bool rewrap_all(struct server *s, const struct keyholder_packet *q, struct buf *out,
		       struct err *e)
{
	const uint8_t *name = q->part[0].data, *from = q->part[1].data;

	if (!keyring_succeed(s->ring, name, e))
		return false;
	for (size_t at = 0; at < q->part[1].len; at += KEYRING_FORM_BYTES) {
		if (memcmp(from + at, name, KEYRING_NAME_BYTES) != 0)
			return err_set(e, ERR_SEALED, "a wrapped key of another day key");
		if (!keyring_rewrap(s->ring, from + at, KEYRING_FORM_BYTES, out, e))
			return false;
	}
	return true;
}

static size_t answer_rewrap(struct server *s, const struct keyholder_packet *q)
{
	struct keyholder_packet a = { .code = KEYHOLDER_OK };
	CLEANUP(buf_clear) struct buf out = { 0 };
	struct err e = { 0 };
	size_t len;

	if (q->part[1].len % KEYRING_FORM_BYTES != 0 ||
	    q->part[1].len > KEYHOLDER_REWRAP_MAX * KEYRING_FORM_BYTES)
		return 0;
	if (!is_erasing(s, q, &len))
		return len;
	buf_init(&out, KEYHOLDER_PACKET_BYTES);
	if (!rewrap_all(s, q, &out, &e))
		return answer_error(s, &e);
	fault_point("keys-rewrapped");
	a.part[0].data = out.data;
	a.part[0].len = out.len_bytes;
	return keyholder_packet_write(&a, s->answer);
}

static size_t answer_forget(struct server *s, const struct keyholder_packet *q)
{
	uint8_t out[8];
	struct keyholder_packet a = { .code = KEYHOLDER_OK, .part = { { out, sizeof out } } };
	int64_t final_ms = 0;
	struct err e = { 0 };
	size_t len = 0;

	if (q->part[1].len || !is_erasing(s, q, &len))
		return len;
	if (!keyring_forget(s->ring, q->part[0].data, &e))
		return answer_error(s, &e);
	fault_point("keys-forgot");
	/* Today's copy is to be as the ring is now: the fewer hold the key, the sooner it ends. */
	if (!copy_ring(s, &e) ||
	    !keyring_copies_end(s->ring, q->part[0].data, s->copy_days, &final_ms, &e))
		return answer_error(s, &e);
	for (size_t i = 0; i < sizeof out; i++)
		out[i] = (uint8_t)((uint64_t)final_ms >> (56 - 8 * i));
	return keyholder_packet_write(&a, s->answer);
}

/* answer() - its length in s->answer; 0: this was no question, the connection is to end. */
static size_t answer(struct server *s, size_t len)
{
	struct keyholder_packet q;

	if (!keyholder_packet_read(s->question, len, &q) || q.role == KEYHOLDER_NOBODY ||
	    q.role >= KEYHOLDER_ROLES_END)
		return 0;
	switch (q.code) {
	case KEYHOLDER_NEW_KEY: return answer_new_key(s, &q);
	case KEYHOLDER_UNWRAP: return answer_unwrap(s, &q);
	case KEYHOLDER_INDEX: return answer_index(s, &q);
	case KEYHOLDER_CHECKPOINT:
	case KEYHOLDER_RENEW: return answer_checkpoint(s, &q);
	case KEYHOLDER_REWRAP: return answer_rewrap(s, &q);
	case KEYHOLDER_FORGET: return answer_forget(s, &q);
	default: return 0;
	}
}

/* ---- clients */

/* serve_client() - one question; false: the connection is over. Nobody is waited for. */
static bool serve_client(struct server *s, int fd)
{
	ssize_t n = recv(fd, s->question, KEYHOLDER_PACKET_BYTES + 1, MSG_DONTWAIT);

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	if (n == 0)
		return false;
	size_t len = answer(s, (size_t)n);
	bool good = len > 0;
	if (!good)
		len = answer_failure(s, KEYHOLDER_MALFORMED, "this is no question");
	ssize_t sent = send(fd, s->answer, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	mem_wipe(s->question, KEYHOLDER_PACKET_BYTES + 1);
	mem_wipe(s->answer, KEYHOLDER_PACKET_BYTES);
	return good && sent == (ssize_t)len;
}

static bool is_ours(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof peer;

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	       (peer.uid == geteuid() || peer.uid == 0);
}

static void accept_client(struct server *s)
{
	CLEANUP(close_fdp) int fd = accept4(s->polled[AT_LISTENER].fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0 || !is_ours(fd) || s->n_polled == AT_CLIENTS + CLIENTS_MAX)
		return;
	s->polled[s->n_polled++] = (struct pollfd){ .fd = fd, .events = POLLIN };
	fd = -1;
}

static void serve_clients(struct server *s)
{
	for (nfds_t i = s->n_polled; i-- > AT_CLIENTS;) {
		if (s->polled[i].revents == 0 || serve_client(s, s->polled[i].fd))
			continue;
		close_fdp(&s->polled[i].fd);
		s->polled[i] = s->polled[--s->n_polled];
	}
}

/* ended() - has the lifeline reached its end? Bytes in it mean nothing. */
static bool ended(struct pollfd *lifeline)
{
	char nothing[64];

	if (lifeline->revents == 0)
		return false;
	ssize_t n = read(lifeline->fd, nothing, sizeof nothing);
	return n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN);
}

/* ---- the loop */

/* listen_at() - the socket gets its name once it listens, over that of a dead process. */
static bool listen_at(const char *path, int *ret_fd, struct err *e)
{
	CLEANUP(close_fdp)
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct keyholder_address fresh, final;

	if (fd < 0)
		return err_set(e, ERR_IO, "socket: %s", strerror(errno));
	if (!keyholder_address(path, ".new", &fresh, e))
		return false;
	CLEANUP(close_fdp) int fresh_fd = fresh.folder_fd;
	if (!keyholder_address(path, "", &final, e))
		return false;
	CLEANUP(close_fdp) int final_fd = final.folder_fd;
	const char *from = ((const struct sockaddr_un *)&fresh.storage)->sun_path;
	const char *to = ((const struct sockaddr_un *)&final.storage)->sun_path;
	(void)unlink(from); /* as a rule there is none */
	mode_t mask = umask(0177);
	bool bound = bind(fd, (const struct sockaddr *)&fresh.storage, fresh.len) == 0;
	(void)umask(mask); /* cannot fail */
	if (!bound || listen(fd, CLIENTS_MAX) != 0 || rename(from, to) != 0)
		return err_set(e, ERR_IO, "listen at '%s': %s", path, strerror(errno));
	*ret_fd = fd;
	fd = -1;
	return true;
}

static bool close_door(struct err *e)
{
	const struct rlimit no_core = { 0, 0 };

	if (prctl(PR_SET_DUMPABLE, 0) == 0 && setrlimit(RLIMIT_CORE, &no_core) == 0)
		return true;
	return err_set(e, ERR_IO, "cannot become undumpable: %s", strerror(errno));
}

static bool server_init(struct server *s, const char *folder, const char *socket, struct err *e)
{
	void *memory;

	if (!close_door(e) || !keyring_open(folder, &s->ring, e))
		return false;
	if (!locked_new(KEYHOLDER_PACKET_BYTES + 1, &memory, e))
		return false;
	s->question = memory;
	if (!locked_new(KEYHOLDER_PACKET_BYTES, &memory, e))
		return false;
	s->answer = memory;
	s->polled[AT_LIFELINE] = (struct pollfd){ .fd = -1, .events = POLLIN };
	s->polled[AT_LISTENER] = (struct pollfd){ .fd = -1, .events = POLLIN };
	s->polled[AT_SIGNALS] = (struct pollfd){ .fd = -1, .events = POLLIN };
	if (!listen_at(socket, &s->polled[AT_LISTENER].fd, e))
		return false;
	s->n_polled = AT_CLIENTS;
	return true;
}

/* catch_signals() - SIGTERM is not to end us before the last checkpoint. */
static bool catch_signals(struct server *s, struct err *e)
{
	sigset_t set;

	(void)sigemptyset(&set); /* these two cannot fail */
	(void)sigaddset(&set, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
		s->polled[AT_SIGNALS].fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return s->polled[AT_SIGNALS].fd >= 0 || err_set(e, ERR_IO, "signals: %s", strerror(errno));
}

/* wait_ms() - how long nothing has to be done that nobody asks for. */
static int wait_ms(struct server *s)
{
	int ms = s->notary ? notary_wait_ms(s->notary) : -1;

	/* The day ends by the wall clock, which may step. */
	return ms < 0 || ms > COPY_LOOK_MS ? COPY_LOOK_MS : ms;
}

/* loop() - until the lifeline ends or a signal says so. */
static bool loop(struct server *s, struct err *e)
{
	for (;;) {
		bool full = s->n_polled == AT_CLIENTS + CLIENTS_MAX;
		s->polled[AT_LISTENER].events = full ? 0 : POLLIN;
		keep_copies(s);
		if (poll(s->polled, s->n_polled, wait_ms(s)) < 0) {
			if (errno == EINTR)
				continue;
			return err_set(e, ERR_IO, "keys: poll: %s", strerror(errno));
		}
		if (ended(&s->polled[AT_LIFELINE]) || s->polled[AT_SIGNALS].revents)
			return true;
		serve_clients(s);
		if (s->polled[AT_LISTENER].revents & POLLIN)
			accept_client(s);
		if (s->notary && !notary_work(s->notary, e))
			return false;
	}
}

bool keys_serve(const char *folder, const char *socket, int lifeline_fd, struct err *e)
{
	const struct keys_options o = { .folder = folder,
					.socket = socket,
					.lifeline_fd = lifeline_fd };

	return keys_serve_all(&o, e);
}

bool keys_serve_all(const struct keys_options *o, struct err *e)
{
	CLEANUP(server_clear) struct server s = { .copy_days = o->copy_days };

	if (!server_init(&s, o->folder, o->socket, e) || (o->journal && !catch_signals(&s, e)))
		return err_wrap(e, "keys");
	if (o->journal)
		s.notary = notary_new(o->journal, o->folder);
	s.polled[AT_LIFELINE].fd = o->lifeline_fd;
	if (!loop(&s, e))
		return false;
	if (s.notary)
		notary_end(s.notary);
	return true;
}
