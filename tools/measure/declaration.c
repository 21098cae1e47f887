/* declaration.c - finds functions and prototypes at file scope. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/measure/declaration.h"
#include <ctype.h>

/* Words that stand before a bracket without being a function. */
static const char *const NOT_A_NAME[] = {
	"__attribute__", "__typeof__", "typeof", "_Alignas", "_Static_assert", "static_assert",
};

static bool is_macro_name(const struct token *t)
{
	for (size_t i = 0; i < t->length; i++)
		if (islower((unsigned char)t->text[i]))
			return false;
	return true;
}

static bool may_be_name(const struct token *word, const struct token *after_bracket)
{
	if (word->kind != TOKEN_WORD || token_is(after_bracket, "*"))
		return false;
	for (size_t i = 0; i < sizeof(NOT_A_NAME) / sizeof(NOT_A_NAME[0]); i++)
		if (token_is(word, NOT_A_NAME[i]))
			return false;
	return true;
}

static void take_bracket(const struct tokens *code, size_t i, struct declaration *d)
{
	bool has_name = d->close != 0 && !is_macro_name(&code->at[d->name]);

	if (i == 0 || has_name || !may_be_name(&code->at[i - 1], &code->at[i + 1]))
		return;
	d->name = i - 1;
	d->open = i;
	d->close = token_match(code, i);
}

bool declaration_next(const struct source *s, size_t at, struct declaration *ret_d)
{
	const struct tokens *code = &s->code;
	struct declaration d = { .first = at };
	bool assigned = false, type = token_is(&code->at[at], "typedef");

	for (size_t i = at; code->at[i].kind != TOKEN_END; i++) {
		const struct token *t = &code->at[i];

		d.end = i;
		if (token_is(t, "(")) {
			if (!assigned)
				take_bracket(code, i, &d);
			i = token_match(code, i);
		} else if (token_is(t, "=")) {
			assigned = true;
		} else if (token_is(t, "{")) {
			bool body = !assigned && i > at && token_is(&code->at[i - 1], ")");

			d.end = token_match(code, i);
			d.has_body = body && d.close != 0;
			d.body = i;
			i = d.end;
		}
		if (d.has_body || token_is(t, ";")) {
			bool named =
				d.close != 0 && (d.has_body || !is_macro_name(&code->at[d.name]));
			d.is_function = named && !assigned && !type;
			*ret_d = d;
			return true;
		}
	}
	return false;
}
