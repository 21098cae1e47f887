/* peer.h - the other side of an HTTP exchange, saying exactly the bytes a test wants. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <sys/types.h>

struct peer {
	pid_t pid;
	int port;
	int heard_fd;     /* what it was sent, all requests one after the other */
	char ca_file[64]; /* its certificate, when it speaks TLS */
};

enum peer_end {
	PEER_CLOSE, /* after the reply the connection is closed */
	PEER_KEEP,  /* the next reply goes down the same connection */
	PEER_HOLD,  /* nothing more is sent, until the other side hangs up */
	PEER_MUTE,  /* the reply is not sent at all, then as PEER_HOLD */
};

struct peer_reply {
	const char *bytes; /* a text; NULL ends the table */
	enum peer_end end;
};

/* What kind of certificate a peer shows. */
enum peer_speech { PEER_PLAIN, PEER_TLS, PEER_TLS_OTHER_NAME };

/* peer_start() - a process that answers one request after the other with @replies, then ends. */
struct peer peer_start(const struct peer_reply *replies, enum peer_speech speech);

/* peer_end() - end it and give back what it heard, NUL-terminated, to be freed. */
char *peer_end(struct peer *p);
