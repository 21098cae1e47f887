/* test_yaml.c - YAML of recipes with places. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/buf.h"
#include "base/yaml.h"

static const char document[] = "recipe: hund\n"
			       "größe: 01067   # no number\n"
			       "quoted: 'it''s = no'\n"
			       "double: \"a\\tb \\u00e4\"\n"
			       "steps:\n"
			       "  - click: Speichern\n"
			       "  - write: { into: Name, value: =name }\n"
			       "  -\n"
			       "block: |\n"
			       "  one\n"
			       "  two\n"
			       "\n"
			       "folded: >-\n"
			       "  one\n"
			       "  two\n"
			       "list: [ a, 'b', [c: d] ]\n"
			       "empty:\n"
			       "last: 'x'\n";

/* describe() - one line for each node: place, type, text. */
static void describe(const struct yaml *y, int depth, struct buf *out)
{
	static const char *const types[] = { "text", "list", "map" };

	buf_addf(out, "%*s%d:%d-%d:%d %s", depth, "", y->line, y->col, y->end_line, y->end_col,
		 types[y->type]);
	if (y->type == YAML_TEXT)
		buf_addf(out, "%s <%s>", y->quoted ? " quoted" : "", y->text);
	buf_addc(out, '\n');
	for (size_t i = 0; i < y->n; i++) {
		if (y->keys)
			describe(y->keys[i], depth + 1, out);
		describe(y->items[i], depth + 1 + (y->keys != NULL), out);
	}
}

/* described() - @len bytes described, or the error; the caller frees. */
static char *described(const char *data, size_t len, struct err *e)
{
	struct arena *a = arena_new();
	const struct yaml *tree = NULL;
	char *exact = malloc(len ? len : 1);
	struct buf out;

	memcpy(exact, data, len);
	buf_init(&out, 1 << 20);
	*e = (struct err){ 0 };
	if (yaml_parse("d", exact, len, a, &tree, e))
		describe(tree, 0, &out);
	else
		CHECK(tree == NULL && strncmp(e->msg, "d:", 2) == 0 && !strchr(e->msg, '\n'));
	free(exact);
	arena_free(a);
	return buf_take(&out);
}

TEST(nodes_know_text_and_place)
{
	static const char want[] = "1:1-18:10 map\n"
				   " 1:1-1:7 text <recipe>\n"
				   "  1:9-1:13 text <hund>\n"
				   " 2:1-2:6 text <größe>\n"
				   "  2:8-2:13 text <01067>\n"
				   " 3:1-3:7 text <quoted>\n"
				   "  3:9-3:21 text quoted <it's = no>\n"
				   " 4:1-4:7 text <double>\n"
				   "  4:9-4:22 text quoted <a\tb ä>\n"
				   " 5:1-5:6 text <steps>\n"
				   "  6:3-8:4 list\n"
				   "   6:5-6:21 map\n"
				   "    6:5-6:10 text <click>\n"
				   "     6:12-6:21 text <Speichern>\n"
				   "   7:5-7:40 map\n"
				   "    7:5-7:10 text <write>\n"
				   "     7:12-7:40 map\n"
				   "      7:14-7:18 text <into>\n"
				   "       7:20-7:24 text <Name>\n"
				   "      7:26-7:31 text <value>\n"
				   "       7:33-7:38 text <=name>\n"
				   "   8:4-8:4 text <>\n"
				   " 9:1-9:6 text <block>\n"
				   "  10:1-11:6 text quoted <one\ntwo\n>\n"
				   " 13:1-13:7 text <folded>\n"
				   "  14:1-15:6 text quoted <one two>\n"
				   " 16:1-16:5 text <list>\n"
				   "  16:7-16:25 list\n"
				   "   16:9-16:10 text <a>\n"
				   "   16:12-16:15 text quoted <b>\n"
				   "   16:17-16:23 list\n"
				   "    16:18-16:22 map\n"
				   "     16:18-16:19 text <c>\n"
				   "      16:21-16:22 text <d>\n"
				   " 17:1-17:6 text <empty>\n"
				   "  17:7-17:7 text <>\n"
				   " 18:1-18:5 text <last>\n"
				   "  18:7-18:10 text quoted <x>\n";
	struct err e;
	char *got = described(document, strlen(document), &e);

	CHECK_EQ_STR(e.msg, "");
	CHECK_EQ_STR(got, want);
	free(got);
}

TEST(scalars_stay_text)
{
	static const char *const rows[][2] = {
		{ "no", "1:1-1:3 text <no>\n" },
		{ "26.00", "1:1-1:6 text <26.00>\n" },
		{ "~", "1:1-1:2 text <~>\n" },
		{ "''", "1:1-1:3 text quoted <>\n" },
		{ "a\xcc\x88", "1:1-1:3 text <ä>\n" },
		{ "--- a\n...\n", "1:5-1:6 text <a>\n" },
		{ "\"<<\": a", "1:1-1:8 map\n 1:1-1:5 text quoted <<<>\n  1:7-1:8 text <a>\n" },
		{ "a:\r\n- b\r\n",
		  "1:1-2:4 map\n 1:1-1:2 text <a>\n  2:1-2:4 list\n   2:3-2:4 text <b>\n" },
		{ "{\"a\":1}", "1:1-1:8 map\n 1:2-1:5 text quoted <a>\n  1:6-1:7 text <1>\n" },
		{ "two\n lines # c", "1:1-2:7 text <two lines>\n" },
		{ "[]", "1:1-1:3 list\n" },
		{ "{}", "1:1-1:3 map\n" },
		{ "\xf0\x9f\x98\x80: ä", "1:1-1:5 map\n 1:1-1:2 text <😀>\n  1:4-1:5 text <ä>\n" },
	};

	EACH_CASE (row, rows) {
		struct err e;
		char *got = described((*row)[0], strlen((*row)[0]), &e);
		CHECK_EQ_STR(e.msg, "");
		CHECK_EQ_STR(got, (*row)[1]);
		free(got);
	}
}

TEST(what_a_recipe_may_not_hold_is_refused_with_its_place)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "d:1:1: the document is empty" },
		{ "# only\n", "d:1:1: the document is empty" },
		{ "a: &x 1", "d:1:4: anchors (&) are not allowed; quote a text with &" },
		{ "a: &x [1]", "d:1:4: anchors (&) are not allowed; quote a text with &" },
		{ "&x {a: 1}", "d:1:1: anchors (&) are not allowed; quote a text with &" },
		{ "a: &x", "d:1:4: anchors (&) are not allowed; quote a text with &" },
		{ "&x a: 1", "d:1:1: anchors (&) are not allowed; quote a text with &" },
		{ "a:\n  - *x", "d:2:5: aliases (*) are not allowed; quote a text with *" },
		{ "a: !!int 3", "d:1:4: tags (!) are not allowed; quote a text with !" },
		{ "! a", "d:1:1: tags (!) are not allowed; quote a text with !" },
		{ "!<tag:x> [a]", "d:1:1: tags (!) are not allowed; quote a text with !" },
		{ "- !!str", "d:1:3: tags (!) are not allowed; quote a text with !" },
		{ "%YAML 1.1\n---\na", "d:1:1: directives (%) are not allowed" },
		{ "%TAG ! tag:x,2000:\n---\na", "d:1:1: directives (%) are not allowed" },
		{ "%FOO\n---\na", "d:1:2: Unsupported directive" },
		{ "a: 1\n<<: b", "d:2:1: merge keys (<<) are not allowed" },
		{ "a: 1\nb: 2\n'a': 3", "d:3:1: key 'a' stands here a second time" },
		{ "{ a: 1, b: { c: 1, c: 2 } }", "d:1:20: key 'c' stands here a second time" },
		{ "? [a]\n: b", "d:1:3: a key must be a text" },
		{ "{ {a: b}: c }", "d:1:3: a key must be a text" },
		{ "a\n---\nb", "d:2:1: a second document begins here" },
		{ "a:\n\tb: 1", "d:2:1: a tab; use blanks, or \"\\t\" within a text" },
		{ "a:\n  \t- 1", "d:2:3: a tab; use blanks, or \"\\t\" within a text" },
		{ "a: 1\t# comment", "d:1:5: a tab; use blanks, or \"\\t\" within a text" },
		{ "a: 1\rb: 2", "d:1:5: a carriage return without line feed" },
		{ "\xef\xbb\xbf"
		  "a: 1",
		  "d:1:1: begins with a byte order mark" },
		{ "a: \xff", "d:1:4: a byte that is not UTF-8" },
		{ "# ä \xe2\x80\xae\na: 1", "d:1:5: forbidden character U+202E" },
		{ "a: \"\\u202e\"", "d:1:4: forbidden character U+202E" },
		{ "a: \"x\\u0000\"", "d:1:4: a text holds NUL" },
		{ "a: \"x\\0\"", "d:1:4: a text holds NUL" },
		{ "a: \"\\ud800\"", "d:1:5: double-quoted scalar has invalid UTF8 escape" },
		{ "a: b: c", "d:1:5: invalid nested block mapping on the same line" },
		{ "a: [1, 2", "d:1:9: flow sequence without a closing bracket" },
		{ "{a: b}}", "d:1:7: flow mapping with invalid extra closing brace" },
		{ "a: @x", "d:1:4: plain scalar cannot start with '@'" },
	};

	EACH_CASE (row, rows) {
		struct err e;
		free(described(row->text, strlen(row->text), &e));
		CHECK_EQ_INT(e.code, ERR_SYNTAX);
		CHECK_EQ_STR(e.msg, row->want);
	}
}

TEST(nul_is_refused)
{
	struct err e;

	free(described("a: \0b", 5, &e));
	CHECK_EQ_STR(e.msg, "d:1:4: a NUL byte");
}

TEST(limits)
{
	const size_t size = YAML_BYTES_MAX + 1;
	char *data = malloc(size);
	struct err e;

	memset(data, '[', YAML_DEPTH_MAX);
	memset(data + YAML_DEPTH_MAX, ']', YAML_DEPTH_MAX);
	free(described(data, 2 * YAML_DEPTH_MAX, &e));
	CHECK_EQ_INT(e.code, ERR_NONE);
	memset(data, '[', size);
	free(described(data, YAML_DEPTH_MAX + 1, &e));
	CHECK_EQ_INT(e.code, ERR_LIMIT);
	CHECK_EQ_STR(e.msg, "d:1:65: lists and maps are nested too deeply");
	free(described(data, size, &e));
	CHECK_EQ_INT(e.code, ERR_LIMIT);
	CHECK_HAS_STR(e.msg, "larger than");
	for (size_t i = 0; i < size; i++)
		data[i] = "- "[i % 2];
	free(described(data, size - 1, &e));
	CHECK_EQ_INT(e.code, ERR_LIMIT);
	free(data);
}

TEST(empty_lines_cost_no_time)
{
	static const struct {
		const char *head;
		int n;
		bool good;
	} rows[] = {
		{ "a: |\n  x\n", 100, true },     { "a: |\n  x\n", 101, false },
		{ "a: |\n  x\n", 900000, false }, { "# only", 900000, false },
		{ "a: x\n", 99, true },
	};

	EACH_CASE (row, rows) {
		struct buf text;
		struct err e;
		buf_init(&text, YAML_BYTES_MAX);
		buf_adds(&text, row->head);
		for (int i = 0; i < row->n; i++)
			buf_addc(&text, '\n');
		free(described(text.data, text.len_bytes, &e));
		CHECK_EQ_INT(e.code, row->good ? ERR_NONE : ERR_SYNTAX);
		if (!row->good)
			CHECK_HAS_STR(e.msg, ":1: too many empty lines in a row");
		buf_clear(&text);
	}
}

TEST(every_truncation_is_a_document_or_refused)
{
	size_t len = strlen(document), refused = 0;

	for (size_t cut = 0; cut < len; cut++) {
		struct err e;
		free(described(document, cut, &e));
		CHECK(e.code == ERR_NONE || e.code == ERR_SYNTAX);
		refused += e.code == ERR_SYNTAX;
	}
	CHECK(refused > len / 5); /* inside words, quotes, brackets and characters */
}

TEST(flipped_bytes_never_crash)
{
	char flipped[sizeof document];

	for (int i = 0; i < 20000; i++) {
		struct err e;
		memcpy(flipped, document, sizeof document);
		for (uint64_t n = 1 + check_random() % 4; n > 0; n--)
			flipped[check_random() % (sizeof document - 1)] ^=
				(char)(1U << check_random() % 8);
		free(described(flipped, sizeof document - 1, &e));
		CHECK(e.code == ERR_NONE || e.code == ERR_SYNTAX);
	}
}

TEST(nothing_is_written_to_stderr)
{
	char path[] = "/tmp/amtsbote-test-XXXXXX";
	int file = mkstemp(path), kept = dup(STDERR_FILENO);
	struct err e;

	CHECK(file >= 0 && kept >= 0 && dup2(file, STDERR_FILENO) >= 0);
	free(described("a: [1, 2", 8, &e));
	free(described("%FOO\n---\n\"a", 11, &e));
	fflush(stderr);
	CHECK(dup2(kept, STDERR_FILENO) >= 0);
	CHECK_EQ_INT(lseek(file, 0, SEEK_END), 0);
	close(kept);
	close(file);
	unlink(path);
}

TEST(values_by_key)
{
	struct arena *a = arena_new();
	const struct yaml *tree;
	struct err e = { 0 };

	if (CHECK_OK(yaml_parse("d", document, strlen(document), a, &tree, &e), e)) {
		CHECK_EQ_STR(yaml_get(tree, "größe")->text, "01067");
		CHECK(yaml_get(tree, "fehlt") == NULL && yaml_get(NULL, "x") == NULL);
		CHECK(yaml_get(yaml_get(tree, "steps"), "click") == NULL);
	}
	arena_free(a);
}

TEST(no_bytes_may_come_from_nowhere)
{
	struct arena *a = arena_new();
	const struct yaml *tree;
	struct err e = { 0 };

	CHECK_ERR(yaml_parse("d", NULL, 0, a, &tree, &e), e, ERR_SYNTAX);
	arena_free(a);
}
