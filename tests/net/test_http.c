/* test_http.c - exchanges, and everything the other side can do wrong. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/clock.h"
#include "net/http.h"
#include "tests/net/peer.h"

#define TOKEN "geheimes-token-52"

/* One client against one peer. */
struct pair {
	struct peer peer;
	struct http *http;
	struct arena *arena;
	char url[64];
};

static void begin(struct pair *p, const struct peer_reply *replies, enum peer_speech speech,
		  bool trusted)
{
	p->peer = peer_start(replies, speech);
	p->http = http_new(&(struct http_options){ .timeout_ms = 20000,
						   .stall_ms = 5000,
						   .ca_file = trusted ? p->peer.ca_file : NULL });
	p->arena = arena_new();
	snprintf(p->url, sizeof p->url, "http%s://127.0.0.1:%d/a/b?q=frage",
		 speech == PEER_PLAIN ? "" : "s", p->peer.port);
}

/* finish() - what the peer heard; the caller frees it. */
static char *finish(struct pair *p)
{
	http_free(p->http);
	arena_free(p->arena);
	return peer_end(&p->peer);
}

static const struct peer_reply good[] = {
	{ "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-One:  ein Wert \r\n\r\nhallo", PEER_KEEP },
	{ "HTTP/1.1 204 No Content\r\n\r\n", PEER_KEEP },
	{ "HTTP/1.1 100 Continue\r\nX-Old: 1\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n"
	  "x-two: a\r\nX-Two: b\r\n\r\n",
	  PEER_KEEP },
	{ NULL, PEER_CLOSE },
};

TEST(request_and_answer)
{
	struct pair p;
	struct err e = { 0 };
	struct http_answer answer;
	const struct http_header header = { "Idempotency-Key", "schluessel 1" };

	begin(&p, good, PEER_PLAIN, false);
	struct http_request r = { .url = p.url, .token = TOKEN, .answer_max = 5 };
	if (CHECK_OK(http_exchange(p.http, &r, p.arena, &answer, &e), e)) {
		CHECK_EQ_INT(answer.status, 200);
		CHECK_EQ_STR(answer.body, "hallo");
		CHECK_EQ_UINT(answer.len, 5);
		CHECK_EQ_STR(http_header(&answer, "x-one"), "ein Wert");
		CHECK_EQ_STR(http_header(&answer, "x-none"), NULL);
	}
	r = (struct http_request){ .method = HTTP_PUT,
				   .url = p.url,
				   .headers = &header,
				   .n_headers = 1,
				   .body = "{\"a\":1}",
				   .len = 7 };
	if (CHECK_OK(http_exchange(p.http, &r, p.arena, &answer, &e), e))
		CHECK_EQ_INT(answer.status, 204);
	r = (struct http_request){ .method = HTTP_POST, .url = p.url };
	if (CHECK_OK(http_exchange(p.http, &r, p.arena, &answer, &e), e)) {
		CHECK_EQ_INT(answer.status, 201);
		CHECK_EQ_STR(http_header(&answer, "X-Old"), NULL);
		CHECK_EQ_STR(http_header(&answer, "X-Two"), NULL);
	}
	char *heard = finish(&p);
	CHECK_HAS_STR(heard, "GET /a/b?q=frage HTTP/1.1\r\n");
	CHECK_HAS_STR(heard, "Authorization: Bearer " TOKEN "\r\n");
	CHECK_HAS_STR(heard, "PUT /a/b?q=frage HTTP/1.1\r\n");
	CHECK_HAS_STR(heard, "Idempotency-Key: schluessel 1\r\n");
	CHECK_HAS_STR(heard, "\r\n\r\n{\"a\":1}");
	CHECK_HAS_STR(heard, "POST /a/b?q=frage HTTP/1.1\r\n");
	CHECK_HAS_STR(heard, "Content-Length: 0\r\n");
	CHECK(strstr(heard, "Expect:") == NULL);
	CHECK(strstr(strstr(heard, "PUT"), "Authorization") == NULL); /* none was given there */
	free(heard);
}

TEST(redirects_are_answers)
{
	static const struct peer_reply away[] = {
		{ "HTTP/1.1 302 Found\r\nLocation: /anderswo\r\nContent-Length: 0\r\n\r\n",
		  PEER_KEEP },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", PEER_CLOSE },
		{ NULL, PEER_CLOSE },
	};
	struct pair p;
	struct err e = { 0 };
	struct http_answer answer;

	begin(&p, away, PEER_PLAIN, false);
	struct http_request r = { .url = p.url, .token = TOKEN };
	if (CHECK_OK(http_exchange(p.http, &r, p.arena, &answer, &e), e))
		CHECK_EQ_INT(answer.status, 302);
	char *heard = finish(&p);
	CHECK(strstr(heard, "anderswo") == NULL);
	free(heard);
}

/* long_headers() - 40 KiB of them, more than is taken. */
static const char *long_headers(void)
{
	static char text[40 * 1024 + 100];
	char *at = text + sprintf(text, "HTTP/1.1 200 OK\r\n");

	for (int i = 0; i < 100; i++)
		at += sprintf(at, "X-%03d: %0400d\r\n", i, 0);
	sprintf(at, "Content-Length: 0\r\n\r\n");
	return text;
}

static const char *many_headers(void)
{
	static char text[8 * 1024];
	char *at = text + sprintf(text, "HTTP/1.1 200 OK\r\n");

	for (int i = 0; i < 300; i++)
		at += sprintf(at, "X-%03d: 1\r\n", i);
	sprintf(at, "Content-Length: 0\r\n\r\n");
	return text;
}

TEST(wrong_answers)
{
	const struct {
		const char *bytes;
		enum peer_end end;
		enum err_code want;
		const char *part;
	} rows[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhallo", PEER_CLOSE, ERR_NET,
		  "cut short after 5 bytes" },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhallo\r\n", PEER_CLOSE,
		  ERR_NET, "127.0.0.1" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n0123456789012345678901234567890123"
		  "456789012345678901234567890123456789",
		  PEER_CLOSE, ERR_LIMIT, "larger than 64 bytes" },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n01234567890123456789"
		  "012345678901234567890123456789012345678901234\r\n0\r\n\r\n",
		  PEER_CLOSE, ERR_LIMIT, "larger than 64 bytes" },
		{ long_headers(), PEER_CLOSE, ERR_NET, "headers" },
		{ many_headers(), PEER_CLOSE, ERR_NET, "headers" },
		{ "", PEER_CLOSE, ERR_NET, "127.0.0.1" },
		{ "SSH-2.0-OpenSSH_9.2\r\n", PEER_CLOSE, ERR_NET, "127.0.0.1" },
		{ "HTTP/1.1 999 Seltsam\r\nContent-Length: 0\r\n\r\n", PEER_CLOSE, ERR_NET,
		  "no valid status" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", PEER_CLOSE, ERR_NET,
		  "127.0.0.1" },
		{ "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
		  PEER_CLOSE, ERR_NONE, "" }, /* bytes as they are, not inflated */
	};

	EACH_CASE (row, rows) {
		const struct peer_reply replies[] = { { row->bytes, row->end },
						      { row->bytes, row->end },
						      { NULL, PEER_CLOSE } };
		struct pair p;
		struct err e = { 0 };
		struct http_answer answer;
		begin(&p, replies, PEER_PLAIN, false);
		struct http_request r = { .url = p.url, .token = TOKEN, .answer_max = 64 };
		CHECK_EQ_INT(http_exchange(p.http, &r, p.arena, &answer, &e),
			     row->want == ERR_NONE);
		CHECK_EQ_INT(e.code, row->want);
		CHECK_HAS_STR(e.msg, row->part);
		if (row->want != ERR_NONE)
			CHECK_HAS_STR(e.msg, "GET 127.0.0.1:");
		CHECK(strstr(e.msg, TOKEN) == NULL);
		CHECK(strstr(e.msg, "frage") == NULL);
		free(finish(&p));
	}
}

TEST(silence_and_slowness_have_limits)
{
	static const struct {
		enum peer_end end;
		int64_t timeout_ms, stall_ms;
		const char *part;
	} rows[] = {
		{ PEER_HOLD, 20000, 200, "nothing more came after 200 ms" },
		{ PEER_MUTE, 20000, 200, "nothing more came after 200 ms and 0 bytes" },
		{ PEER_HOLD, 200, 20000, "not over after 200 ms" },
	};

	EACH_CASE (row, rows) {
		const struct peer_reply replies[] = {
			{ "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhallo", row->end },
			{ NULL, PEER_CLOSE },
		};
		struct pair p;
		struct err e = { 0 };
		struct http_answer answer;
		begin(&p, replies, PEER_PLAIN, false);
		http_free(p.http);
		p.http = http_new(&(struct http_options){ .timeout_ms = row->timeout_ms,
							  .stall_ms = row->stall_ms });
		struct http_request r = { .url = p.url, .answer_max = 64 };
		int64_t begun_ms = clock_boot_ms();
		CHECK(!http_exchange(p.http, &r, p.arena, &answer, &e));
		CHECK_EQ_INT(e.code, ERR_NET);
		CHECK_HAS_STR(e.msg, row->part);
		CHECK(clock_boot_ms() - begun_ms >= 200);
		CHECK(clock_boot_ms() - begun_ms < 10000);
		free(finish(&p));
	}
}

TEST(nobody_listens)
{
	static const struct peer_reply none[] = { { NULL, PEER_CLOSE } };
	struct pair p;
	struct err e = { 0 };
	struct http_answer answer;

	begin(&p, none, PEER_PLAIN, false);
	int status;
	CHECK(waitpid(p.peer.pid, &status, 0) == p.peer.pid); /* its port is free now */
	struct http_request r = { .url = p.url, .token = TOKEN };
	CHECK_ERR(http_exchange(p.http, &r, p.arena, &answer, &e), e, ERR_NET);
	free(finish(&p));
}

TEST(certificates_are_verified)
{
	static const struct {
		enum peer_speech speech;
		bool trusted, good;
	} rows[] = {
		{ PEER_TLS, true, true },
		{ PEER_TLS, false, false },
		{ PEER_TLS_OTHER_NAME, true, false },
	};

	EACH_CASE (row, rows) {
		struct pair p;
		struct err e = { 0 };
		struct http_answer answer;
		begin(&p, good, row->speech, row->trusted);
		struct http_request r = { .url = p.url, .token = TOKEN, .answer_max = 64 };
		bool done = http_exchange(p.http, &r, p.arena, &answer, &e);
		CHECK_EQ_INT(done, row->good);
		if (!done)
			CHECK_EQ_INT(e.code, ERR_NET);
		char *heard = finish(&p);
		CHECK_EQ_INT(strstr(heard, TOKEN) != NULL, row->good);
		free(heard);
	}
}

TEST(proxies_of_the_environment_are_not_used)
{
	struct pair p;
	struct err e = { 0 };
	struct http_answer answer;

	CHECK(setenv("http_proxy", "http://127.0.0.1:1", 1) == 0);
	CHECK(setenv("ALL_PROXY", "http://127.0.0.1:1", 1) == 0);
	begin(&p, good, PEER_PLAIN, false);
	struct http_request r = { .url = p.url, .answer_max = 64 };
	CHECK_OK(http_exchange(p.http, &r, p.arena, &answer, &e), e);
	CHECK(unsetenv("http_proxy") == 0 && unsetenv("ALL_PROXY") == 0);
	free(finish(&p));
}

TEST(addresses_and_headers_are_checked)
{
	static const struct {
		const char *url, *token, *header, *part;
	} rows[] = {
		{ "ftp://127.0.0.1/a", NULL, NULL, "only http and https" },
		{ "file:///etc/hostname", NULL, NULL, "only http and https" },
		{ "http://anna:geheim@127.0.0.1/a", NULL, NULL, "no user" },
		{ "http://127.0.0.1/a b", NULL, NULL, "printable" },
		{ "http://127.0.0.1/a\r\nX: y", NULL, NULL, "printable" },
		{ "127.0.0.1/a", NULL, NULL, "http://host/path" },
		{ "", NULL, NULL, "http://host/path" },
		{ "http://127.0.0.1/a", "x\r\nX: y", NULL, "token" },
		{ "http://127.0.0.1/a", NULL, "x\r\nX: y", "header" },
	};

	EACH_CASE (row, rows) {
		struct http *h = http_new(&(struct http_options){ 1000, 1000, NULL });
		struct arena *a = arena_new();
		struct http_answer answer;
		struct err e = { 0 };
		const struct http_header header = { "X-A", row->header };
		struct http_request r = { .url = row->url,
					  .token = row->token,
					  .headers = &header,
					  .n_headers = row->header != NULL };
		CHECK(!http_exchange(h, &r, a, &answer, &e));
		CHECK_EQ_INT(e.code, ERR_CONFIG);
		CHECK_HAS_STR(e.msg, row->part);
		CHECK(strstr(e.msg, "geheim") == NULL);
		arena_free(a);
		http_free(h);
	}
}

TEST(hidden_part_and_status_in_messages)
{
	static const struct peer_reply busy[] = {
		{ "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", PEER_CLOSE },
		{ NULL, PEER_CLOSE },
	};
	struct pair p;
	struct err e = { 0 };
	struct http_answer answer;
	char want[80];

	begin(&p, busy, PEER_PLAIN, false);
	struct http_request r = { .url = p.url, .hidden = "b" };
	if (CHECK_OK(http_exchange(p.http, &r, p.arena, &answer, &e), e))
		CHECK(!http_refuse(&answer, ERR_NET, &e));
	snprintf(want, sizeof want, "GET 127.0.0.1:%d/a/*: status 503", p.peer.port);
	CHECK_EQ_STR(e.msg, want);
	free(finish(&p));
}
