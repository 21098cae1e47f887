/* http.c - a portal as source: list, item, acknowledgement and result over HTTP. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "net/http.h"
#include <stdlib.h>
#include <string.h>
#include "agent/source/driver.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

/* LIST_BYTES_MAX: a thousand ids of 128 characters several times over. */
enum { LIST_BYTES_MAX = 1024 * 1024, SMALL_BYTES_MAX = 64 * 1024, ID_MAX = 128 };
/* BODY_BYTES_MAX: an answer's values are read from a screen. */
enum { BODY_BYTES_MAX = 1024 * 1024, BASE64_BYTES = (HASH_BYTES + 2) / 3 * 4 + 1 };

struct http_source {
	struct http *http;   /* owned */
	struct arena *arena; /* owned: the texts below */
	const char *url, *token;
};

static bool http_open(const struct source_options *o, void **ret_self, struct err *e)
{
	struct http_source *s = mem_zalloc(sizeof *s);

	(void)e; /* nothing is asked yet */
	s->arena = arena_new();
	s->url = arena_strdup(s->arena, o->url);
	s->token = o->token ? arena_strdup(s->arena, o->token) : NULL;
	s->http = http_new(&(struct http_options){ .timeout_ms = o->timeout_ms,
						   .stall_ms = o->timeout_ms / 2 + 1,
						   .ca_file = o->ca_file });
	*ret_self = s;
	return true;
}

static void http_close(void *self)
{
	struct http_source *s = self;

	if (s->token)
		mem_wipe((char *)s->token, strlen(s->token));
	http_free(s->http);
	arena_free(s->arena);
	free(s);
}

/* id_is_safe() - one piece of a path, the same before and after any decoding. */
static bool id_is_safe(const char *id)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789._~-";
	size_t len = strspn(id, letters);

	return len > 0 && len <= ID_MAX && id[len] == 0 && id[0] != '.';
}

/* ask() - one exchange about submission @id (NULL: none), whose name no message shows. */
static bool ask(struct http_source *s, const char *id, struct http_request *r, struct arena *a,
		struct http_answer *ret_answer, struct err *e)
{
	if (id && !id_is_safe(id))
		return err_set(e, ERR_INPUT, "an id that is no safe part of an address");
	r->token = s->token;
	r->hidden = id;
	return http_exchange(s->http, r, a, ret_answer, e);
}

/* read_list() - {"submissions":[{"id":"..."}, ...]}; what else stands in it is not ours. */
static bool read_list(const struct json *tree, struct arena *a, struct source_item **ret_list,
		      size_t *ret_n, struct err *e)
{
	const struct json *list = json_get(tree, "submissions");

	if (!list || list->type != JSON_LIST)
		return err_set(e, ERR_INPUT, "list:%d:%d: submissions: expected a list",
			       list ? list->line : tree->line, list ? list->col : tree->col);
	if (list->n > SOURCE_ITEMS_MAX)
		return err_set(e, ERR_INPUT, "list:%d:%d: submissions: more than %d", list->line,
			       list->col, SOURCE_ITEMS_MAX);
	struct source_item *items = arena_calloc(a, list->n, sizeof *items);
	for (size_t i = 0; i < list->n; i++) {
		const struct json *item = list->items[i], *id = json_get(item, "id");
		if (!id || id->type != JSON_TEXT || !id_is_safe(id->text))
			return err_set(e, ERR_INPUT,
				       "list:%d:%d: submissions[%zu].id: expected 1 to %d of A-Z, "
				       "a-z, 0-9 and ._~-, not beginning with '.'",
				       id ? id->line : item->line, id ? id->col : item->col, i + 1,
				       ID_MAX);
		items[i].external = id->text;
	}
	*ret_list = items;
	*ret_n = list->n;
	return true;
}

static bool http_list(void *self, struct arena *a, struct source_item **ret_list, size_t *ret_n,
		      struct err *e)
{
	struct http_source *s = self;
	struct http_answer answer;
	const struct json *tree;
	struct http_request r = { .url = arena_printf(a, "%s/submissions?limit=%d", s->url,
						      SOURCE_ITEMS_MAX),
				  .answer_max = LIST_BYTES_MAX };

	if (!ask(s, NULL, &r, a, &answer, e))
		return false;
	if (answer.status != 200)
		return http_refuse(&answer, ERR_NET, e);
	return json_parse("list", answer.body, answer.len, a, &tree, e) &&
	       read_list(tree, a, ret_list, ret_n, e);
}

/* base64() - of a digest, with its "=". */
static void base64(const uint8_t digest[HASH_BYTES], char ret_text[BASE64_BYTES])
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t at = 0;

	for (size_t i = 0; i < HASH_BYTES; i += 3) {
		size_t left = HASH_BYTES - i;
		uint32_t three = (uint32_t)digest[i] << 16 |
				 (left > 1 ? (uint32_t)digest[i + 1] << 8 : 0) |
				 (left > 2 ? digest[i + 2] : 0);
		ret_text[at++] = letters[three >> 18];
		ret_text[at++] = letters[three >> 12 & 63];
		ret_text[at++] = left > 1 ? letters[three >> 6 & 63] : '=';
		ret_text[at++] = left > 2 ? letters[three & 63] : '=';
	}
	ret_text[at] = 0;
}

/* is_whole() - the body is what the portal says it is: its length and its digest. */
static bool is_whole(const struct http_answer *answer, struct err *e)
{
	const char *length = http_header(answer, "Content-Length");
	const char *digest = http_header(answer, "Digest");
	uint8_t hash[HASH_BYTES];
	char text[BASE64_BYTES];
	uint64_t bytes;

	if (!length || !str_to_u64(length, INT64_MAX, &bytes) || bytes != answer->len)
		return err_set(e, ERR_NET, "%s: Content-Length is missing or wrong", answer->label);
	hash_of(answer->body, answer->len, hash);
	base64(hash, text);
	if (!digest || !str_starts(digest, "sha-256=") ||
	    !str_eq(digest + strlen("sha-256="), text))
		return err_set(e, ERR_NET, "%s: Digest is not that of the body", answer->label);
	return true;
}

static bool http_fetch(void *self, const struct source_item *item, struct arena *a,
		       const char **ret_data, size_t *ret_len, struct err *e)
{
	struct http_source *s = self;
	struct http_answer answer;
	struct http_request r = { .url = arena_printf(a, "%s/submissions/%s", s->url,
						      item->external),
				  .answer_max = SOURCE_ITEM_BYTES_MAX };

	if (!ask(s, item->external, &r, a, &answer, e))
		return false;
	if (answer.status == 404 || answer.status == 410)
		return http_refuse(&answer, ERR_NOT_FOUND, e);
	if (answer.status != 200)
		return http_refuse(&answer, ERR_NET, e);
	if (!is_whole(&answer, e))
		return false;
	*ret_data = answer.body;
	*ret_len = answer.len;
	return true;
}

static bool http_acknowledge(void *self, const char *external, enum source_fate fate,
			     const char *message, struct err *e)
{
	struct http_source *s = self;
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(buf_clear) struct buf body = { 0 };
	const struct http_header kind = { "Content-Type", "application/json" };
	struct http_answer answer;

	buf_init(&body, SMALL_BYTES_MAX);
	buf_adds(&body, fate == SOURCE_ACCEPTED ? "{\"fate\":\"accepted\",\"message\":"
						: "{\"fate\":\"refused\",\"message\":");
	json_write_text(message, &body);
	buf_adds(&body, "}");
	if (!buf_check(&body, "the message", e))
		return false;
	struct http_request r = { .method = HTTP_POST,
				  .url = arena_printf(a, "%s/submissions/%s/acknowledgement",
						      s->url, external),
				  .headers = &kind,
				  .n_headers = 1,
				  .body = body.data,
				  .len = body.len_bytes,
				  .answer_max = SMALL_BYTES_MAX };
	if (!ask(s, external, &r, a, &answer, e))
		return false;
	/* 409: it was acknowledged the other way before, which asking again does not change. */
	return answer.status / 100 == 2 || answer.status == 409 || http_refuse(&answer, ERR_NET, e);
}

/* is_final() - statuses by which the portal says that it will never take this answer. */
static bool is_final(int status)
{
	static const int list[] = { 400, 409, 410, 413, 415, 422 };

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (list[i] == status)
			return true;
	return false;
}

static bool http_deliver(void *self, const struct source_answer *answer, struct err *e)
{
	struct http_source *s = self;
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct http_header headers[] = {
		{ "Content-Type", "application/json" },
		{ "Idempotency-Key", answer->idempotency_key },
	};
	struct http_answer said;
	struct http_request r = { .method = HTTP_PUT,
				  .url = arena_printf(a, "%s/submissions/%s/result", s->url,
						      answer->external),
				  .headers = headers,
				  .n_headers = 2,
				  .body = answer->body,
				  .len = strlen(answer->body),
				  .answer_max = SMALL_BYTES_MAX };

	if (r.len > BODY_BYTES_MAX)
		return err_set(e, ERR_INPUT, "an answer of more than %d bytes", BODY_BYTES_MAX);
	if (!ask(s, answer->external, &r, a, &said, e))
		return false;
	if (said.status / 100 == 2)
		return true;
	return http_refuse(&said, is_final(said.status) ? ERR_INPUT : ERR_NET, e);
}

static int http_fd(void *self)
{
	(void)self;
	return -1;
}

const struct source_ops source_http_ops = {
	.open = http_open,
	.close = http_close,
	.list = http_list,
	.fetch = http_fetch,
	.acknowledge = http_acknowledge,
	.deliver = http_deliver,
	.fd = http_fd,
};
