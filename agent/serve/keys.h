/* keys.h - the process that alone holds the keyring, and answers over a Unix socket. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/err.h"

/*
 * keys_serve() - answer until @lifeline_fd ends; blocks. Questions: logs/keyholder_wire.h. Only our
 * own user and root are heard; everybody may have new keys and index hashes made, only the roles of
 * KEYHOLDER_ROLES that say so may open. Makes the process undumpable.
 * @folder:      of the keyring
 * @socket:      path of the socket (mode 0600); a stale one is replaced; it appears when it answers
 * @lifeline_fd: read end of a pipe, borrowed; -1: none, serves until it is killed
 * @e: ERR_CONFIG, ERR_SEALED, ERR_IO, ERR_LIMIT; true once the lifeline has ended
 */
MUST_USE bool keys_serve(const char *folder, const char *socket, int lifeline_fd, struct err *e);

/* More of what it may do. */
struct keys_options {
	const char *folder, *socket; /* as above */
	int lifeline_fd;
	const char *journal; /* whose checkpoints it signs; NULL: none */
	unsigned copy_days;  /* how long copies of the ring are kept beside it; 0: none are */
};

/*
 * keys_serve_all() - the same; signs checkpoints of the journal (agent/serve/notary.h) and keeps
 * copies of the ring (logs/keyring_copy.h). With a journal SIGTERM ends it, too, after the last
 * checkpoint.
 */
MUST_USE bool keys_serve_all(const struct keys_options *o, struct err *e);
