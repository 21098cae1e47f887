/* http.h - HTTP exchanges with caps and time-outs (libcurl). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/err.h"

/*
 * A client that keeps its connections. Only http and https, certificates and host names are always
 * verified, redirects are answers and not followed, proxies of the environment are not used, no
 * cookies, no compression: what is counted is what comes.
 */
struct http;

enum { HTTP_HEADER_BYTES_MAX = 32 * 1024, HTTP_URL_BYTES_MAX = 2048 };

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT };

struct http_options {
	int64_t timeout_ms;  /* of one exchange, 1.. */
	int64_t stall_ms;    /* no byte in either direction for so long, 1.. */
	const char *ca_file; /* certificates to trust instead of the system's; NULL: those */
};

struct http_header {
	const char *name, *value;
};

struct http_request {
	enum http_method method;
	const char *url;
	const char *hidden; /* segment of the path shown as "*" in messages, or NULL */
	const char *token;  /* bearer token, NULL: none; in no message */
	const struct http_header *headers; /* n of them, besides those HTTP itself needs */
	size_t n_headers;
	const void *body; /* of POST and PUT */
	size_t len;
	size_t answer_max; /* most bytes of the answer's body */
};

struct http_answer {
	const char *label; /* "GET host:port/path", for messages */
	int status;        /* 200..599 */
	const char *body;  /* NUL-terminated */
	size_t len;
	struct http_header *headers; /* of the last answer, in order */
	size_t n_headers;
};

/* http_new() - owned by the caller. Nothing is connected yet. */
struct http *http_new(const struct http_options *o);

/* http_free() - takes NULL. */
void http_free(struct http *h);
DEFINE_CLEANUP(struct http *, http_free)

/*
 * http_exchange() - one request, one whole answer, whatever its status.
 * @a: owns what @ret_answer points to
 * @e: messages begin "GET host:port/path: ", without the query.
 *     ERR_NET (no connection, certificate, cut short, time-out, headers over
 *     HTTP_HEADER_BYTES_MAX), ERR_LIMIT (body of a success over answer_max), ERR_CONFIG (no http or https address, one with a user,
 *     blanks or control characters in address, token or header)
 */
MUST_USE bool http_exchange(struct http *h, const struct http_request *r, struct arena *a,
			    struct http_answer *ret_answer, struct err *e);

/* http_header() - value of the one header @name in any case; NULL if none or several. */
const char *http_header(const struct http_answer *answer, const char *name);

/* http_refuse() - set @e for a status that is not the wanted one: "PUT host/path: status 503". */
bool http_refuse(const struct http_answer *answer, enum err_code code, struct err *e);
