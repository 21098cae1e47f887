/* test_intent.c - what an intent says is read back as it was; anything else is refused. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/run/intent.h"
#include "tests/check.h"

TEST(an_intent_is_read_back)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(buf_clear) struct buf text = { 0 };
	const char *before[] = { NULL, "52.104711.0" };
	struct run_value values[] = { { "ort", "Grün\"stadt" }, { "nummer", "7" } };
	const struct intent in = { before, 2, PROBE_ABSENT, values, 2 };
	struct intent out;
	struct err e = { 0 };

	buf_init(&text, INTENT_BYTES_MAX);
	intent_write(&in, &text);
	CHECK_EQ_STR(text.data, "{\"before\":[null,\"52.104711.0\"],\"baseline\":\"absent\","
				"\"values\":{\"ort\":\"Grün\\\"stadt\",\"nummer\":\"7\"}}");
	if (!CHECK_OK(intent_read(text.data, a, &out, &e), e) || !CHECK_EQ_UINT(out.n_before, 2) ||
	    !CHECK_EQ_UINT(out.n_values, 2))
		return;
	CHECK(out.before[0] == NULL);
	CHECK_EQ_STR(out.before[1], "52.104711.0");
	CHECK_EQ_INT(out.baseline, PROBE_ABSENT);
	CHECK_EQ_STR(out.values[0].name, "ort");
	CHECK_EQ_STR(out.values[0].text, "Grün\"stadt");
}

TEST(an_intent_without_a_look_before_says_so)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct intent out;
	struct err e = { 0 };

	CHECK_OK(intent_read("{\"before\":[],\"baseline\":null,\"values\":{}}", a, &out, &e), e);
	CHECK_EQ_INT(out.baseline, PROBE_UNCLEAR);
}

/* A probe that believed a damaged intent could call another one's record ours. */
TEST(what_is_no_intent_is_refused)
{
	static const struct {
		const char *json;
	} rows[] = {
		{ "" },
		{ "[]" },
		{ "{}" },
		{ "{\"before\":[],\"values\":{}}" },
		{ "{\"before\":[],\"baseline\":\"perhaps\",\"values\":{}}" },
		{ "{\"before\":[],\"baseline\":true,\"values\":{}}" },
		{ "{\"before\":[1],\"baseline\":null,\"values\":{}}" },
		{ "{\"before\":[],\"baseline\":null,\"values\":{\"a\":1}}" },
		{ "{\"before\":[],\"baseline\":null}" },
	};

	EACH_CASE (row, rows) {
		CLEANUP(arena_freep) struct arena *a = arena_new();
		struct intent out;
		struct err e = { 0 };
		CHECK_ERR(intent_read(row->json, a, &out, &e), e, ERR_INPUT);
	}
}
