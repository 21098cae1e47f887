/* http.c - HTTP exchanges with caps and time-outs (libcurl). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "net/http.h"

#include <assert.h>
#include <curl/curl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

/* HEADERS_MAX: of one answer; HTTP_HEADER_BYTES_MAX alone would allow some ten thousand. */
enum { HEADERS_MAX = 200, LABEL_BYTES = 300 };

struct http {
	CURLM *multi; /* owned; keeps the connections */
	CURL *easy;   /* owned; one exchange after the other */
	struct http_options options;
	char *ca_file; /* owned, NULL: the system's */
};

/* One exchange under way. */
struct transfer {
	const struct http_request *request;
	struct arena *arena;
	struct buf body;
	size_t header_bytes;
	struct http_header headers[HEADERS_MAX];
	size_t n_headers;
	const char *too_much; /* what exceeded its cap, NULL: nothing */
	char label[LABEL_BYTES];
	char cause[CURL_ERROR_SIZE];
};

static const char *method_name(enum http_method method)
{
	static const char *const names[] = {
		[HTTP_GET] = "GET",
		[HTTP_POST] = "POST",
		[HTTP_PUT] = "PUT",
	};

	return names[method];
}

struct http *http_new(const struct http_options *o)
{
	CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT); /* counted by libcurl */
	struct http *h = mem_zalloc(sizeof *h);

	assert(o->timeout_ms > 0 && o->stall_ms > 0);
	h->options = *o;
	h->ca_file = o->ca_file ? mem_strdup(o->ca_file) : NULL;
	h->multi = curl_multi_init();
	h->easy = curl_easy_init();
	assert(ready == CURLE_OK && h->multi && h->easy && "out of memory");
	return h;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	curl_easy_cleanup(h->easy);
	(void)curl_multi_cleanup(h->multi); /* no handle is in it any more */
	curl_global_cleanup();
	free(h->ca_file);
	free(h);
}

/* on_header() - keep "Name: value"; a status line begins the list anew (100 Continue). */
static size_t on_header(char *data, size_t one, size_t n, void *ctx)
{
	struct transfer *t = ctx;
	size_t len = one * n;
	const char *colon = memchr(data, ':', len);

	t->header_bytes += len;
	if (t->header_bytes > HTTP_HEADER_BYTES_MAX || t->n_headers == HEADERS_MAX) {
		t->too_much = "headers";
		return 0;
	}
	if (len > 5 && memcmp(data, "HTTP/", 5) == 0) {
		t->n_headers = 0;
		return len;
	}
	if (!colon || colon == data)
		return len;
	size_t name_len = (size_t)(colon - data), from = name_len + 1, to = len;
	while (from < to && strchr(" \t", data[from]))
		from++;
	while (to > from && strchr(" \t\r\n", data[to - 1]))
		to--;
	t->headers[t->n_headers++] = (struct http_header){
		.name = arena_strndup(t->arena, data, name_len),
		.value = arena_strndup(t->arena, data + from, to - from),
	};
	return len;
}

static size_t on_body(char *data, size_t one, size_t n, void *ctx)
{
	struct transfer *t = ctx;

	buf_add(&t->body, data, one * n);
	if (t->body.overflowed)
		t->too_much = "body";
	return t->too_much ? 0 : one * n;
}

/* is_plain() - printable ASCII without blanks; with @blanks, blanks too. */
static bool is_plain(const char *s, bool blanks)
{
	for (; *s; s++)
		if ((unsigned char)*s <= (blanks ? 0x1f : 0x20) || (unsigned char)*s >= 0x7f)
			return false;
	return true;
}

/* part_of() - one part of an address, "" if it has none; owned by @a. */
static const char *part_of(CURLU *u, CURLUPart what, struct arena *a)
{
	char *part = NULL;

	if (curl_url_get(u, what, &part, 0) != CURLUE_OK)
		return "";
	const char *copy = arena_strdup(a, part);
	curl_free(part);
	return copy;
}

/* find_segment() - where @segment stands in @path between slashes, NULL if it does not. */
static const char *find_segment(const char *path, const char *segment)
{
	size_t len = strlen(segment);

	for (const char *at = strchr(path, '/'); at; at = strchr(at + 1, '/'))
		if (strncmp(at + 1, segment, len) == 0 && (at[1 + len] == '/' || !at[1 + len]))
			return at + 1;
	return NULL;
}

/* write_label() - "GET host:port/path" with the hidden segment as "*"; without the path if long. */
static void write_label(struct transfer *t, const char *host, const char *port, const char *path)
{
	const char *hidden = t->request->hidden;
	const char *at = hidden ? find_segment(path, hidden) : NULL;
	size_t before = at ? (size_t)(at - path) : strlen(path);

	if (!fmt_into(t->label, sizeof t->label, "%s %s%s%s%.*s%s%s",
		      method_name(t->request->method), host, *port ? ":" : "", port, (int)before,
		      path, at ? "*" : "", at ? at + strlen(hidden) : ""))
		err_ignored(fmt_into(t->label, sizeof t->label, "%s %.200s",
				     method_name(t->request->method), host)); /* fits */
}

/* read_address() - check the URL and name it for messages. */
static bool read_address(struct transfer *t, CURLU *u, struct err *e)
{
	const char *url = t->request->url;

	if (strlen(url) > HTTP_URL_BYTES_MAX || !is_plain(url, false))
		return err_set(e, ERR_CONFIG,
			       "an address is longer than %d bytes or not of printable ASCII",
			       HTTP_URL_BYTES_MAX);
	if (curl_url_set(u, CURLUPART_URL, url, CURLU_PATH_AS_IS) != CURLUE_OK)
		return err_set(e, ERR_CONFIG, "an address is not of the form http://host/path");
	const char *scheme = part_of(u, CURLUPART_SCHEME, t->arena);
	write_label(t, part_of(u, CURLUPART_HOST, t->arena), part_of(u, CURLUPART_PORT, t->arena),
		    part_of(u, CURLUPART_PATH, t->arena));
	if (!str_eq(scheme, "http") && !str_eq(scheme, "https"))
		return err_set(e, ERR_CONFIG, "%s: only http and https, not %s", t->label, scheme);
	if (*part_of(u, CURLUPART_USER, t->arena) || *part_of(u, CURLUPART_PASSWORD, t->arena))
		return err_set(e, ERR_CONFIG, "%s: no user in the address, use a token", t->label);
	if (t->request->token && !is_plain(t->request->token, false))
		return err_set(e, ERR_CONFIG, "%s: blanks or control characters in the token",
			       t->label);
	return true;
}

/* add_headers() - the caller's, checked. */
static bool add_headers(const struct transfer *t, struct curl_slist **list, struct err *e)
{
	for (size_t i = 0; i < t->request->n_headers; i++) {
		const struct http_header *h = &t->request->headers[i];
		if (!is_plain(h->name, false) || !is_plain(h->value, true))
			return err_set(e, ERR_CONFIG, "%s: a header with control characters",
				       t->label);
		*list = curl_slist_append(*list,
					  arena_printf(t->arena, "%s: %s", h->name, h->value));
		assert(*list && "out of memory");
	}
	return true;
}

static void set_safety(CURL *c)
{
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
}

static void set_request(struct http *h, struct transfer *t, CURLU *u, struct curl_slist *headers)
{
	const struct http_request *r = t->request;
	CURL *c = h->easy;

	curl_easy_reset(c); /* keeps the connections */
	set_safety(c);
	if (h->ca_file)
		curl_easy_setopt(c, CURLOPT_CAINFO, h->ca_file);
	curl_easy_setopt(c, CURLOPT_CURLU, u);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	if (r->token) {
		curl_easy_setopt(c, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
		curl_easy_setopt(c, CURLOPT_XOAUTH2_BEARER, r->token);
	}
	if (r->method != HTTP_GET) {
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->len);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, r->len ? r->body : "");
		curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method_name(r->method));
	}
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, t->cause);
}

/* moved_bytes() - what went over the line so far, both ways. */
static int64_t moved_bytes(CURL *c)
{
	curl_off_t up = 0, down = 0;
	long header = 0;

	(void)curl_easy_getinfo(c, CURLINFO_SIZE_UPLOAD_T, &up); /* all three stay 0 then */
	(void)curl_easy_getinfo(c, CURLINFO_SIZE_DOWNLOAD_T, &down);
	(void)curl_easy_getinfo(c, CURLINFO_HEADER_SIZE, &header);
	return up + down + header;
}

/* run() - until the exchange is over; the cause of a time-out is written to @t. */
static CURLcode run(struct http *h, struct transfer *t)
{
	struct deadline total = deadline_in(h->options.timeout_ms);
	struct deadline stall = deadline_in(h->options.stall_ms);
	int64_t moved = 0;
	int running = 1, left = 0;

	for (;;) {
		CURLMcode done = curl_multi_perform(h->multi, &running);
		const CURLMsg *end = curl_multi_info_read(h->multi, &left);
		if (end)
			return end->data.result;
		if (done != CURLM_OK || !running)
			return CURLE_FAILED_INIT;
		if (moved_bytes(h->easy) != moved) {
			moved = moved_bytes(h->easy);
			stall = deadline_in(h->options.stall_ms);
		}
		if (deadline_over(total) || deadline_over(stall))
			break;
		int wait_ms = deadline_left_ms(total), stall_ms = deadline_left_ms(stall);
		(void)curl_multi_poll(h->multi, NULL, 0, wait_ms < stall_ms ? wait_ms : stall_ms,
				      NULL); /* perform() tells what failed */
	}
	bool whole = deadline_over(total);
	err_ignored(
		fmt_into(t->cause, sizeof t->cause, "%s after %" PRId64 " ms and %" PRId64 " bytes",
			 whole ? "not over" : "nothing more came",
			 whole ? h->options.timeout_ms : h->options.stall_ms, moved)); /* fits */
	return CURLE_OPERATION_TIMEDOUT;
}

/* report() - why it failed. */
static bool report(struct http *h, const struct transfer *t, CURLcode code, struct err *e)
{
	long status = 0;

	if (t->too_much && str_eq(t->too_much, "headers"))
		return err_set(e, ERR_NET, "%s: more than %d bytes or %d lines of headers",
			       t->label, HTTP_HEADER_BYTES_MAX, HEADERS_MAX);
	(void)curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status); /* else it stays 0 */
	/* Only what was asked for can be too large; an endless page of an error is an error. */
	if (t->too_much)
		return err_set(e, status >= 200 && status < 300 ? ERR_LIMIT : ERR_NET,
			       "%s: the body is larger than %zu bytes", t->label,
			       t->request->answer_max);
	if (code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR)
		return err_set(e, ERR_NET, "%s: the answer was cut short after %zu bytes of body",
			       t->label, t->body.len_bytes);
	return err_set(e, ERR_NET, "%s: %s", t->label,
		       *t->cause ? t->cause : curl_easy_strerror(code));
}

static bool perform(struct http *h, struct transfer *t, CURLU *u, struct err *e)
{
	struct curl_slist *headers = NULL;
	CURLcode code = CURLE_FAILED_INIT;
	bool good = add_headers(t, &headers, e);

	if (good) {
		set_request(h, t, u, headers);
		if (curl_multi_add_handle(h->multi, h->easy) == CURLM_OK)
			code = run(h, t);
		(void)curl_multi_remove_handle(h->multi, h->easy); /* ends what still runs */
	}
	curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
	return good && (code == CURLE_OK || report(h, t, code, e));
}

/* finish() - the answer out of a transfer that ended well. */
static bool finish(struct http *h, struct transfer *t, struct http_answer *ret_answer,
		   struct err *e)
{
	long status = 0;

	if (curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK ||
	    status < 200 || status > 599)
		return err_set(e, ERR_NET, "%s: no valid status", t->label);
	struct http_header *headers = arena_calloc(t->arena, t->n_headers, sizeof *headers);
	for (size_t i = 0; i < t->n_headers; i++)
		headers[i] = t->headers[i];
	*ret_answer = (struct http_answer){
		.label = arena_strdup(t->arena, t->label),
		.status = (int)status,
		.body = arena_strndup(t->arena, t->body.data, t->body.len_bytes),
		.len = t->body.len_bytes,
		.headers = headers,
		.n_headers = t->n_headers,
	};
	return true;
}

bool http_exchange(struct http *h, const struct http_request *r, struct arena *a,
		   struct http_answer *ret_answer, struct err *e)
{
	struct transfer t = { .request = r, .arena = a };
	CURLU *u = curl_url();

	assert(u && "out of memory");
	buf_init(&t.body, r->answer_max);
	bool good = read_address(&t, u, e) && perform(h, &t, u, e) && finish(h, &t, ret_answer, e);
	buf_clear(&t.body);
	curl_easy_setopt(h->easy, CURLOPT_CURLU, NULL);
	curl_url_cleanup(u);
	return good;
}

const char *http_header(const struct http_answer *answer, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < answer->n_headers; i++) {
		if (strcasecmp(answer->headers[i].name, name) != 0)
			continue;
		if (value)
			return NULL;
		value = answer->headers[i].value;
	}
	return value;
}

bool http_refuse(const struct http_answer *answer, enum err_code code, struct err *e)
{
	return err_set(e, code, "%s: status %d", answer->label, answer->status);
}
