/* test_source.c - the conformance suite of sources: the same demands on every driver. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include "agent/source/source.h"
#include "base/file.h"
#include "tests/source/portal.h"

/* One source and the world behind it. */
struct stage {
	const struct kind *kind;
	char folder[64];
	struct portal portal;
	struct source *source;
	struct arena *arena;
	struct source_item *list;
	size_t n;
	time_t clock; /* when the last file was written */
};

/* How a driver's world is looked at and fed from outside. */
struct kind {
	const char *name;
	enum source_kind kind;
	void (*submit)(struct stage *s, const char *name, const char *bytes, size_t len);
	/* "accepted", "refused: MESSAGE", "" */
	const char *(*fate)(struct stage *s, const char *name);
	/* the one result, NULL if there is none; fails if there are two */
	const char *(*result)(struct stage *s, const char *name);
};

/* path_of() - FOLDER/SUB/NAME+ENDING. */
static const char *path_of(struct stage *s, const char *sub, const char *name, const char *ending)
{
	return arena_printf(s->arena, "%s/%s%s%s", s->folder, sub, name, ending);
}

/* text_at() - what the file holds, NULL if there is none. */
static const char *text_at(struct stage *s, const char *path)
{
	struct err e = { 0 };
	char *data;
	size_t len;

	if (!file_read(path, 1 << 20, &data, &len, &e))
		return NULL;
	const char *text = arena_strndup(s->arena, data, len);
	free(data);
	return text;
}

static void folder_submit(struct stage *s, const char *name, const char *bytes, size_t len)
{
	const char *beside = path_of(s, ".", name, "");
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL, 0600);

	CHECK(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
	/* two files of one tick of the kernel's clock would be equally old */
	const struct timespec written[2] = { { .tv_sec = ++s->clock }, { .tv_sec = s->clock } };
	CHECK(futimens(fd, written) == 0);
	close(fd);
	CHECK(rename(beside, path_of(s, "", name, ".json")) == 0);
}

static const char *folder_fate(struct stage *s, const char *name)
{
	const char *reason = text_at(s, path_of(s, "failed/", name, ".reason.txt"));

	CHECK_EQ_INT(text_at(s, path_of(s, "failed/", name, ".json")) != NULL, reason != NULL);
	if (reason)
		return arena_printf(s->arena, "refused: %.*s", (int)strlen(reason) - 1, reason);
	return text_at(s, path_of(s, "done/", name, ".json")) ? "accepted" : "";
}

static const char *folder_result(struct stage *s, const char *name)
{
	char pattern[256];

	snprintf(pattern, sizeof pattern, "test $(ls -A %s/results | grep -c '^.*%s') -le 1",
		 s->folder, name);
	CHECK(system(pattern) == 0);
	return text_at(s, path_of(s, "results/", name, ".json"));
}

static void portal_fresh(struct stage *s, const char *name, const char *bytes, size_t len)
{
	portal_submit(&s->portal, name, bytes, len);
}

static const char *portal_fate(struct stage *s, const char *name)
{
	const struct json *row = portal_state(&s->portal, name), *fate = json_get(row, "fate");

	if (fate->type != JSON_TEXT)
		return "";
	return strcmp(fate->text, "refused") != 0
		       ? fate->text
		       : arena_printf(s->arena, "refused: %s", json_get(row, "message")->text);
}

static const char *portal_result(struct stage *s, const char *name)
{
	const struct json *result = json_get(portal_state(&s->portal, name), "result");
	struct buf text;

	CHECK_EQ_INT(portal_count(&s->portal, name, "other_key"), 0);
	if (result->type == JSON_NULL)
		return NULL;
	buf_init(&text, 1 << 20);
	json_write(result, &text);
	const char *copy = arena_strdup(s->arena, text.data);
	buf_clear(&text);
	return copy;
}

static const struct kind kinds[] = {
	{ "folder", SOURCE_FOLDER, folder_submit, folder_fate, folder_result },
	{ "http", SOURCE_HTTP, portal_fresh, portal_fate, portal_result },
};

static void open_source(struct stage *s)
{
	struct err e = { 0 };
	struct source_options o = {
		.kind = s->kind->kind,
		.name = "quelle",
		.folder = s->folder,
		.url = arena_printf(s->arena, "http://127.0.0.1:%d", s->portal.port),
		.token = PORTAL_TOKEN,
		.timeout_ms = 20000,
	};

	if (!CHECK_OK(source_open(&o, &s->source, &e), e))
		abort();
}

static void begin(struct stage *s, const struct kind *kind)
{
	*s = (struct stage){ .kind = kind, .arena = arena_new() };
	strcpy(s->folder, "/tmp/amtsbote-source-XXXXXX");
	if (!CHECK(mkdtemp(s->folder) != NULL))
		abort();
	if (kind->kind == SOURCE_HTTP)
		portal_start(&s->portal, s->folder);
	open_source(s);
}

static void end(struct stage *s)
{
	struct err e = { 0 };

	source_close(s->source);
	if (s->kind->kind == SOURCE_HTTP)
		portal_end(&s->portal);
	arena_free(s->arena);
	CHECK_OK(file_remove_tree(s->folder, &e), e);
}

/* look() - list; then s->list and s->n are new. */
static void look(struct stage *s)
{
	struct err e = { 0 };

	if (!CHECK_OK(source_list(s->source, s->arena, &s->list, &s->n, &e), e))
		abort();
}

static const char *fetched(struct stage *s, size_t i)
{
	struct err e = { 0 };
	const char *data = "";
	size_t len = 0;

	CHECK_OK(source_fetch(s->source, &s->list[i], s->arena, &data, &len, &e), e);
	return arena_strndup(s->arena, data, len);
}

#define EACH_KIND(stage) \
	EACH_CASE (kind_, kinds) \
		for (int once_ = (begin(&(stage), kind_), 1); once_; once_ = (end(&(stage)), 0))

TEST(nothing_there)
{
	struct stage s;

	EACH_KIND(s)
	{
		look(&s);
		CHECK_EQ_UINT(s.n, 0);
	}
}

TEST(listed_oldest_first_and_fetched_as_they_are)
{
	struct stage s;
	const char with_nul[] = "b\0\xff{";

	EACH_KIND(s)
	{
		s.kind->submit(&s, "zwei", "{\"a\": \"Ä\" }", 13);
		s.kind->submit(&s, "eins", with_nul, sizeof with_nul - 1);
		look(&s);
		if (!CHECK_EQ_UINT(s.n, 2))
			continue;
		CHECK_EQ_STR(fetched(&s, 0), "{\"a\": \"Ä\" }");
		const char *data;
		size_t len;
		struct err e = { 0 };
		CHECK_OK(source_fetch(s.source, &s.list[1], s.arena, &data, &len, &e), e);
		CHECK_EQ_UINT(len, sizeof with_nul - 1);
		CHECK_EQ_MEM(data, with_nul, len);
	}
}

TEST(ids_stay_and_what_was_not_acknowledged_comes_again)
{
	struct stage s;

	EACH_KIND(s)
	{
		s.kind->submit(&s, "a", "{}", 2);
		look(&s);
		const char *first = s.list[0].external;
		source_close(s.source);
		open_source(&s);
		look(&s);
		CHECK_EQ_UINT(s.n, 1);
		CHECK_EQ_STR(s.list[0].external, first);
		CHECK_EQ_STR(s.kind->fate(&s, "a"), "");
	}
}

TEST(acknowledged_is_not_listed_again)
{
	struct stage s;

	EACH_KIND(s)
	{
		struct err e = { 0 };
		s.kind->submit(&s, "gut", "{}", 2);
		s.kind->submit(&s, "schlecht", "[", 1);
		look(&s);
		const char *good = s.list[0].external, *bad = s.list[1].external;
		for (int i = 0; i < 2; i++) { /* idempotent */
			CHECK_OK(source_acknowledge(s.source, good, SOURCE_ACCEPTED, "", &e), e);
			CHECK_OK(source_acknowledge(s.source, bad, SOURCE_REFUSED, "kein \"JSON\"",
						    &e),
				 e);
		}
		look(&s);
		CHECK_EQ_UINT(s.n, 0);
		CHECK_EQ_STR(s.kind->fate(&s, "gut"), "accepted");
		CHECK_EQ_STR(s.kind->fate(&s, "schlecht"), "refused: kein \"JSON\"");
	}
}

TEST(one_result_however_often_delivered)
{
	struct stage s;

	EACH_KIND(s)
	{
		struct err e = { 0 };
		s.kind->submit(&s, "a", "{}", 2);
		look(&s);
		const struct source_answer answer = { .external = s.list[0].external,
						      .mark = "AB-1",
						      .idempotency_key = "AB-1:entered",
						      .outcome = JOB_ENTERED,
						      .body = "{\"job\":\"AB-1\"}" };
		CHECK_EQ_STR(s.kind->result(&s, "a"), NULL);
		for (int i = 0; i < 3; i++) {
			CHECK_OK(source_deliver(s.source, &answer, &e), e);
			source_close(s.source);
			open_source(&s);
		}
		CHECK_EQ_STR(s.kind->result(&s, "a"), "{\"job\":\"AB-1\"}");
	}
}

TEST(too_large_is_a_limit_and_can_be_refused)
{
	struct stage s;
	size_t len = SOURCE_ITEM_BYTES_MAX + 1;
	char *large = calloc(len, 1);

	memset(large, ' ', len);
	EACH_KIND(s)
	{
		struct err e = { 0 };
		const char *data;
		size_t got;
		s.kind->submit(&s, "riesig", large, len);
		s.kind->submit(&s, "passt", large, len - 1);
		look(&s);
		if (!CHECK_EQ_UINT(s.n, 2))
			continue;
		CHECK_ERR(source_fetch(s.source, &s.list[0], s.arena, &data, &got, &e), e,
			  ERR_LIMIT);
		CHECK_OK(source_fetch(s.source, &s.list[1], s.arena, &data, &got, &e), e);
		CHECK_OK(source_acknowledge(s.source, s.list[0].external, SOURCE_REFUSED, "zu groß",
					    &e),
			 e);
		look(&s);
		CHECK_EQ_UINT(s.n, 1);
	}
	free(large);
}

TEST(gone_meanwhile)
{
	struct stage s;

	EACH_KIND(s)
	{
		struct err e = { 0 };
		const struct source_item none = { s.kind->kind ? "weg" : "weg@0123456789abcdef" };
		const char *data;
		size_t len;
		CHECK_ERR(source_fetch(s.source, &none, s.arena, &data, &len, &e), e,
			  ERR_NOT_FOUND);
	}
}

TEST(impossible_ids_are_refused_and_never_used)
{
	static const char *const ids[] = {
		"",
		"..",
		"../x",
		"a/b",
		"a%2fb",
		"a?b",
		"a#b",
		"a b",
		"a\nb",
		"\xff",
		".x",
		"/",
		"/etc/passwd",
		"../x@0123456789abcdef",
		"a/b@0123456789abcdef",
		".x@0123456789abcdef",
		"a@0123456789ABCDEF",
		"a\n@0123456789abcdef",
		"//@0123456789abcdef",
		"@0123456789abcdef",
	};
	struct stage s;

	EACH_KIND(s)
	{
		for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
			struct err e = { 0 };
			const struct source_item item = { ids[i] };
			const struct source_answer answer = { .external = ids[i],
							      .mark = "AB-1",
							      .idempotency_key = "k",
							      .body = "{}" };
			const char *data;
			size_t len;
			CHECK_ERR(source_fetch(s.source, &item, s.arena, &data, &len, &e), e,
				  ERR_INPUT);
			CHECK_ERR(source_acknowledge(s.source, ids[i], SOURCE_ACCEPTED, "", &e), e,
				  ERR_INPUT);
			CHECK_ERR(source_deliver(s.source, &answer, &e), e, ERR_INPUT);
		}
	}
}

TEST(messages_name_the_source_and_no_item)
{
	struct stage s;

	EACH_KIND(s)
	{
		struct err e = { 0 };
		const char *data;
		size_t len;
		s.kind->submit(&s, "Huber-Antrag", "{}", 2);
		look(&s);
		const char *id = s.list[0].external;
		CHECK_OK(source_acknowledge(s.source, id, SOURCE_ACCEPTED, "", &e), e);
		if (s.kind->kind == SOURCE_HTTP)
			portal_switch(&s.portal, "{\"500\":1}");
		CHECK(!source_fetch(s.source, &s.list[0], s.arena, &data, &len, &e));
		CHECK_HAS_STR(e.msg, "source 'quelle': ");
		CHECK(strstr(e.msg, "Huber") == NULL);
	}
}
