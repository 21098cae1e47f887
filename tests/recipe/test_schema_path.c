/* test_schema_path.c - which members a schema speaks of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/recipe/fim.h"

TEST(paths_of_the_schema)
{
	static const struct {
		const char *path;
		bool has;
	} rows[] = {
		{ "", true },
		{ "G60000082", true },
		{ "G60000082.F60000227", true },
		{ "G60000082.F60000228", false },
		{ "G60000082.F60000227.x", false }, /* below a text there is nothing */
		{ "hund.chipnummer", true },
		{ "hund.chip", false },
		{ "hund.chipnummerx", false },
		{ "hund.rasse", true },
		{ "hund.rasse.x", false },
		{ "kinder", true },
		{ "kinder[1].F60000227", true },
		{ "kinder[3].geburt", true },
		{ "kinder[4].geburt", false }, /* at most three */
		{ "kinder[0].geburt", false },
		{ "kinder[x].geburt", false },
		{ "kinder[1", false },
		{ "kinder.F60000227", false },
		{ "hunde", false },
		{ "[1]", false },
	};
	struct arena *a = arena_new();
	struct err e = { 0 };
	const struct schema *s = load(fim, a, &e);

	EACH_CASE (row, rows)
		CHECK_EQ_INT(s && schema_has_path(s, row->path), row->has);
	arena_free(a);
}

TEST(paths_through_alternatives)
{
	static const struct {
		const char *schema, *path;
		bool has;
	} rows[] = {
		{ "{}", "a.b", true },
		{ "true", "a", true },
		{ "false", "a", false },
		{ "{'type':'object'}", "a.b[2].c", true },
		{ "{'properties':{'a':{}}}", "a.anything", true },
		{ "{'properties':{'a':{}},'additionalProperties':true}", "b.c", true },
		{ "{'properties':{'a':{}},'additionalProperties':false}", "b", false },
		{ "{'additionalProperties':{'properties':{'x':{}}}}", "any.x", true },
		{ "{'additionalProperties':{'properties':{'x':{}}}}", "any.y", false },
		{ "{'allOf':[{'properties':{'a':{}}},{'properties':{'b':{}}}]}", "b", true },
		{ "{'allOf':[{'properties':{'a':{}}},{'properties':{'b':{}}}]}", "c", false },
		{ "{'oneOf':[{'properties':{'a':{}}},{'properties':{'b':{}}}]}", "a", true },
		{ "{'if':{'properties':{'a':{}}},'then':{'properties':{'b':{}}}}", "b", true },
		{ "{'prefixItems':[{'properties':{'a':{}}}],'items':{'properties':{'b':{}}}}",
		  "[1].a", true },
		{ "{'prefixItems':[{'properties':{'a':{}}}],'items':{'properties':{'b':{}}}}",
		  "[2].a", false },
		{ "{'prefixItems':[{'properties':{'a':{}}}],'items':{'properties':{'b':{}}}}",
		  "[2].b", true },
		{ "{'properties':{'kind':{'$ref':'#'},'name':{'type':'string'}}}",
		  "kind.kind.kind.name", true },
		{ "{'properties':{'kind':{'$ref':'#'},'name':{'type':'string'}}}",
		  "kind.kind.name.x", false },
	};

	EACH_CASE (row, rows) {
		struct arena *a = arena_new();
		struct err e = { 0 };
		const struct schema *s = load(row->schema, a, &e);
		CHECK_EQ_STR(e.msg, "");
		CHECK_EQ_INT(s && schema_has_path(s, row->path), row->has);
		arena_free(a);
	}
}
