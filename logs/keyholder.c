/* keyholder.c - asking the process `keys`; finds it again when it was restarted. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/keyholder.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/time.h>
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/keyholder_wire.h"
#include "logs/keyring.h"
#include "logs/locked.h"

/* PATIENCE_MS: a restart takes less than one second; ten are somebody's mistake. */
enum { PATIENCE_MS = 10000 };

struct keyholder {
	char *socket; /* owned */
	enum keyholder_role role;
	int fd;            /* owned; -1: not connected */
	uint8_t *exchange; /* owned, locked: KEYHOLDER_PACKET_BYTES and one to see what is longer */
};

/* ---- connecting */

/* limit_waiting() - connect(), send() and recv() give up when @until is over. */
static bool limit_waiting(int fd, struct deadline until)
{
	int ms = deadline_left_ms(until) + 1; /* 0 would be for ever */
	struct timeval t = { ms / 1000, ms % 1000 * 1000 };

	return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t) == 0 &&
	       setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t) == 0;
}

/* try_connect() - the descriptor, or -1 and errno. */
static int try_connect(const struct keyholder_address *address, struct deadline until)
{
	CLEANUP(close_fdp) int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0 || !limit_waiting(fd, until) ||
	    connect(fd, (const struct sockaddr *)&address->storage, address->len) != 0) {
		int cause = errno;
		close_fdp(&fd);
		fd = -1;
		errno = cause;
		return -1;
	}
	int connected = fd;
	fd = -1;
	return connected;
}

/* await_change() - something in the socket's folder changed; false when @until is over. */
static bool await_change(int watch, struct deadline until)
{
	char events[4096] __attribute__((aligned(8)));
	struct pollfd p = { .fd = watch, .events = POLLIN };
	int r = poll(&p, 1, deadline_left_ms(until));

	if (r < 0)
		return errno == EINTR;
	return r > 0 && read(watch, events, sizeof events) > 0;
}

/* may_come() - nobody is there now, but may be in a moment. */
static bool may_come(int cause)
{
	return cause == ENOENT || cause == ECONNREFUSED || cause == EINTR;
}

/* wait_and_connect() - `keys` appears under its name when it listens already: by a rename. */
static bool wait_and_connect(struct keyholder *h, const struct keyholder_address *address,
			     struct deadline until, struct err *e)
{
	CLEANUP(close_fdp) int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	char folder[32];
	bool fits = fmt_into(folder, sizeof folder, "/proc/self/fd/%d", address->folder_fd);
	int cause;

	/* Watched before the next attempt: what comes between the two is seen. */
	if (!fits || watch < 0 || inotify_add_watch(watch, folder, IN_CREATE | IN_MOVED_TO) < 0)
		return err_set(e, ERR_IO, "watch the folder of '%s': %s", h->socket,
			       strerror(errno));
	do {
		h->fd = try_connect(address, until);
		cause = errno;
		if (h->fd >= 0)
			return true;
	} while (may_come(cause) && (cause == EINTR || await_change(watch, until)));
	return err_set(e, ERR_SEALED, "nobody answers at '%s' (is `amtsbote keys` running?): %s",
		       h->socket, strerror(cause));
}

static bool connect_until(struct keyholder *h, struct deadline until, struct err *e)
{
	struct keyholder_address address;

	if (!keyholder_address(h->socket, "", &address, e))
		return false;
	/* As a rule somebody is there, and ending a watch takes the kernel 25 ms. */
	h->fd = try_connect(&address, until);
	bool done = h->fd >= 0 || wait_and_connect(h, &address, until, e);
	close_fdp(&address.folder_fd);
	return done;
}

bool keyholder_open(const char *socket, const char *role, struct keyholder **ret_holder,
		    struct err *e)
{
	CLEANUP(keyholder_closep) struct keyholder *h = mem_zalloc(sizeof *h);
	void *memory;

	h->fd = -1;
	h->socket = mem_strdup(socket);
	h->role = keyholder_role_named(role);
	if (h->role == KEYHOLDER_NOBODY)
		return err_set(e, ERR_CONFIG, "keys: there is no role '%s'", role);
	if (!locked_new(KEYHOLDER_PACKET_BYTES + 1, &memory, e))
		return false;
	h->exchange = memory;
	if (!connect_until(h, deadline_in(PATIENCE_MS), e))
		return err_wrap(e, "keys");
	*ret_holder = TAKE(h);
	return true;
}

void keyholder_close(struct keyholder *h)
{
	if (!h)
		return;
	close_fdp(&h->fd);
	locked_free(h->exchange);
	free(h->socket);
	free(h);
}

/* ---- asking */

static void drop(struct keyholder *h)
{
	close_fdp(&h->fd);
	h->fd = -1;
}

/* exchange_once() - send @len bytes of h->exchange, receive the answer there; -1 and errno. */
static ssize_t exchange_once(struct keyholder *h, size_t len, struct deadline until)
{
	ssize_t n;

	if (!limit_waiting(h->fd, until))
		return -1;
	do
		n = send(h->fd, h->exchange, len, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -1;
	do
		n = recv(h->fd, h->exchange, KEYHOLDER_PACKET_BYTES + 1, 0);
	while (n < 0 && errno == EINTR);
	if (n == 0) {
		errno = ECONNRESET; /* it ended between question and answer */
		return -1;
	}
	return n;
}

/* exchange() - the answer's length; a connection that broke is made anew within PATIENCE_MS. */
static bool exchange(struct keyholder *h, const struct keyholder_packet *ask, size_t *ret_len,
		     struct err *e)
{
	struct deadline until = deadline_in(PATIENCE_MS);
	ssize_t n;

	do {
		if (h->fd < 0 && !connect_until(h, until, e))
			return false;
		/* Written anew each time: a half answer may lie where the question lay. */
		size_t len = keyholder_packet_write(ask, h->exchange);
		if (len == 0)
			return err_set(e, ERR_LIMIT, "a question longer than %d bytes",
				       KEYHOLDER_PACKET_BYTES);
		n = exchange_once(h, len, until);
		if (n >= 0) {
			*ret_len = (size_t)n;
			return true;
		}
		drop(h);
	} while ((errno == ECONNRESET || errno == EPIPE || errno == ENOTCONN) &&
		 !deadline_over(until));
	return err_set(e, ERR_SEALED, "`amtsbote keys` does not answer: %s", strerror(errno));
}

static bool refuse(const struct keyholder_packet *answer, struct err *e)
{
	enum err_code code = answer->code == KEYHOLDER_FAILED ? ERR_IO : ERR_SEALED;

	return err_set(e, code, "%.*s", (int)answer->part[0].len,
		       (const char *)answer->part[0].data);
}

/*
 * ask_for() - one question. Part 0 of a good answer is @want bytes.
 * @ret_answer: lies in h->exchange, which the caller wipes by forget()
 */
static bool ask_for(struct keyholder *h, struct keyholder_packet *question, size_t want,
		    struct keyholder_packet *ret_answer, struct err *e)
{
	size_t len = 0;

	question->role = (uint8_t)h->role;
	if (!exchange(h, question, &len, e))
		return err_wrap(e, "keys");
	if (!keyholder_packet_read(h->exchange, len, ret_answer) ||
	    (ret_answer->code == KEYHOLDER_OK && ret_answer->part[0].len != want)) {
		drop(h);
		return err_set(e, ERR_SEALED, "keys: the answer makes no sense");
	}
	if (ret_answer->code == KEYHOLDER_OK)
		return true;
	(void)refuse(ret_answer, e); /* gives false, as we do */
	return err_wrap(e, "keys");
}

/* ask() - likewise; the answer is a key or a hash. */
static bool ask(struct keyholder *h, struct keyholder_packet *question,
		struct keyholder_packet *ret_answer, struct err *e)
{
	return ask_for(h, question, VAULT_KEY_BYTES, ret_answer, e);
}

static void forget(struct keyholder *h)
{
	mem_wipe(h->exchange, KEYHOLDER_PACKET_BYTES + 1);
}

bool keyholder_new_key(struct keyholder *h, struct vault_key **ret_key, struct buf *wrapped,
		       struct err *e)
{
	struct keyholder_packet q = { .code = KEYHOLDER_NEW_KEY }, answer;
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	bool done = ask(h, &q, &answer, e) && vault_key_new(answer.part[0].data, &key, e);

	if (done) {
		buf_add(wrapped, answer.part[1].data, answer.part[1].len);
		done = buf_check(wrapped, "a wrapped key", e);
	}
	if (done)
		*ret_key = TAKE(key);
	forget(h);
	return done;
}

bool keyholder_unwrap(struct keyholder *h, const void *wrapped, size_t len,
		      struct vault_key **ret_key, struct err *e)
{
	struct keyholder_packet q = { .code = KEYHOLDER_UNWRAP, .part = { { wrapped, len } } };
	struct keyholder_packet answer;
	bool done = ask(h, &q, &answer, e) && vault_key_new(answer.part[0].data, ret_key, e);

	forget(h);
	return done;
}

bool keyholder_index(struct keyholder *h, const char *domain, const char *value,
		     uint8_t ret_hash[VAULT_HASH_BYTES], struct err *e)
{
	struct keyholder_packet q = { .code = KEYHOLDER_INDEX,
				      .part = { { domain, strlen(domain) },
						{ value, strlen(value) } } };
	struct keyholder_packet answer;
	bool done = ask(h, &q, &answer, e);

	if (done)
		memcpy(ret_hash, answer.part[0].data, VAULT_HASH_BYTES);
	forget(h);
	return done;
}

bool keyholder_checkpoint(struct keyholder *h, bool renew, uint8_t ret_key[VAULT_HASH_BYTES],
			  struct err *e)
{
	struct keyholder_packet q = { .code = renew ? KEYHOLDER_RENEW : KEYHOLDER_CHECKPOINT };
	struct keyholder_packet answer;
	bool done = ask(h, &q, &answer, e);

	if (done)
		memcpy(ret_key, answer.part[0].data, VAULT_HASH_BYTES);
	forget(h);
	return done;
}

bool keyholder_rewrap(struct keyholder *h, const void *name, const void *wrapped, size_t n,
		      struct buf *out, struct err *e)
{
	struct keyholder_packet q = { .code = KEYHOLDER_REWRAP,
				      .part = { { name, KEYRING_NAME_BYTES },
						{ wrapped, n * KEYRING_FORM_BYTES } } };
	struct keyholder_packet answer;

	assert(n <= KEYHOLDER_REWRAP_MAX);
	bool done = ask_for(h, &q, n * KEYRING_FORM_BYTES, &answer, e);
	if (done) {
		buf_add(out, answer.part[0].data, answer.part[0].len);
		done = buf_check(out, "wrapped keys", e);
	}
	forget(h);
	return done;
}

bool keyholder_forget(struct keyholder *h, const void *name, int64_t *ret_final_ms, struct err *e)
{
	struct keyholder_packet q = { .code = KEYHOLDER_FORGET,
				      .part = { { name, KEYRING_NAME_BYTES } } };
	struct keyholder_packet answer;
	uint64_t final_ms = 0;
	bool done = ask_for(h, &q, sizeof final_ms, &answer, e);

	if (done) {
		const uint8_t *from = answer.part[0].data;
		for (size_t i = 0; i < sizeof final_ms; i++)
			final_ms = final_ms << 8 | from[i];
		*ret_final_ms = (int64_t)final_ms;
	}
	forget(h);
	return done;
}
