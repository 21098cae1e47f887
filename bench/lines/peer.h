/* peer.h - Tesseract's C API as anybody would call it: a rectangle of the picture, PSM 7. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/err.h"
#include "base/rect.h"

struct peer;

/* peer_open() - an engine with the data of @language. */
MUST_USE bool peer_open(const char *language, struct peer **ret_peer, struct err *e);

/* peer_take_picture() - what peer_read_line() reads from now on. */
MUST_USE bool peer_take_picture(struct peer *p, const char *path, struct err *e);

/* peer_free() - takes NULL. */
void peer_free(struct peer *p);

/* peer_read_line() - @ret_text: owned by the caller (free()), without line end */
MUST_USE bool peer_read_line(struct peer *p, struct rect box, char **ret_text, struct err *e);
