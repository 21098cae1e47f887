/* test_scope.c - expressions: what they give, what they are refused, how each failure is named. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/scope.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "tests/check.h"
#include "tests/recipe/folder.h"

static const char input_text[] =
	"{\"a\":\"x\",\"zahl\":26.00,\"gross\":123456789012345678901234,\"ja\":true,\"nein\":false,"
	"\"leer\":null,\"liste\":[\"eins\",\"zwei\"],\"wort\":\"nein\",\"objekt\":{"
	"\"name\":\"Ärna\","
	"\"chipnummer\":\"276\"},\"tag\":\"2026-03-01\",\"dsmeld\":\"1971-00-00\",\"falsch\":"
	"\"2026-02-29\",\"teile\":{\"F60000231\":9,\"F60000232\":2,\"F60000233\":1984},"
	"\"halb\":{\"F60000233\":1971},\"iban\":\"DE02120300000000202051\","
	"\"iban2\":\"DE03120300000000202051\"}";

/* Everything a scope needs, over one small recipe. */
struct world {
	struct arena *a;
	struct recipe *r;
	struct scope *s;
	char folder[FOLDER_PATH_BYTES];
};

static const struct json *parse(const char *text, struct arena *a)
{
	const struct json *j = NULL;
	struct err e = { 0 };

	CHECK_OK(json_parse("text", text, strlen(text), a, &j, &e), e);
	return j;
}

static bool world_open(struct world *w, const char *values)
{
	struct buf yaml;
	struct findings f;
	struct err e = { 0 };

	*w = (struct world){ .a = arena_new() };
	buf_init(&yaml, 1 << 16);
	buf_addf(&yaml,
		 "recipe: r\nlanguage: 1\nversion: 1.0.0\ntitle: t\naccepts: { service: s }\n"
		 "config: { ort: { help: Ort } }\n"
		 "application: { start: [ p ], window: { title: P }, home: [ expect: M ] }\n"
		 "values:\n  immer: =job.id\n%s"
		 "steps:\n  - read: { from: A, as: gelesen }\n"
		 "  - click: A\n    if: =lookup(\"liste.json\", \"b\") == gelesen\n",
		 values);
	folder_make(w->folder, yaml.data);
	folder_put(w->folder, "liste.json", "{\"a\":\"Anton\"}");
	buf_clear(&yaml);
	findings_init(&f, w->a);
	CHECK_OK(recipe_load(w->folder, &f, &w->r, &e), e);
	if (!CHECK(w->r != NULL))
		return false;
	struct scope_options o = {
		.recipe = w->r,
		.input = parse(input_text, w->a),
		.config = parse("{\"ort\":\"Aachen\"}", w->a),
		.secrets = parse("{\"kennwort\":\"geheim\"}", w->a),
		.job_id = "4711",
		.mark = "AB-4711",
		.today = "2026-11-23",
	};
	return CHECK_OK(scope_new(&o, &w->s, &e), e);
}

static void world_close(struct world *w)
{
	scope_free(w->s);
	recipe_free(w->r);
	folder_remove(w->folder);
	arena_free(w->a);
}

static const char *text_of(struct world *w, const char *expression, struct err *e)
{
	struct value v = { .at = { 7, 3 }, .expression = true, .text = expression };
	const char *text = NULL;

	if (!scope_text(w->s, &v, w->a, &text, e))
		CHECK(e->code == ERR_EXPRESSION);
	return text;
}

static const struct {
	const char *expression, *gives;
} values[] = {
	{ "input.a", "x" },
	{ "input.zahl", "26.00" }, /* rule 3: as it was sent */
	{ "input.gross", "123456789012345678901234" },
	{ "input.objekt.name .. '!'", "Ärna!" },
	{ "input['objekt']['name']", "Ärna" },
	{ "input.liste[2]", "zwei" },
	{ "#input.liste", "2" },
	{ "1 + 2 * 3", "7" },
	{ "config.ort", "Aachen" },
	{ "job.id .. job.mark", "4711AB-4711" },
	{ "immer", "4711" },
	{ "input.fehlt or 'sonst'", "sonst" },
	{ "input.fehlt.noch.tiefer or 'sonst'", "sonst" },
	{ "default(input.leer, 'sonst')", "sonst" },
	{ "default(input.a, 'sonst')", "x" },
	{ "input.leer == nil and 'nil'", "nil" },
	{ "has(input, 'leer') and 'da'", "da" },
	{ "has(input, 'objekt.name') and not has(input, 'objekt.alter') and 'gut'", "gut" },
	{ "upper('straße ŉ ärna')", "STRASSE ʼN ÄRNA" },
	{ "lower('ÄRNA')", "ärna" },
	{ "trim('  a b ')", "a b" },
	{ "join(input.liste, ', ')", "eins, zwei" },
	{ "matches(input.tag, '^\\\\d{4}-') and 'ja'", "ja" },
	{ "replace('a1b22', '\\\\d+', '<$0>')", NULL }, /* $1..$9 only */
	{ "replace('a1b22', '(\\\\d)', '<$1>')", "a<1>b<2><2>" },
	{ "date(input.tag)", "01.03.2026" },
	{ "date(input.tag, '%Y%m%d (%y) %%')", "20260301 (26) %" },
	{ "date('2000-02-29')", "29.02.2000" },
	{ "date_parts(input.teile)", "09.02.1984" },
	{ "date_parts(input.teile, '%d%m%Y')", "09021984" },
	{ "today()", "2026-11-23" },
	{ "today('%d.%m.%Y')", "23.11.2026" },
	{ "iban(input.iban)", "DE02 1203 0000 0000 2020 51" },
	{ "iban('de02 1203 0000 0000 2020 51')", "DE02 1203 0000 0000 2020 51" },
	{ "lookup('liste.json', 'a')", "Anton" },
	{ "num(input.zahl)", "26.00" },
	{ "num('007')", "7" },
	{ "num('-0.50') + num('0.50')", "0.00" },
	{ "num('0.10') + num('0.20')", "0.30" },
	{ "num('26.00') * 2 - num('1.5')", "50.50" },
	{ "-num('1')", "-1" },
	{ "num('9') < num('10.0') and 'kleiner'", "kleiner" },
	{ "num('26.00') == num('26') and 'gleich'", "gleich" },
	{ "num('-1.5') <= num('-1.25') and 'kleiner'", "kleiner" },
	{ "num('1') .. ' Hund'", "1 Hund" },
	{ "(function() local s = '' for w in each(input.liste) do s = s .. w end return s end)()",
	  "einszwei" },
	{ "u\\8'", NULL },
};

TEST(expressions_give_texts)
{
	struct world w;

	if (!world_open(&w, ""))
		return;
	struct err e = { 0 };

	CHECK_OK(scope_compute(w.s, &e), e);
	EACH_CASE (row, values) {
		const char *text = text_of(&w, row->expression, &e);

		if (row->gives)
			CHECK_EQ_STR(text ? text : e.msg, row->gives);
		err_clear(&e);
	}
	world_close(&w);
}

static const struct {
	const char *expression, *cause;
} failures[] = {
	/* rule 2: nil names the first missing member */
	{ "input.objekt.chipnumer",
	  "input.objekt.chipnumer is missing: 'objekt' has no member 'chipnumer'; nearest:"
	  " 'chipnummer'" },
	{ "input.objket.name",
	  "input.objket is missing: 'input' has no member 'objket'; nearest: 'objekt'" },
	{ "input.leer", "input.leer is missing: it is null" },
	{ "'x' .. input.leer.x", "input.leer is missing: it is null" },
	{ "upper(input.leer)", "upper: input.leer is missing: it is null" },
	{ "input.liste[3]", "input.liste.3 is missing" },
	{ "input.leer < input.a", "input.leer is missing" },
	{ "nil", "it gives nothing (nil)" },
	/* results that are no text */
	{ "input.objekt", "it gives an object, a list or a function, a text is needed" },
	{ "upper", "it gives an object, a list or a function, a text is needed" },
	{ "input.ja", "it gives true or false, a text is needed" },
	{ "1 / 3", "it gives a binary fraction; num() calculates exactly" },
	{ "'\\xff'", "it gives a text that is not UTF-8" },
	{ "upper('\\xff')", "upper: the text is not UTF-8" },
	{ "upper('a\\0b')", "upper: the text is not UTF-8" },
	/* functions say what is wrong and never the value */
	{ "date(input.dsmeld)", "date: not known of this day: day month" },
	{ "date(input.falsch)", "date: the calendar has no such day" },
	{ "date('1900-02-29')", "date: the calendar has no such day" },
	{ "date('1.3.2026')", "date: a day is written as 2026-03-01" },
	{ "date(input.tag, '%H')", "a day's format has %d, %m, %Y, %y and signs between them" },
	{ "date_parts(input.halb)", "date_parts: not known of this day: day month" },
	{ "date_parts(input.fehlt)", "date_parts: input.fehlt is missing" },
	{ "date_parts('x')", "date_parts: argument 1 must be a date in parts" },
	{ "iban(input.iban2)", "iban: the check digits do not hold" },
	{ "iban('DE0212030000000020205')", "iban: DE has 22 signs, there are 21" },
	{ "iban('1234567890123456')", "iban: must begin with two letters and two digits" },
	{ "iban('DE02-1203')", "iban: there is a sign that is no letter or digit" },
	{ "iban('DE02 12030000000020205112345678901234567')", "iban: longer than 34 signs" },
	{ "lookup('liste.json', 'z')", "lookup: 'liste.json' has no text for this code" },
	{ "lookup('andere.json', 'z')", "lookup: the recipe has no list 'andere.json'" },
	{ "num('1,5')", "num: not a decimal number" },
	{ "num('1e5')", "num: not a decimal number" },
	{ "num('1234567890123456789')", "num: not a decimal number" },
	{ "num('999999999999999999') + 1", "num: the sum has too many digits" },
	{ "join(input.a, '')", "join: argument 1 must be a list" },
	{ "each(input.fehlt)", "each: input.fehlt is missing" },
	{ "default(input.leer)", "default: argument 2 is missing" },
	{ "matches('a', '(')", "matches: not a pattern" },
	{ "upper({})", "upper: argument 1 must be a text, not table" },
	{ "upper()", "upper: argument 1 is missing" },
	/* names */
	{ "unbekannt", "'unbekannt' has no value here" },
	{ "gelesen", "'gelesen' has no value here" },
	{ "input.a < 'b' and 'x' or num('y')", "num: not a decimal number" },
};

TEST(failures_name_their_cause_and_place)
{
	struct world w;

	if (!world_open(&w, ""))
		return;
	EACH_CASE (row, failures) {
		struct err e = { 0 };
		const char *text = text_of(&w, row->expression, &e);

		CHECK(text == NULL);
		CHECK_HAS_STR(e.msg, row->cause);
		CHECK_HAS_STR(e.msg, "/recipe.yaml:7:3: ");
		CHECK(strstr(e.msg, "120300") == NULL); /* no value in any message */
	}
	world_close(&w);
}

/* Ways out of the cage that others left open. */
static const struct {
	const char *expression, *cause;
} escapes[] = {
	{ "_G", "'_G' has no value here" },
	{ "_ENV.os", "'os' has no value here" },
	{ "load('return 1')", "'load' has no value here" },
	{ "require('os')", "'require' has no value here" },
	{ "string.rep('x', 1e9)", "'string' has no value here" },
	{ "('x'):rep(1000000000)", "attempt to index a string value" },
	{ "('x').rep", "attempt to index a string value" },
	{ "getmetatable(input)", "'getmetatable' has no value here" },
	{ "setmetatable({}, {})", "'setmetatable' has no value here" },
	{ "rawset(input, 'a', 1)", "'rawset' has no value here" },
	{ "coroutine.wrap(1)", "'coroutine' has no value here" },
	{ "debug.getregistry()", "'debug' has no value here" },
	{ "pcall(upper)", "'pcall' has no value here" },
	{ "error({})", "'error' has no value here" },
	{ "tostring(1)", "'tostring' has no value here" },
	{ "next({})", "'next' has no value here" },
	{ "input.__index", "input.__index is missing" },
	{ "input.__metatable", "input.__metatable is missing" },
	{ "(function() input.a = 'y' end)()", "expressions change nothing" },
	{ "(function() upper = nil end)()", "expressions change nothing" },
	{ "(function() x = 1 end)()", "expressions change nothing" },
	{ "(function() local n = nil; n.x = 1 end)()", "expressions change nothing" },
	{ "(function() while true do end end)()", "more than 1000000 steps" },
	{ "(function() local function f() return f() end return f() end)()",
	  "more than 1000000 steps" },
	{ "(function() local function f() return 1 + f() end return f() end)()", "" },
	{ "(function() local s = 'xxxxxxxxxxxxxxxx' while true do s = s .. s end end)()",
	  "more than 8 MiB of memory" },
	{ "(function() local t = {} local i = 1 while true do t[i] = i i = i + 1 end end)()", "" },
	{ "(function() local s = 'x' for i = 1, 20 do s = s .. s end"
	  " while true do local t = s .. 'y' end end)()",
	  "" },
	{ "(function() local s = 'x' for i = 1, 17 do s = s .. s end return upper(s) end)()",
	  "upper: the text is longer than 65536 bytes" },
	{ "(function() local function f() return upper(f()) end return f() end)()", "" },
	{ "matches(replace('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'a', 'aaaa'),"
	  " '^(a+)+b$')",
	  "" },
	{ "1) or (2", "<eof> expected near ')'" },
	{ "1 end do return 2", "" },
	{ "goto x", "" },
	{ "'\\27Lua'", NULL },
};

TEST(no_expression_gets_out_or_runs_on)
{
	struct world w;

	if (!world_open(&w, ""))
		return;
	EACH_CASE (row, escapes) {
		struct err e = { 0 };
		int64_t begin = clock_boot_ms();
		const char *text = text_of(&w, row->expression, &e);

		/* the time limit and what one step may cost beyond it, with sanitizers on */
		CHECK(clock_boot_ms() - begin < 8000);
		if (!row->cause)
			continue;
		CHECK(text == NULL);
		CHECK_HAS_STR(e.msg, row->cause);
	}
	/* and afterwards everything works as before */
	struct err e = { 0 };

	CHECK_EQ_STR(text_of(&w, "upper(input.a)", &e), "X");
	world_close(&w);
}

TEST(bytecode_is_no_expression)
{
	struct world w;
	struct err e = { 0 };

	if (!world_open(&w, ""))
		return;
	CHECK(text_of(&w, "\x1bLua", &e) == NULL);
	world_close(&w);
}

static const struct {
	const char *text;
	bool expression, truth, fails;
} truths[] = {
	{ "true", false, true, false },          { "nein", false, false, false },
	{ "vielleicht", false, false, true },    { "input.ja", true, true, false },
	{ "input.nein", true, false, false },    { "input.fehlt", true, false, false },
	{ "input.wort", true, false, false }, /* the text "nein", true for Lua */
	{ "input.a", true, false, true },        { "input.objekt", true, false, true },
	{ "input.a == 'x'", true, true, false },
};

TEST(truth_is_never_guessed)
{
	struct world w;

	if (!world_open(&w, ""))
		return;
	EACH_CASE (row, truths) {
		struct value v = { .at = { 1, 1 },
				   .expression = row->expression,
				   .text = row->text };
		struct err e = { 0 };
		bool truth = false;
		bool done = scope_truth(w.s, &v, &truth, &e);

		CHECK_EQ_INT(done, !row->fails);
		CHECK_EQ_INT(truth, row->truth);
	}
	world_close(&w);
}

TEST(values_are_computed_in_order_and_reads_come_later)
{
	struct world w;
	struct err e = { 0 };

	if (!world_open(&w, "  eins: =input.a\n  zwei: =eins .. eins\n  wort: Aachen\n"))
		return;
	CHECK(text_of(&w, "zwei", &e) == NULL); /* nothing is computed yet */
	err_clear(&e);
	CHECK_OK(scope_compute(w.s, &e), e);
	CHECK_EQ_STR(text_of(&w, "zwei .. wort", &e), "xxAachen");
	CHECK_OK(scope_set(w.s, "gelesen", "u\xcc\x88", &e), e);
	CHECK_EQ_STR(text_of(&w, "gelesen", &e), "ü"); /* NFC */
	CHECK_OK(scope_set(w.s, "gelesen", "neu", &e), e);
	CHECK_EQ_STR(text_of(&w, "gelesen", &e), "neu");
	CHECK_ERR(scope_set(w.s, "zwei", "x", &e), e, ERR_EXPRESSION);
	CHECK_ERR(scope_set(w.s, "input", "x", &e), e, ERR_EXPRESSION);
	world_close(&w);
}

TEST(a_value_that_is_missing_stops_the_computation)
{
	struct world w;
	struct err e = { 0 };

	if (!world_open(&w, "  eins: =input.leer\n"))
		return;
	CHECK(!scope_compute(w.s, &e));
	CHECK_HAS_STR(e.msg, "recipe.yaml:10:9: input.leer is missing: it is null");
	world_close(&w);
}

TEST(secrets_are_read_for_writing_only)
{
	struct world w;
	struct err e = { 0 };
	const struct value secret = { .expression = true, .text = "secret.kennwort" };
	const struct value missing = { .expression = true, .text = "secret.kenwort" };
	const struct value open = { .expression = true, .text = "'secret.x'" };
	bool truth;

	if (!world_open(&w, ""))
		return;
	CHECK_EQ_STR(text_of(&w, "secret.kennwort", &e), "geheim");
	CHECK(!scope_truth(w.s, &secret, &truth, &e));
	CHECK_HAS_STR(e.msg, "secrets are for the value of 'write' only");
	err_clear(&e);
	CHECK(text_of(&w, missing.text, &e) == NULL);
	CHECK_HAS_STR(e.msg, "secret.kenwort is missing");
	CHECK(strstr(e.msg, "geheim") == NULL);
	CHECK(scope_is_secret(&secret));
	CHECK(!scope_is_secret(&open));
	world_close(&w);
}

TEST(config_is_what_the_recipe_declares)
{
	struct world w;
	struct scope *s = NULL;
	struct err e = { 0 };

	if (!world_open(&w, ""))
		return;
	struct scope_options o = { .recipe = w.r, .config = parse("{}", w.a) };

	CHECK(!scope_new(&o, &s, &e));
	CHECK_EQ_INT(e.code, ERR_CONFIG);
	CHECK_HAS_STR(e.msg, "config.ort is not set (Ort)");
	err_clear(&e);
	o.config = parse("{\"ort\":\"x\",\"mehr\":\"y\"}", w.a);
	CHECK(!scope_new(&o, &s, &e));
	CHECK_HAS_STR(e.msg, "config.mehr is not declared");
	world_close(&w);
}
