/* test_http.c - the HTTP source when its portal misbehaves. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "agent/source/source.h"
#include "base/file.h"
#include "tests/net/peer.h"
#include "tests/source/portal.h"

struct stage {
	char folder[64];
	struct portal portal;
	struct source *source;
	struct arena *arena;
};

static struct source *open_at(struct arena *a, int port, const char *token, int64_t timeout_ms)
{
	struct err e = { 0 };
	struct source *s = NULL;
	struct source_options o = { .kind = SOURCE_HTTP,
				    .name = "portal",
				    .url = arena_printf(a, "http://127.0.0.1:%d", port),
				    .token = token,
				    .timeout_ms = timeout_ms };

	CHECK_OK(source_open(&o, &s, &e), e);
	return s;
}

static void begin(struct stage *s, int64_t timeout_ms)
{
	*s = (struct stage){ .arena = arena_new() };
	strcpy(s->folder, "/tmp/amtsbote-source-XXXXXX");
	if (!CHECK(mkdtemp(s->folder) != NULL))
		abort();
	portal_start(&s->portal, s->folder);
	s->source = open_at(s->arena, s->portal.port, PORTAL_TOKEN, timeout_ms);
}

static void end(struct stage *s)
{
	struct err e = { 0 };

	source_close(s->source);
	portal_end(&s->portal);
	arena_free(s->arena);
	CHECK_OK(file_remove_tree(s->folder, &e), e);
}

static const struct source_item geheim_id = { "geheime-kennung" };
static const struct source_answer answer = { .external = "geheime-kennung",
					     .mark = "AB-1",
					     .idempotency_key = "AB-1:entered",
					     .outcome = JOB_ENTERED,
					     .body = "{\"job\":\"AB-1\"}" };

TEST(faults_of_the_portal_are_errors_once_and_then_over)
{
	static const struct {
		const char *fault, *part;
	} rows[] = {
		{ "{\"500\":1}", "/submissions/*: status 500" },
		{ "{\"schnitt\":1}", "cut short" },
		{ "{\"faelschung\":1}", "Digest is not that of the body" },
		{ "{\"haengt\":1}", "nothing more came" },
		{ "{\"langsam\":3000}", "nothing more came" },
		{ "{\"weg\":1}", "127.0.0.1" },
	};
	struct stage s;

	begin(&s, 1000);
	portal_submit(&s.portal, geheim_id.external, "{\"a\":1}", 7);
	EACH_CASE (row, rows) {
		struct err e = { 0 };
		const char *data;
		size_t len;
		portal_switch(&s.portal, row->fault);
		CHECK(!source_fetch(s.source, &geheim_id, s.arena, &data, &len, &e));
		CHECK_EQ_INT(e.code, ERR_NET);
		CHECK_HAS_STR(e.msg, row->part);
		CHECK(strstr(e.msg, PORTAL_TOKEN) == NULL && strstr(e.msg, "geheim") == NULL);
		memset(&e, 0, sizeof e);
		portal_switch(&s.portal, "{\"langsam\":0,\"weg\":0}");
		CHECK_OK(source_fetch(s.source, &geheim_id, s.arena, &data, &len, &e), e);
		CHECK_EQ_UINT(len, 7);
	}
	end(&s);
}

TEST(stored_but_no_answer_is_one_result_and_one_acknowledgement)
{
	struct stage s;
	struct err e = { 0 };

	begin(&s, 20000);
	portal_submit(&s.portal, geheim_id.external, "{}", 2);
	portal_switch(&s.portal, "{\"stumm-quittung\":2,\"stumm-ergebnis\":2}");
	for (int i = 0; i < 2; i++) {
		CHECK_ERR(source_acknowledge(s.source, geheim_id.external, SOURCE_ACCEPTED, "", &e),
			  e, ERR_NET);
		CHECK_ERR(source_deliver(s.source, &answer, &e), e, ERR_NET);
	}
	CHECK_OK(source_acknowledge(s.source, geheim_id.external, SOURCE_ACCEPTED, "", &e), e);
	CHECK_OK(source_deliver(s.source, &answer, &e), e);
	CHECK_EQ_INT(portal_count(&s.portal, geheim_id.external, "acknowledgements"), 3);
	CHECK_EQ_INT(portal_count(&s.portal, geheim_id.external, "same_key"), 3);
	CHECK_EQ_INT(portal_count(&s.portal, geheim_id.external, "other_key"), 0);
	end(&s);
}

TEST(a_killed_portal_goes_on)
{
	struct stage s;
	struct err e = { 0 };
	struct source_item *list;
	size_t n;

	begin(&s, 20000);
	portal_submit(&s.portal, geheim_id.external, "{}", 2);
	CHECK_OK(source_list(s.source, s.arena, &list, &n, &e), e);
	portal_kill(&s.portal);
	CHECK_ERR(source_list(s.source, s.arena, &list, &n, &e), e, ERR_NET);
	CHECK_ERR(source_deliver(s.source, &answer, &e), e, ERR_NET);
	portal_start(&s.portal, s.folder);
	CHECK_OK(source_list(s.source, s.arena, &list, &n, &e), e);
	CHECK_EQ_UINT(n, 1);
	end(&s);
}

TEST(another_key_is_refused_for_good)
{
	struct stage s;
	struct err e = { 0 };
	struct source_answer other = answer;

	begin(&s, 20000);
	portal_submit(&s.portal, geheim_id.external, "{}", 2);
	CHECK_OK(source_deliver(s.source, &answer, &e), e);
	other.idempotency_key = "AB-2:entered";
	CHECK_ERR(source_deliver(s.source, &other, &e), e, ERR_INPUT);
	end(&s);
}

TEST(statuses_of_a_delivery)
{
	static const struct {
		const char *status;
		enum err_code want;
	} rows[] = {
		{ "200", ERR_NONE },  { "201", ERR_NONE },  { "204", ERR_NONE },
		{ "302", ERR_NET },   { "400", ERR_INPUT }, { "401", ERR_NET },
		{ "403", ERR_NET },   { "404", ERR_NET },   { "408", ERR_NET },
		{ "409", ERR_INPUT }, { "410", ERR_INPUT }, { "413", ERR_INPUT },
		{ "415", ERR_INPUT }, { "422", ERR_INPUT }, { "429", ERR_NET },
		{ "500", ERR_NET },   { "503", ERR_NET },
	};

	EACH_CASE (row, rows) {
		struct arena *a = arena_new();
		struct err e = { 0 };
		const struct peer_reply replies[] = {
			{ arena_printf(a, "HTTP/1.1 %s X\r\n%s\r\n", row->status,
				       strcmp(row->status, "204") ? "Content-Length: 0\r\n" : ""),
			  PEER_CLOSE },
			{ NULL, PEER_CLOSE },
		};
		struct peer p = peer_start(replies, PEER_PLAIN);
		struct source *s = open_at(a, p.port, "x", 20000);
		CHECK_EQ_INT(source_deliver(s, &answer, &e), row->want == ERR_NONE);
		CHECK_EQ_INT(e.code, row->want);
		source_close(s);
		free(peer_end(&p));
		arena_free(a);
	}
}

TEST(wrong_token)
{
	struct stage s;
	struct err e = { 0 };
	struct source_item *list;
	size_t n;

	begin(&s, 20000);
	source_close(s.source);
	s.source = open_at(s.arena, s.portal.port, "falsch-geheim", 20000);
	CHECK(!source_list(s.source, s.arena, &list, &n, &e));
	CHECK_EQ_INT(e.code, ERR_NET);
	CHECK_HAS_STR(e.msg, "status 401");
	CHECK(strstr(e.msg, "falsch-geheim") == NULL);
	end(&s);
}

/* deep() - lists nested more deeply than is read. */
static const char *deep(void)
{
	static char text[400];

	memset(text, '[', 200);
	memset(text + 200, ']', 199);
	return text;
}

/* items() - a list of @n submissions whose ids are @len letters long. */
static const char *items(int n, int len)
{
	static char text[64 * 1024];
	char *at = text + sprintf(text, "{\"submissions\":[");

	for (int i = 0; i < n; i++)
		at += sprintf(at, "%s{\"id\":\"%0*d\"}", i ? "," : "", len, i);
	sprintf(at, "]}");
	return strdup(text);
}

TEST(malformed_lists)
{
	const char *const fits = items(1000, 8), *const many = items(1001, 8);
	const char *const longest = items(1, 128), *const longer = items(1, 129);
	const struct {
		const char *body;
		enum err_code want;
		const char *part;
	} rows[] = {
		{ "{\"submissions\":[]}", ERR_NONE, "" },
		{ "{\"submissions\":[{\"id\":\"a\",\"more\":1}],\"next\":null}", ERR_NONE, "" },
		{ "", ERR_INPUT, "list:1:1: " },
		{ "{\"submissions\":[", ERR_INPUT, "list:1:17: " },
		{ "[]", ERR_INPUT, "list:1:1: submissions: expected a list" },
		{ "{\"submissions\":\n {}}", ERR_INPUT, "list:2:2: submissions: expected a list" },
		{ "{\"submissions\":[{\"id\":\"a\"},{}]}", ERR_INPUT, "submissions[2].id: " },
		{ "{\"submissions\":[{\"id\":7}]}", ERR_INPUT, "list:1:23: submissions[1].id: " },
		{ "{\"submissions\":[{\"id\":\"../x\"}]}", ERR_INPUT, "submissions[1].id: " },
		{ "{\"submissions\":[{\"id\":\"\xff\"}]}", ERR_INPUT, "UTF-8" },
		{ "\xef\xbb\xbf{\"submissions\":[]}", ERR_INPUT, "byte order mark" },
		{ deep(), ERR_INPUT, "too deeply" },
		{ fits, ERR_NONE, "" },
		{ many, ERR_INPUT, "more than 1000" },
		{ longest, ERR_NONE, "" },
		{ longer, ERR_INPUT, "submissions[1].id: " },
	};

	EACH_CASE (row, rows) {
		struct arena *a = arena_new();
		struct err e = { 0 };
		struct source_item *list;
		size_t n;
		const struct peer_reply replies[] = {
			{ arena_printf(a, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
				       strlen(row->body), row->body),
			  PEER_CLOSE },
			{ NULL, PEER_CLOSE },
		};
		struct peer p = peer_start(replies, PEER_PLAIN);
		struct source *s = open_at(a, p.port, NULL, 20000);
		CHECK_EQ_INT(source_list(s, a, &list, &n, &e), row->want == ERR_NONE);
		CHECK_EQ_INT(e.code, row->want);
		CHECK_HAS_STR(e.msg, row->part);
		if (row->want != ERR_NONE)
			CHECK_HAS_STR(e.msg, "source 'portal': list:");
		source_close(s);
		free(peer_end(&p));
		arena_free(a);
	}
	free((void *)fits);
	free((void *)many);
	free((void *)longest);
	free((void *)longer);
}

TEST(items_without_proof_that_they_are_whole)
{
	static const struct {
		const char *headers;
		enum err_code want;
	} rows[] = {
		{ "Content-Length: 2\r\nDigest: "
		  "sha-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=\r\n",
		  ERR_NONE },
		{ "Content-Length: 2\r\n", ERR_NET },
		{ "Content-Length: 2\r\nDigest: md5=x\r\n", ERR_NET },
		{ "Content-Length: 2\r\nDigest: "
		  "sha-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4p=\r\n",
		  ERR_NET },
		/* no length: the end is where the connection ends, which proves nothing */
		{ "Digest: sha-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=\r\n", ERR_NET },
	};

	EACH_CASE (row, rows) {
		struct arena *a = arena_new();
		struct err e = { 0 };
		const char *data;
		size_t len;
		const struct peer_reply replies[] = {
			{ arena_printf(a, "HTTP/1.1 200 OK\r\n%s\r\n{}", row->headers),
			  PEER_CLOSE },
			{ NULL, PEER_CLOSE },
		};
		struct peer p = peer_start(replies, PEER_PLAIN);
		struct source *s = open_at(a, p.port, NULL, 20000);
		CHECK_EQ_INT(source_fetch(s, &geheim_id, a, &data, &len, &e),
			     row->want == ERR_NONE);
		CHECK_EQ_INT(e.code, row->want);
		source_close(s);
		free(peer_end(&p));
		arena_free(a);
	}
}
