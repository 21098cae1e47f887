/* fuzz_expression.c - any text as expression: a text, a truth or an error, in bounded time. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include "agent/recipe/expression.h"
#include "agent/recipe/scope.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "tests/fuzz/target.h"

/* SANDBOX_MS_MAX, what one step may cost beyond it, and a slow machine with sanitizers. */
enum { MS_MAX = 20000 };

static const struct json *input(struct arena *a)
{
	static const char text[] = "{\"a\":\"x\",\"n\":26.00,\"l\":[\"1\",{\"b\":null}],\"t\":true,"
				   "\"d\":{\"F60000231\":9,\"F60000232\":2,\"F60000233\":1984}}";
	const struct json *j = NULL;
	struct err e = { 0 };

	if (!json_parse("input", text, sizeof text - 1, a, &j, &e))
		abort();
	return j;
}

/* look() - what the checker does: places must stay inside the text. */
static void look(const struct value *v, struct arena *a)
{
	struct references refs = expression_references(v->text, a);

	for (size_t i = 0; i < refs.n; i++)
		if (refs.list[i].offset_bytes >= strlen(v->text))
			abort();
	(void)expression_place(v, strlen(v->text));
}

static void evaluate(const struct value *v, struct arena *a)
{
	struct recipe r = { .arena = a, .file = "recipe.yaml" };
	struct scope_options o = { .recipe = &r, .input = input(a), .today = "2026-11-23" };
	struct scope *s = NULL;
	struct err e = { 0 };
	const char *text = NULL;
	bool truth;

	if (!scope_new(&o, &s, &e))
		abort();
	if (scope_text(s, v, a, &text, &e) && !utf8_valid(text, strlen(text)))
		abort();
	err_clear(&e);
	if (!scope_truth(s, v, &truth, &e) && e.code == ERR_NONE)
		abort();
	scope_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	int64_t begin = clock_boot_ms();
	const struct value v = {
		.at = { 1, 1 },
		.expression = true,
		.text = arena_strndup(a, (const char *)data, size),
	};

	/* a recipe's text is UTF-8 without NUL: the reader of YAML sees to it */
	if (utf8_valid((const char *)data, size)) {
		look(&v, a);
		evaluate(&v, a);
	}
	if (clock_boot_ms() - begin > MS_MAX)
		abort();
	arena_free(a);
	return 0;
}
