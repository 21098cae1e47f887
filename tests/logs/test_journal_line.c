/* test_journal_line.c - one line has one form: written, read, and nothing else accepted. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_line.h"

#include "logs/journal_field.h"
#include "tests/check.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define HASH "00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff"
#define HEAD "{\"n\":12,\"t\":\"2026-11-23T10:11:12.000456Z\","
#define ORIGIN \
	"\"origin\":{\"process\":\"worker-1\",\"host\":\"0123456789abcdef\"," \
	"\"boot\":\"fedcba9876543210\"},"
#define JOB "\"job\":\"AB-0123456789\","
#define KIND "\"kind\":\"commit_intent\","
#define BODY \
	"\"body\":{\"op\":7,\"late\":true,\"token\":3,\"stage\":\"anmelden\",\"intent\":\"" HASH \
	"\"},"
#define PREV "\"prev\":\"" ZEROS "\"}"

static const char whole[] = HEAD ORIGIN JOB KIND BODY PREV;

/* read_line() - is @text accepted? The error's text goes to @e. */
static bool read_line(const char *text, struct journal_line *line, struct err *e)
{
	*e = (struct err){ 0 };
	return journal_line_read(text, strlen(text), line, e);
}

TEST(a_line_is_written_in_exactly_this_form)
{
	struct journal_line line = { .n = 12, .t_us = INT64_C(1795428672000456) };
	CLEANUP(buf_clear) struct buf out = { 0 };

	buf_init(&out, 4096);
	memcpy(line.process, "worker-1", 9);
	memcpy(line.host, "0123456789abcdef", 17);
	memcpy(line.boot, "fedcba9876543210", 17);
	memcpy(line.job, "AB-0123456789", 14);
	line.body = journal_body(JK_COMMIT_INTENT);
	journal_put_hex(&line.body, JF_INTENT, HASH);
	journal_put_id(&line.body, JF_STAGE, "anmelden");
	journal_put(&line.body, JF_TOKEN, 3);
	journal_put(&line.body, JF_LATE, 1);
	journal_put(&line.body, JF_OP, 7);
	journal_line_write(&line, &out);
	CHECK_EQ_STR(out.data, whole);
}

TEST(a_line_is_read_back)
{
	struct journal_line line;
	CLEANUP(buf_clear) struct buf out = { 0 };
	struct err e;

	buf_init(&out, 4096);
	CHECK_OK(read_line(whole, &line, &e), e);
	CHECK_EQ_UINT(line.n, 12);
	CHECK_EQ_INT(line.t_us, INT64_C(1795428672000456));
	CHECK_EQ_STR(line.process, "worker-1");
	CHECK_EQ_STR(line.job, "AB-0123456789");
	CHECK_EQ_INT(line.body.kind, JK_COMMIT_INTENT);
	CHECK_EQ_UINT(line.body.value[JF_TOKEN].count, 3);
	CHECK_EQ_STR(line.body.value[JF_STAGE].id, "anmelden");
	journal_line_write(&line, &out);
	CHECK_EQ_STR(out.data, whole);
}

TEST(any_other_form_is_refused_with_its_place)
{
	static const struct {
		const char *text, *why;
	} lines[] = {
		{ "", "column 1: " },
		{ "{}", "column 1: " },
		{ " " HEAD ORIGIN JOB KIND BODY PREV, "column 1: " },
		{ HEAD ORIGIN JOB KIND BODY PREV " ", "goes on behind its end" },
		{ HEAD ORIGIN JOB KIND BODY PREV "\r", "goes on behind its end" },
		{ HEAD ORIGIN JOB KIND BODY "\"prev\":\"" ZEROS "\"", "\"} is expected here" },
		{ "{\"n\":012,\"t\":\"2026-11-23T10:11:12.000456Z\"," ORIGIN JOB KIND BODY PREV,
		  "column 6: a number" },
		{ "{\"n\":-1,", "column 6: a number" },
		{ "{\"n\":9007199254740993,", "column 6: a number" },
		{ "{\"n\":12.0,", "column 8: " },
		{ "{\"n\":1,\"t\":\"2026-02-29T10:11:12.000456Z\"," ORIGIN, "no such time" },
		{ "{\"n\":1,\"t\":\"2026-13-01T10:11:12.000456Z\"," ORIGIN, "no such time" },
		{ "{\"n\":1,\"t\":\"2026-11-23T24:00:00.000000Z\"," ORIGIN, "no such time" },
		{ "{\"n\":1,\"t\":\"2026-11-23T10:60:00.000000Z\"," ORIGIN, "no such time" },
		{ "{\"n\":1,\"t\":\"1969-12-31T23:59:59.999999Z\"," ORIGIN, "no such time" },
		{ "{\"n\":1,\"t\":\"9999-12-31T24:00:00.000000Z\"," ORIGIN, "no such time" },
		{ "{\"n\":1,\"t\":\"2026-11-23 10:11:12.000456Z\"," ORIGIN, "a time as" },
		{ HEAD "\"origin\":{\"process\":\"\",", "an id" },
		{ HEAD "\"origin\":{\"process\":\"w 1\",", "an id of" },
		{ HEAD "\"origin\":{\"process\":\"w\",\"host\":\"0123456789ABCDEF\",", "hex" },
		{ HEAD ORIGIN "\"job\":\"J\\u00fcrgen\",", "an id of" },
		{ HEAD ORIGIN JOB "\"kind\":\"commit_hope\",", "no kind of this name" },
		{ HEAD ORIGIN JOB KIND "\"body\":{\"reason\":\"" HASH "\"}," PREV,
		  "this kind has no such field" },
		{ HEAD ORIGIN JOB KIND "\"body\":{\"name\":\"x\"}," PREV, "no field of this name" },
		{ HEAD ORIGIN JOB KIND "\"body\":{\"token\":3,\"stage\":\"a\"}," PREV,
		  "is missing" },
		{ HEAD ORIGIN JOB KIND "\"body\":{}," PREV, "is missing" },
		{ HEAD ORIGIN JOB KIND "\"body\":{\"stage\":\"a\",\"token\":3,\"intent\":\"" HASH
				       "\"}," PREV,
		  "not in their order" },
		{ HEAD ORIGIN JOB KIND "\"body\":{\"token\":3,\"token\":3,\"stage\":\"a\"}," PREV,
		  "not in their order" },
		{ HEAD ORIGIN JOB KIND "\"body\":{\"late\":1,\"token\":3}," PREV,
		  "false is expected here" },
		{ HEAD ORIGIN JOB KIND "\"body\":{\"token\":\"3\"}," PREV, "a number" },
		{ HEAD ORIGIN JOB KIND "\"body\":{\"token\":3,\"stage\":\"a\",}," PREV,
		  "\" is expected here" },
		{ HEAD ORIGIN JOB KIND BODY "\"prev\":\"abc\"}", "hex digits" },
	};

	EACH_CASE (l, lines) {
		struct journal_line line;
		struct err e;
		CHECK(!read_line(l->text, &line, &e));
		CHECK_EQ_INT(e.code, ERR_SEALED);
		CHECK_HAS_STR(e.msg, l->why);
		CHECK_HAS_STR(e.msg, "column ");
	}
}

TEST(every_single_changed_byte_is_refused_or_read_as_itself)
{
	char text[sizeof whole];

	for (size_t i = 0; i < sizeof whole - 1; i++) {
		for (int value = 0; value < 256; value++) {
			CLEANUP(buf_clear) struct buf out = { 0 };
			struct journal_line line;
			struct err e = { 0 };
			memcpy(text, whole, sizeof whole);
			text[i] = (char)value;
			if (!journal_line_read(text, sizeof whole - 1, &line, &e))
				continue;
			buf_init(&out, 4096);
			journal_line_write(&line, &out);
			CHECK_EQ_UINT(out.len_bytes, sizeof whole - 1);
			CHECK_EQ_MEM(out.data, text, sizeof whole - 1);
		}
	}
}

TEST(times_are_the_calendar)
{
	static const struct {
		int64_t t_us;
		const char *text;
	} times[] = {
		{ 0, "1970-01-01T00:00:00.000000Z" },
		{ INT64_C(951782400000000), "2000-02-29T00:00:00.000000Z" },
		{ INT64_C(4107542400000000), "2100-03-01T00:00:00.000000Z" },
		{ INT64_C(1798761599999999), "2026-12-31T23:59:59.999999Z" },
		{ INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z" },
	};

	EACH_CASE (t, times) {
		char text[JOURNAL_TIME_BYTES];
		journal_time_text(t->t_us, text);
		CHECK_EQ_STR(text, t->text);
	}
	/* Every day of 400 years, against the C library. */
	for (int64_t day = 0; day < 146097; day++) {
		char text[JOURNAL_TIME_BYTES], want[JOURNAL_TIME_BYTES];
		time_t seconds = (time_t)(day * 86400 + 86399);
		struct tm tm;
		journal_time_text((int64_t)seconds * 1000000, text);
		CHECK(gmtime_r(&seconds, &tm) != NULL);
		CHECK(strftime(want, sizeof want, "%Y-%m-%dT%H:%M:%S.000000Z", &tm) > 0);
		if (strcmp(text, want) != 0)
			CHECK_EQ_STR(text, want);
	}
}

TEST(what_is_no_id_becomes_the_word_invalid)
{
	static const struct {
		const char *given, *kept;
	} ids[] = {
		{ "anmelden", "anmelden" },
		{ "a.b_c:D-9", "a.b_c:D-9" },
		{ "", "invalid" },
		{ "Müller", "invalid" },
		{ "a b", "invalid" },
		{ "a\"b", "invalid" },
		{ "x123456789x123456789x123456789x123456789x123456789x123456789x123",
		  "x123456789x123456789x123456789x123456789x123456789x123456789x123" },
		{ "x123456789x123456789x123456789x123456789x123456789x123456789x1234", "invalid" },
	};

	EACH_CASE (id, ids) {
		struct journal_body b = journal_body(JK_COMMIT_PROOF);
		journal_put_id(&b, JF_STAGE, id->given);
		CHECK_EQ_STR(b.value[JF_STAGE].id, id->kept);
	}
}

TEST(a_field_takes_its_own_type_only)
{
	struct journal_body b = journal_body(JK_COMMIT_INTENT);

	CHECK_ABORTS(journal_put(&b, JF_STAGE, 1));
	CHECK_ABORTS(journal_put(&b, JF_LATE, 2));
	CHECK_ABORTS(journal_put(&b, JF_TOKEN, JOURNAL_COUNT_MAX + 1));
	CHECK_ABORTS(journal_put_id(&b, JF_TOKEN, "x"));
	CHECK_ABORTS(journal_put_hash(&b, JF_STAGE, NULL));
	CHECK_ABORTS(journal_put_hex(&b, JF_INTENT, "ABC"));
	journal_put_hex(&b, JF_INTENT, "");
	for (int i = 0; i < VAULT_HASH_BYTES; i++)
		CHECK(b.value[JF_INTENT].hash[i] == 0);
}

TEST(every_field_is_demanded_by_a_kind_and_every_kind_fits_a_line)
{
	uint64_t used = JOURNAL_FREE_FIELDS;

	for (int k = 0; k < JOURNAL_KINDS_N; k++) {
		uint64_t demanded = journal_kind_demands((enum journal_kind)k);
		CHECK(demanded != 0 && (demanded & JOURNAL_FREE_FIELDS) == 0);
		used |= demanded;
	}
	for (int f = 0; f < JOURNAL_FIELDS_N; f++)
		CHECK(used & JOURNAL_BIT(f));
	/* All fields at once, each at its longest, are less than a line. */
	CHECK(JOURNAL_FIELDS_N * (20 + 66) + 600 < 4096);
}
