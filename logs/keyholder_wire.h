/* keyholder_wire.h - what goes over the socket of `keys`: one packet a question, one an answer. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include "base/err.h"

/*
 * The socket is of type SOCK_SEQPACKET, so a packet is whole or cut, never two in one. A packet is
 * KEYHOLDER_HEAD_BYTES of head and two parts: magic "ABK" and version (4 bytes); verb or status;
 * role (0 in answers); two lengths, big-endian, 2 bytes each; two bytes of zero. Nothing follows.
 */
enum { KEYHOLDER_HEAD_BYTES = 12, KEYHOLDER_PACKET_BYTES = 8192, KEYHOLDER_DOMAIN_BYTES = 32 };

enum keyholder_verb {
	KEYHOLDER_NEW_KEY = 1, /* - -> key, wrapped */
	KEYHOLDER_UNWRAP,      /* wrapped -> key */
	KEYHOLDER_INDEX,       /* domain, value -> hash */
	KEYHOLDER_CHECKPOINT,  /* - -> public key; cli only */
	KEYHOLDER_RENEW,       /* - -> public key, a fresh one; cli only */
	KEYHOLDER_REWRAP,      /* name of a day key, wrapped... -> the same under a newer one */
	KEYHOLDER_FORGET,      /* name of a day key -> 8 bytes, when its last copy goes */
};

/* KEYHOLDER_REWRAP_MAX: wrapped keys of one KEYHOLDER_REWRAP. */
enum { KEYHOLDER_REWRAP_MAX = 100 };

/* X(constant, word, may it open?, may it erase?) - constants count from 1. */
#define KEYHOLDER_ROLES(X) \
	X(KEYHOLDER_INTAKE, "intake", false, false) \
	X(KEYHOLDER_WORKER, "worker", true, false) \
	X(KEYHOLDER_DELIVER, "deliver", true, true) \
	X(KEYHOLDER_CLI, "cli", true, true)

enum keyholder_role {
	KEYHOLDER_NOBODY,
#define X(role, word, ...) role,
	KEYHOLDER_ROLES(X)
#undef X
		KEYHOLDER_ROLES_END
};

/* Answers other than KEYHOLDER_OK carry a text for people in part 0. */
enum keyholder_status {
	KEYHOLDER_OK,
	KEYHOLDER_REFUSED,   /* this role may not */
	KEYHOLDER_SEALED,    /* not of this ring, erased, damaged */
	KEYHOLDER_MALFORMED, /* the connection ends */
	KEYHOLDER_FAILED,    /* the ring cannot be read or written */
};

struct keyholder_packet {
	uint8_t code; /* enum keyholder_verb or keyholder_status */
	uint8_t role; /* enum keyholder_role */
	struct {
		const void *data; /* borrowed from the packet's bytes */
		size_t len;
	} part[2];
};

/* keyholder_packet_read() - false if @data is not exactly one packet. */
bool keyholder_packet_read(const uint8_t *data, size_t len, struct keyholder_packet *ret_packet);

/* keyholder_packet_write() - its length in @out; 0 if it is longer than KEYHOLDER_PACKET_BYTES. */
size_t keyholder_packet_write(const struct keyholder_packet *p,
			      uint8_t out[KEYHOLDER_PACKET_BYTES]);

/* keyholder_role_named() - KEYHOLDER_NOBODY if @word is none. */
enum keyholder_role keyholder_role_named(const char *word);

/* keyholder_role_opens() - may it unwrap? */
bool keyholder_role_opens(enum keyholder_role role);

/* keyholder_role_erases() - may it take a day key away? */
bool keyholder_role_erases(enum keyholder_role role);

/* An address by way of its folder's descriptor: sun_path holds 107 bytes, paths may be longer. */
struct keyholder_address {
	int folder_fd; /* closed by the caller */
	socklen_t len;
	struct sockaddr_storage storage;
};

/*
 * keyholder_address() - of the socket @path.
 * @suffix: appended to its name, "" as a rule
 * @e: ERR_IO (its folder cannot be opened), ERR_LIMIT (its name is too long)
 */
MUST_USE bool keyholder_address(const char *path, const char *suffix,
				struct keyholder_address *ret_address, struct err *e);
