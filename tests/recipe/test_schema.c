/* test_schema.c - the subset of JSON Schema that submissions are checked with. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "agent/recipe/schema.h"
#include "base/buf.h"
#include "tests/recipe/fim.h"

/* VALUE: stands in submissions and must never show up in a message. */
#define VALUE "GEHEIM"

/* validate() - ERR_NONE if @document fits. */
static enum err_code validate(const struct schema *s, const char *document, struct err *e)
{
	struct arena *a = arena_new();
	const struct json *value;

	document = quoted(document);
	*e = (struct err){ 0 };
	if (json_parse("d", document, strlen(document), a, &value, e) &&
	    schema_validate(s, "d", value, e))
		CHECK_EQ_INT(e->code, ERR_NONE);
	else
		CHECK(e->code != ERR_NONE && strncmp(e->msg, "d:", 2) == 0);
	arena_free(a);
	return e->code;
}

TEST(submissions_are_checked)
{
	static const struct {
		const char *document, *want; /* "": fits */
	} rows[] = {
		{ "{'G60000082':{'F60000227':'Nöll'},'hund':{'chipnummer':'276098100000000'}}",
		  "" },
		{ "{'G60000082':{'F60000227':'a','more':1},'hund':{'chipnummer':'276098100000000',"
		  "'rasse':'Dackel','steuer':26.00,'anzahl':2.0},'other':[]}",
		  "" },
		{ "{'G60000082':{'F60000227':'a'}}", "d:1:1: hund: is missing" },
		{ "{'G60000082':{},'hund':{}}", "d:1:14: G60000082.F60000227: is missing" },
		{ "{'G60000082':{'F60000227':'äöüäöü'},'hund':{'chipnummer':'" VALUE "'}}",
		  "d:1:58: hund.chipnummer: expected the form ^[0-9]{15}$" },
		{ "{'G60000082':{'F60000227':'äöüäöüß'},'hund':{}}",
		  "d:1:27: G60000082.F60000227: expected at most 6 characters, found 7" },
		{ "{'G60000082':{'F60000227':''},'hund':{}}",
		  "d:1:27: G60000082.F60000227: expected at least 1 characters, found 0" },
		{ "{'G60000082':[],'hund':{}}", "d:1:14: G60000082: expected object, found list" },
		{ "[1]", "d:1:1: expected object, found list" },
		{ "{'G60000082':{'F60000227':'a','geburt':'2023-02-29'},'hund':{}}",
		  "d:1:40: G60000082.geburt: expected a date like 2024-12-31" },
		{ "{'G60000082':{'F60000227':'a'},\n'hund':{'chipnummer':'276098100000000',\n"
		  " 'rasse':'" VALUE "'}}",
		  "d:3:10: hund.rasse: expected one of: \"Pudel\", \"Dackel\"" },
		{ "{'G60000082':{'F60000227':'a'},'hund':{'chipnummer':'276098100000000',"
		  "'name':'" VALUE "'}}",
		  "d:1:78: hund.name: the schema knows no such member" },
		{ "{'G60000082':{'F60000227':'a'},'hund':{'chipnummer':'276098100000000',"
		  "'steuer':12.345}}",
		  "d:1:80: hund.steuer: expected a multiple of 0.01" },
		{ "{'G60000082':{'F60000227':'a'},'hund':{'chipnummer':'276098100000000',"
		  "'anzahl':1.5}}",
		  "d:1:80: hund.anzahl: expected null or whole number" },
		{ "{'G60000082':{'F60000227':'a'},'hund':{'chipnummer':'276098100000000'},"
		  "'kinder':[]}",
		  "d:1:81: kinder: expected at least 1 entries, found 0" },
		{ "{'G60000082':{'F60000227':'a'},'hund':{'chipnummer':'276098100000000'},"
		  "'kinder':[{'F60000227':'a'},{'F60000227':7}]}",
		  "d:1:113: kinder[2].F60000227: expected text, found number" },
	};
	struct arena *a = arena_new();
	struct err e = { 0 };
	const struct schema *s = load(fim, a, &e);

	CHECK_EQ_STR(e.msg, "");
	EACH_CASE (row, rows) {
		if (!s)
			break;
		CHECK_EQ_INT(validate(s, row->document, &e), row->want[0] ? ERR_INPUT : ERR_NONE);
		CHECK_EQ_STR(e.msg, row->want);
	}
	arena_free(a);
}

static const struct {
	const char *schema, *fits, *fits_too, *not, *not_either;
} keywords[] = {
	{ "true", "1", "{}", NULL, NULL },
	{ "false", NULL, NULL, "1", "null" },
	{ "{}", "null", "[1]", NULL, NULL },
	{ "{'type':'null'}", "null", NULL, "0", "false" },
	{ "{'type':'boolean'}", "true", "false", "0", "'true'" },
	{ "{'type':'object'}", "{}", "{'a':1}", "[]", "null" },
	{ "{'type':'array'}", "[]", "[1]", "{}", "''" },
	{ "{'type':'string'}", "''", "'1'", "1", "null" },
	{ "{'type':'number'}", "1", "-1.5e3", "'1'", "true" },
	{ "{'type':'integer'}", "1", "1.0", "1.5", "'1'" },
	{ "{'type':['integer','string']}", "10e-1", "'a'", "0.5", "null" },
	{ "{'type':['integer','number']}", "1.5", "1", "'1'", "null" },
	{ "{'type':['number','integer']}", "1.5", "1", "'1'", "null" },
	{ "{'enum':[1,'a',null,[1,{'b':2}]]}", "1.0", "[1,{'b':2.0}]", "'b'", "[1]" },
	{ "{'const':{'a':1,'b':2}}", "{'b':2,'a':1}", NULL, "{'a':1}", "{'a':1,'b':3}" },
	{ "{'const':null}", "null", NULL, "0", "false" },
	{ "{'const':0}", "0", "-0.0", "false", "''" },
	{ "{'properties':{'a':{'type':'null'}}}", "{'a':null}", "[1]", "{'a':1}", NULL },
	{ "{'required':['a']}", "{'a':null}", "'text'", "{}", "{'b':1}" },
	{ "{'additionalProperties':false}", "{}", "[1]", "{'a':1}", NULL },
	{ "{'properties':{'a':true},'additionalProperties':{'type':'null'}}", "{'a':1}",
	  "{'a':1,'b':null}", "{'b':1}", "{'a':1,'c':0}" },
	{ "{'minProperties':1,'maxProperties':2}", "{'a':1}", "{'a':1,'b':1}", "{}",
	  "{'a':1,'b':1,'c':1}" },
	{ "{'items':{'type':'null'}}", "[]", "[null,null]", "[1]", "[null,0]" },
	{ "{'items':false}", "[]", "{}", "[1]", NULL },
	{ "{'prefixItems':[{'const':1},{'const':2}]}", "[1]", "[1,2,3]", "[2]", "[1,3]" },
	{ "{'prefixItems':[{'const':1}],'items':{'const':5}}", "[1]", "[1,5,5]", "[1,1]", "[5]" },
	{ "{'minItems':1,'maxItems':2}", "[1]", "[1,2]", "[]", "[1,2,3]" },
	{ "{'uniqueItems':true}", "[1,'1',[1],{'a':1}]", "[]", "[1,2,1.0]",
	  "[{'a':1,'b':2},{'b':2,'a':1}]" },
	{ "{'uniqueItems':false}", "[1,1]", NULL, NULL, NULL },
	{ "{'minLength':2,'maxLength':3}", "'äö'", "'😀😀😀'", "'ä'", "'abcd'" },
	{ "{'pattern':'b'}", "'abc'", "7", "'ac'", "''" },
	{ "{'pattern':'^a$'}", "'a'", "null", "'ab'", "'a\\n'" },
	{ "{'format':'date'}", "'2024-02-29'", "5", "'2023-02-29'", "'29.02.2024'" },
	{ "{'format':'date'}", "'2000-02-29'", "'0001-12-31'", "'1900-02-29'", "'2024-04-31'" },
	{ "{'format':'date'}", "'9999-12-31'", NULL, "'2024-00-10'", "'2024-01-00'" },
	{ "{'format':'date'}", NULL, NULL, "'2024-1-1'", "'2024-01-01 '" },
	{ "{'format':'date'}", NULL, NULL, "''", "'２０２４-01-01'" },
	{ "{'format':'email'}", "'no address'", NULL, NULL, NULL },
	{ "{'minimum':1.5}", "1.50", "2", "1.4999999999999999999", "-2" },
	{ "{'maximum':1e3}", "1000", "-1", "1000.000000000000000000001", "1001" },
	{ "{'exclusiveMinimum':0}", "1e-300", "1", "0", "-0.0" },
	{ "{'exclusiveMaximum':9007199254740993}", "9007199254740992", "0", "9007199254740993",
	  "9007199254740994" },
	{ "{'multipleOf':0.1}", "0.3", "-7", "0.35", "0.01" },
	{ "{'allOf':[{'minimum':1},{'maximum':2}]}", "1", "2", "0", "3" },
	{ "{'anyOf':[{'minimum':5},{'maximum':2}]}", "1", "6", "3", "4" },
	{ "{'oneOf':[{'minimum':2},{'maximum':5}]}", "1", "6", "2", "5" },
	{ "{'not':{'type':'null'}}", "1", "'a'", "null", NULL },
	{ "{'if':{'minimum':5},'then':{'maximum':8},'else':{'maximum':2}}", "7", "1", "9", "3" },
	{ "{'if':{'minimum':5},'then':{'maximum':8}}", "7", "1", "9", NULL },
	{ "{'if':{'minimum':5},'else':{'maximum':2}}", "9", "1", "3", NULL },
	{ "{'then':false,'else':false}", "1", NULL, NULL, NULL },
	{ "{'$ref':'#/$defs/a~1b','maximum':2,'$defs':{'a/b':{'minimum':1}}}", "1", "2", "0", "3" },
	{ "{'properties':{'kind':{'$ref':'#'}},'required':['name']}", "{'name':1}",
	  "{'name':1,'kind':{'name':1}}", "{'name':1,'kind':{}}",
	  "{'name':1,'kind':{'name':1,'kind':{}}}" },
	{ "{'minimum':0}", "1e1000000", NULL, "1e1000001", "-1" },
};

TEST(every_keyword_decides)
{
	EACH_CASE (row, keywords) {
		struct arena *a = arena_new();
		struct err e = { 0 };
		const struct schema *s = load(row->schema, a, &e);
		CHECK_EQ_STR(e.msg, "");
		if (s) {
			CHECK(!row->fits || validate(s, row->fits, &e) == ERR_NONE);
			CHECK(!row->fits_too || validate(s, row->fits_too, &e) == ERR_NONE);
			CHECK(!row->not || validate(s, row->not, &e) == ERR_INPUT);
			CHECK(!row->not_either || validate(s, row->not_either, &e) == ERR_INPUT);
		}
		arena_free(a);
	}
}

static const struct {
	const char *schema, *want;
} outside[] = {
	{ "{'properties':{'a':{\n 'patternProperties':{}}}}",
	  "s:2:22: a keyword that is not supported: 'patternProperties'" },
	{ "{'unevaluatedProperties':false}",
	  "s:1:26: a keyword that is not supported: 'unevaluatedProperties'" },
	{ "{'Type':'object'}", "s:1:9: a keyword that is not supported: 'Type'" },
	{ "{'definitions':{}}", "s:1:16: a keyword that is not supported: 'definitions'" },
	{ "{'$schema':'http://json-schema.org/draft-07/schema#'}",
	  "s:1:12: expected https://json-schema.org/draft/2020-12/schema" },
	{ "{'$ref':'other.json'}", "s:1:9: expected a reference to #/$defs/..., got 'other.json'" },
	{ "{'$ref':'#/properties/a'}",
	  "s:1:9: expected a reference to #/$defs/..., got '#/properties/a'" },
	{ "{'$ref':'#/$defs/a'}", "s:1:9: there is no definition 'a'" },
	{ "{'$ref':'#/$defs/a','$defs':{'b':{}}}", "s:1:9: there is no definition 'a'" },
	{ "{'items':{'$defs':{}}}", "s:1:19: $defs may stand at the top only" },
	{ "{'$defs':[]}", "s:1:10: expected an object with a schema for each name" },
	{ "{'$ref':'#'}", "s:1:1: a $ref leads back to itself" },
	{ "{'$defs':{'a':{'not':{'$ref':'#/$defs/b'}},"
	  "'b':{'anyOf':[{'$ref':'#/$defs/a'}]}}}",
	  "s:1:58: a $ref leads back to itself" },
	{ "{'properties':{'a':{'allOf':[{'$ref':'#/$defs/x'}]}},\n"
	  "'$defs':{'x':{'if':true,'then':{'$ref':'#/$defs/x'}}}}",
	  "s:2:14: a $ref leads back to itself" },
	{ "[]", "s:1:1: expected a schema (an object, true or false)" },
	{ "{'items':[]}", "s:1:10: expected a schema (an object, true or false)" },
	{ "{'not':1}", "s:1:8: expected a schema (an object, true or false)" },
	{ "{'properties':[]}", "s:1:15: expected an object with a schema for each name" },
	{ "{'required':'a'}", "s:1:13: expected a list of names" },
	{ "{'required':['a',1]}", "s:1:18: expected a name" },
	{ "{'type':'text'}",
	  "s:1:9: expected null, boolean, object, array, string, number or integer" },
	{ "{'type':['string',1]}",
	  "s:1:19: expected null, boolean, object, array, string, number or integer" },
	{ "{'type':[]}", "s:1:9: expected at least one type" },
	{ "{'enum':[]}", "s:1:9: expected a list with at least one value" },
	{ "{'anyOf':[]}", "s:1:10: expected a list with at least one schema" },
	{ "{'minLength':-1}", "s:1:14: expected a whole number from 0, digits only" },
	{ "{'minLength':1.0}", "s:1:14: expected a whole number from 0, digits only" },
	{ "{'maxItems':'1'}", "s:1:13: expected a whole number from 0, digits only" },
	{ "{'minimum':'1'}", "s:1:12: expected a number" },
	{ "{'minimum':1e1000001}", "s:1:12: a number with too large an exponent" },
	{ "{'multipleOf':0}", "s:1:15: expected a number above 0 with at most nine digits" },
	{ "{'multipleOf':-1}", "s:1:15: expected a number above 0 with at most nine digits" },
	{ "{'uniqueItems':1}", "s:1:16: expected true or false" },
	{ "{'title':1}", "s:1:10: expected a text" },
	{ "{'pattern':'a('}", "s:1:12: pattern, character 3: missing closing parenthesis" },
	{ "{'format':'datum'}", "s:1:11: unknown format 'datum'" },
	{ "{'a':1,'a':1}", "s:1:8: member 'a' stands here a second time" },
	{ "{'type':}", "s:1:9: this does not belong here" },
	{ "", "s:1:1: the document ends too early" },
};

TEST(what_lies_outside_the_subset_is_refused)
{
	EACH_CASE (row, outside) {
		struct arena *a = arena_new();
		struct err e = { 0 };
		CHECK(load(row->schema, a, &e) == NULL);
		CHECK_EQ_INT(e.code, ERR_SYNTAX);
		CHECK_EQ_STR(e.msg, row->want);
		arena_free(a);
	}
}

TEST(a_missing_schema_is_an_io_error)
{
	struct arena *a = arena_new();
	const struct schema *s;
	struct err e = { 0 };

	CHECK_ERR(schema_load("/tmp/amtsbote/no such schema", a, &s, &e), e, ERR_IO);
	CHECK_ERR(schema_load("/tmp", a, &s, &e), e, ERR_IO);
	arena_free(a);
}

TEST(long_chains_of_references_are_refused)
{
	struct arena *a = arena_new();
	struct err e = { 0 };
	struct buf text;

	buf_init(&text, 100000);
	buf_adds(&text, "{'$defs':{");
	for (int i = 0; i < 500; i++)
		buf_addf(&text, "'d%d':{'$ref':'#/$defs/d%d'},", i, i + 1);
	buf_adds(&text, "'d500':{}},'$ref':'#/$defs/d0'}");
	CHECK(load(text.data, a, &e) == NULL);
	CHECK_HAS_STR(e.msg, "too long a chain of $ref");
	buf_clear(&text);
	arena_free(a);
}

TEST(messages_say_which_keyword_decided)
{
	static const struct {
		const char *schema, *document, *want;
	} rows[] = {
		{ "false", "1", "d:1:1: must not be here" },
		{ "{'oneOf':[{'minimum':2},{'maximum':5}]}", "3",
		  "d:1:1: fits several of the schema's alternatives (oneOf)" },
		{ "{'oneOf':[{'minimum':2},{'minimum':5}]}", "1",
		  "d:1:1: fits none of the schema's alternatives" },
		{ "{'anyOf':[{'minimum':2},{'const':1.5}]}", "1",
		  "d:1:1: fits none of the schema's alternatives" },
		{ "{'not':{'type':'number'}}", "1", "d:1:1: is what the schema rules out (not)" },
		{ "{'minimum':1.50}", "1", "d:1:1: expected at least 1.50" },
		{ "{'exclusiveMaximum':2}", "2", "d:1:1: expected less than 2" },
		{ "{'uniqueItems':true}", "[1,2,1]", "d:1:1: entries 1 and 3 are the same" },
		{ "{'const':{'a':1}}", "7", "d:1:1: expected {\"a\":1}" },
		{ "{'enum':['a',1]}", "'" VALUE "'", "d:1:1: expected one of: \"a\", 1" },
		{ "{'minProperties':1}", "{}", "d:1:1: expected at least 1 members, found 0" },
		{ "{'type':['integer','null']}", "true",
		  "d:1:1: expected null or whole number, found bool" },
		{ "true", "1e1000001", "d:1:1: a number with too large an exponent" },
	};

	EACH_CASE (row, rows) {
		struct arena *a = arena_new();
		struct err e = { 0 };
		const struct schema *s = load(row->schema, a, &e);
		CHECK_EQ_STR(e.msg, "");
		CHECK(s && validate(s, row->document, &e) == ERR_INPUT);
		CHECK_EQ_STR(e.msg, row->want);
		arena_free(a);
	}
}

TEST(work_is_limited)
{
	static const struct {
		const char *schema;
		const char *entry; /* repeated in a list */
		int n;
	} rows[] = {
		{ "{'uniqueItems':true}", "%d", 5000 },
		/* 4 alternatives at each of 12 levels */
		{ "{'$defs':{'l':{'anyOf':[{'items':{'$ref':'#/$defs/l'}},{'items':{'$ref':"
		  "'#/$defs/l'},'maxItems':2},{'items':{'$ref':'#/$defs/l'},'maxItems':3},"
		  "{'items':{'$ref':'#/$defs/l'},'maxItems':4}],'type':'array'}},"
		  "'$ref':'#/$defs/l'}",
		  "[[[[[[[[[[[[%d]]]]]]]]]]]]", 1 },
		{ "{'items':{'pattern':'^(a+)+$'}}", "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!%d'", 1 },
	};

	EACH_CASE (row, rows) {
		struct arena *a = arena_new();
		struct err e = { 0 };
		struct buf text;
		const struct schema *s = load(row->schema, a, &e);
		const struct json *value;
		CHECK_EQ_STR(e.msg, "");
		buf_init(&text, 1 << 20);
		for (int i = 0; i < row->n; i++) {
			char entry[100];
			const char *at = strstr(row->entry, "%d");
			snprintf(entry, sizeof entry, "%.*s%d%s", (int)(at - row->entry),
				 row->entry, i, at + 2);
			buf_addf(&text, "%c%s", i > 0 ? ',' : '[', entry);
		}
		buf_addc(&text, ']');
		for (size_t i = 0; i < text.len_bytes; i++)
			if (text.data[i] == '\'')
				text.data[i] = '"';
		if (s && CHECK_OK(json_parse("d", text.data, text.len_bytes, a, &value, &e), e))
			CHECK_ERR(schema_validate(s, "d", value, &e), e, ERR_LIMIT);
		buf_clear(&text);
		arena_free(a);
	}
}

TEST(names_in_messages_are_short)
{
	struct arena *a = arena_new();
	struct err e = { 0 };
	const struct schema *s = load("{'additionalProperties':{'type':'null'}}", a, &e);
	char document[600];

	snprintf(document, sizeof document, "{'%0*d':1}", 500, 0);
	CHECK_EQ_INT(validate(s, document, &e), ERR_INPUT);
	CHECK_EQ_STR(e.msg, "d:1:505: 0000000000000000000000000000000000000000...: expected null, "
			    "found number");
	arena_free(a);
}

TEST(every_truncation_of_a_schema_is_refused)
{
	char text[sizeof fim];

	snprintf(text, sizeof text, "%s", quoted(fim));
	for (size_t cut = 0; cut < sizeof fim - 2; cut++) {
		struct arena *a = arena_new();
		struct err e = { 0 };
		CHECK(load_bytes(text, cut, a, &e) == NULL);
		CHECK_EQ_INT(e.code, ERR_SYNTAX);
		arena_free(a);
	}
}

TEST(flipped_bytes_in_a_schema_never_crash)
{
	char text[sizeof fim], flipped[sizeof fim];

	snprintf(text, sizeof text, "%s", quoted(fim));
	for (int i = 0; i < 3000; i++) {
		struct arena *a = arena_new();
		struct err e = { 0 };
		memcpy(flipped, text, sizeof text);
		for (uint64_t n = 1 + check_random() % 3; n > 0; n--)
			flipped[check_random() % (sizeof fim - 1)] ^=
				(char)(1U << check_random() % 8);
		const struct schema *s = load_bytes(flipped, sizeof fim - 1, a, &e);
		if (s)
			(void)validate(s, "{'G60000082':{'F60000227':'a'},'hund':{'rasse':1}}", &e);
		arena_free(a);
	}
}
