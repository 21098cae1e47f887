/* test_json.c - JSON with every number's text and every value's place. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/json.h"

/* VALUE: stands in every text of the documents below and must never show up in a message. */
#define VALUE "GEHEIM"

static const char document[] =
	"{\n"
	"  \"antrag\": {\"nummer\": 26.00, \"lang\": 12345678901234567890123, \"e\": -1.5e+10},\n"
	"  \"hund\": {\"name\": \"" VALUE "\", \"rasse\": \"" VALUE
	" \\u00e4\\ud83d\\ude00\\n\"},\n"
	"  \"kinder\": [true, false, null, [], {}, \"" VALUE "\"],\n"
	"  \"größe\": 0\n"
	"}\n";

/* written() - what json_write() makes of @text; "" and a failed check if it is refused. */
static char *written(const char *text)
{
	struct arena *a = arena_new();
	const struct json *tree;
	struct err e = { 0 };
	struct buf out;

	buf_init(&out, JSON_BYTES_MAX);
	if (CHECK_OK(json_parse("d", text, strlen(text), a, &tree, &e), e))
		json_write(tree, &out);
	arena_free(a);
	return buf_take(&out);
}

/* refusal() - the message that @len bytes get, in @msg; "" if they are accepted. */
static void refusal(const char *data, size_t len, struct err *e)
{
	struct arena *a = arena_new();
	const struct json *tree = NULL;
	char *exact = malloc(len ? len : 1);

	/* an exact block: a sanitizer sees a read behind it */
	memcpy(exact, data, len);
	*e = (struct err){ 0 };
	if (json_parse("d", exact, len, a, &tree, e))
		CHECK(tree != NULL && e->code == ERR_NONE);
	else
		CHECK(tree == NULL && e->code != ERR_NONE && strncmp(e->msg, "d:", 2) == 0);
	free(exact);
	arena_free(a);
}

TEST(documents_come_out_as_they_went_in)
{
	static const char *const rows[][2] = {
		{ "null", "null" },
		{ " [ 1 , 2 ] ", "[1,2]" },
		{ "26.00", "26.00" },
		{ "-0", "-0" },
		{ "1E+400", "1E+400" },
		{ "12345678901234567890123456789", "12345678901234567890123456789" },
		{ "\"\"", "\"\"" },
		{ "\"a\\\"b\\\\c\\/d\"", "\"a\\\"b\\\\c/d\"" },
		{ "\"\\t\\n\\r\"", "\"\\u0009\\u000a\\u000d\"" },
		{ "\"\\u00E4\\ud83d\\ude00\"", "\"ä😀\"" },
		{ "\"\\\\ud800\"", "\"\\\\ud800\"" },
		{ "\"a\xcc\x88\"", "\"ä\"" },
		{ "\"a\\u0308\"", "\"ä\"" },
		{ "{\"a\xcc\x88\":1}", "{\"ä\":1}" },
		{ "{\"b\":{},\"a\":[]}", "{\"b\":{},\"a\":[]}" },
		{ "{\"\":1}", "{\"\":1}" },
		{ "[true,false,null]", "[true,false,null]" },
	};

	EACH_CASE (row, rows) {
		char *got = written((*row)[0]);
		CHECK_EQ_STR(got, (*row)[1]);
		free(got);
	}
}

TEST(writing_is_stable)
{
	char *once = written(document), *twice = written(once);

	CHECK_EQ_STR(twice, once);
	free(once);
	free(twice);
}

TEST(values_know_type_text_and_place)
{
	struct arena *a = arena_new();
	const struct json *tree;
	struct err e = { 0 };

	if (!CHECK_OK(json_parse("d", document, strlen(document), a, &tree, &e), e))
		return;
	const struct json *antrag = json_get(tree, "antrag"), *kinder = json_get(tree, "kinder");
	const struct {
		const struct json *value;
		enum json_type type;
		const char *text;
		size_t n;
		int line, col;
	} rows[] = {
		{ tree, JSON_OBJECT, NULL, 4, 1, 1 },
		{ antrag, JSON_OBJECT, NULL, 3, 2, 13 },
		{ json_get(antrag, "nummer"), JSON_NUMBER, "26.00", 0, 2, 24 },
		{ json_get(antrag, "lang"), JSON_NUMBER, "12345678901234567890123", 0, 2, 39 },
		{ json_get(json_get(tree, "hund"), "name"), JSON_TEXT, VALUE, 0, 3, 20 },
		{ json_get(json_get(tree, "hund"), "rasse"), JSON_TEXT, VALUE " ä😀\n", 0, 3, 39 },
		{ kinder, JSON_LIST, NULL, 6, 4, 13 },
		{ kinder->items[0], JSON_BOOL, NULL, 0, 4, 14 },
		{ kinder->items[2], JSON_NULL, NULL, 0, 4, 27 },
		{ kinder->items[3], JSON_LIST, NULL, 0, 4, 33 },
		{ kinder->items[4], JSON_OBJECT, NULL, 0, 4, 37 },
		{ kinder->items[5], JSON_TEXT, VALUE, 0, 4, 41 },
		{ json_get(tree, "größe"), JSON_NUMBER, "0", 0, 5, 12 },
	};
	EACH_CASE (row, rows) {
		CHECK_EQ_INT(row->value->type, row->type);
		CHECK_EQ_STR(row->value->text, row->text);
		CHECK_EQ_UINT(row->value->n, row->n);
		CHECK_EQ_INT(row->value->line, row->line);
		CHECK_EQ_INT(row->value->col, row->col);
	}
	CHECK(kinder->items[0]->truth && !kinder->items[1]->truth);
	CHECK_EQ_STR(tree->names[3], "größe");
	CHECK(json_get(tree, "fehlt") == NULL && json_get(NULL, "x") == NULL);
	CHECK(json_get(kinder, "x") == NULL);
	arena_free(a);
}

static const struct {
	const char *text, *want;
} refused[] = {
	{ "", "d:1:1: the document ends too early" },
	{ " \n ", "d:2:2: the document ends too early" },
	{ "[1 2]", "d:1:4: expected ',' or ']'" },
	{ "[1,]", "d:1:4: this does not belong here" },
	{ "[1,,2]", "d:1:4: this does not belong here" },
	{ "[1}", "d:1:3: expected ',' or ']'" },
	{ "{\"a\":1,}", "d:1:8: expected a member's name in double quotes" },
	{ "{\"a\":1 \"b\":2}", "d:1:8: expected ',' or '}'" },
	{ "{\"a\" \"b\"}", "d:1:6: expected ':' behind the member's name" },
	{ "{1:2}", "d:1:2: expected a member's name in double quotes" },
	{ "{'a':2}", "d:1:2: expected a value (true, false, null, number, text)" },
	{ "[\n\n tru]", "d:3:2: expected a value (true, false, null, number, text)" },
	{ "[NaN]", "d:1:2: expected a value (true, false, null, number, text)" },
	{ "[\"ä\", x]", "d:1:7: expected a value (true, false, null, number, text)" },
	{ "[01]", "d:1:3: expected ',' or ']'" },
	{ "[1.]", "d:1:2: a number lacks a digit" },
	{ "[-]", "d:1:2: a number lacks a digit" },
	{ "[1e]", "d:1:2: a number lacks a digit" },
	{ "1 2", "d:1:3: something stands behind the document" },
	{ "{} {}", "d:1:4: something stands behind the document" },
	{ "[1]x", "d:1:4: something stands behind the document" },
	{ "// a\n1", "d:1:1: comments are not allowed" },
	{ "[\"a\nb\"]", "d:1:2: a control character in a text; write it as an escape" },
	{ "[\"\\x\"]", "d:1:2: a text holds an escape that JSON does not know" },
	{ "[\"\\u00zz\"]", "d:1:2: a text holds an escape \\u without four hexadecimal digits" },
	{ "[\"abc", "d:1:6: the document ends too early" },
	{ "\xef\xbb\xbf[]", "d:1:1: begins with a byte order mark" },
	{ "[\n\"\xff\"]", "d:2:2: a byte that is not UTF-8" },
	{ "\"\xed\xa0\x80\"", "d:1:2: a byte that is not UTF-8" },
	{ "[\"\\u0000\"]", "d:1:2: the escape \\u0000 is not allowed" },
	{ "[\"\\ud800\"]", "d:1:2: half of a surrogate pair in an escape" },
	{ "[\"\\udc00\"]", "d:1:2: half of a surrogate pair in an escape" },
	{ "[\"\\ud800\\u0041\"]", "d:1:2: half of a surrogate pair in an escape" },
	{ "[\"\\ud800\\ud800\\udc00\"]", "d:1:2: half of a surrogate pair in an escape" },
	{ "[\"\\ud800\\\\udc00\"]", "d:1:2: half of a surrogate pair in an escape" },
	{ "{\"\\udfff\":1}", "d:1:2: half of a surrogate pair in an escape" },
	{ "[\"a\\u200b\"]", "d:1:2: the text holds the forbidden character U+200B" },
	{ "[\"\u202e\"]", "d:1:2: the text holds the forbidden character U+202E" },
	{ "[\"\\u0007\"]", "d:1:2: the text holds the forbidden character U+0007" },
	{ "{\"\\u00ad\":1}", "d:1:2: the text holds the forbidden character U+00AD" },
	{ "{\"a\\tb\":1}", "d:1:2: a member's name holds a line end or tab" },
	{ "{\"a\":1,\n\"b\":2,\"a\":3}", "d:2:7: member 'a' stands here a second time" },
	{ "{\"b\":1,\"a\":1,\"a\":1,\"b\":1}", "d:1:14: member 'a' stands here a second time" },
	{ "{\"ä\":1,\"a\\u0308\":1}", "d:1:8: member 'ä' stands here a second time" },
	{ "[{\"x\":{\"a\":1,\"a\":1}}]", "d:1:14: member 'a' stands here a second time" },
};

TEST(what_is_not_json_is_refused_with_its_place)
{
	EACH_CASE (row, refused) {
		struct err e;
		refusal(row->text, strlen(row->text), &e);
		CHECK_EQ_INT(e.code, ERR_INPUT);
		CHECK_EQ_STR(e.msg, row->want);
	}
}

TEST(nul_is_refused)
{
	struct err e;

	refusal("[1,\0]", 5, &e);
	CHECK_EQ_STR(e.msg, "d:1:4: a NUL byte");
	refusal("[]\0", 3, &e);
	CHECK_EQ_STR(e.msg, "d:1:3: a NUL byte");
}

TEST(limits)
{
	const size_t size = JSON_BYTES_MAX + 1;
	char *data = malloc(size);
	struct err e;

	memset(data, '[', JSON_DEPTH_MAX);
	memset(data + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
	refusal(data, 2 * JSON_DEPTH_MAX, &e);
	CHECK_EQ_INT(e.code, ERR_NONE);
	memset(data, '[', size);
	refusal(data, 2 * JSON_DEPTH_MAX, &e);
	CHECK_EQ_INT(e.code, ERR_INPUT);
	CHECK_EQ_STR(e.msg, "d:1:65: lists and objects are nested too deeply");
	refusal(data, size, &e);
	CHECK_EQ_INT(e.code, ERR_LIMIT);
	memset(data, ' ', size);
	data[0] = '1';
	refusal(data, size - 1, &e);
	CHECK_EQ_INT(e.code, ERR_NONE);
	for (size_t i = 0; i < size - 1; i += 2)
		memcpy(data + i, i == 0 ? "[1" : ",1", 2);
	data[size - 2] = ']';
	refusal(data, size - 1, &e);
	CHECK_EQ_INT(e.code, ERR_LIMIT);
	CHECK_HAS_STR(e.msg, "too many values");
	free(data);
}

TEST(many_members_are_compared_quickly)
{
	struct buf doc;
	struct err e;

	buf_init(&doc, JSON_BYTES_MAX);
	for (int i = 0; i < 200000; i++)
		buf_addf(&doc, "%s\"member %d\":1", i > 0 ? "," : "{", i);
	buf_adds(&doc, ",\"member 1\":1}");
	refusal(doc.data, doc.len_bytes, &e);
	CHECK_HAS_STR(e.msg, "member 'member 1' stands here a second time");
	buf_clear(&doc);
}

TEST(every_truncation_is_refused_without_showing_values)
{
	size_t len = strlen(document);
	struct err e;

	refusal(document, len - 1, &e); /* the last line end may be missing */
	CHECK_EQ_INT(e.code, ERR_NONE);
	for (size_t cut = 0; cut < len - 1; cut++) {
		refusal(document, cut, &e);
		CHECK_EQ_INT(e.code, ERR_INPUT);
		CHECK(strstr(e.msg, VALUE) == NULL);
	}
}

TEST(flipped_bytes_never_crash_nor_show_values)
{
	char flipped[sizeof document];
	struct err e;

	for (int i = 0; i < 20000; i++) {
		memcpy(flipped, document, sizeof document);
		for (uint64_t n = 1 + check_random() % 4; n > 0; n--)
			flipped[check_random() % (sizeof document - 1)] ^=
				(char)(1U << check_random() % 8);
		refusal(flipped, sizeof document - 1, &e);
		CHECK(strstr(e.msg, VALUE) == NULL);
		CHECK(e.code == ERR_NONE || strchr(e.msg, '\n') == NULL);
	}
}

TEST(type_names)
{
	static const char *const names[] = { "null", "bool", "number", "text", "list", "object" };

	for (int type = JSON_NULL; type <= JSON_OBJECT; type++)
		CHECK_EQ_STR(json_type_name((enum json_type)type), names[type]);
}

TEST(no_bytes_may_come_from_nowhere)
{
	struct arena *a = arena_new();
	const struct json *tree;
	struct err e = { 0 };

	CHECK_ERR(json_parse("d", NULL, 0, a, &tree, &e), e, ERR_INPUT);
	arena_free(a);
}

TEST(written_texts_are_json_whatever_they_hold)
{
	struct buf out;

	buf_init(&out, 100);
	json_write_text("\x01\x0f\x10\x1f\x7f\"\\/ä", &out);
	CHECK_EQ_STR(out.data, "\"\\u0001\\u000f\\u0010\\u001f\x7f\\\"\\\\/ä\"");
	buf_clear(&out);
}
