/* builtin_text.c - helpers on texts: letters, patterns, IBAN. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <lauxlib.h>
#include <lua.h>
#include <string.h>
#include "agent/recipe/argument.h"
#include "agent/recipe/builtin.h"
#include "agent/recipe/check_digit.h"
#include "agent/recipe/proxy.h"
#include "agent/recipe/sandbox.h"
#include "base/mem.h"
#include "base/pattern.h"
#include "base/str.h"
#include "base/utf8.h"

int builtin_upper(lua_State *lua)
{
	sandbox_pass(lua, utf8_upper(argument_text(lua, 1, "upper")));
	return 1;
}

int builtin_lower(lua_State *lua)
{
	sandbox_pass(lua, utf8_lower(argument_text(lua, 1, "lower")));
	return 1;
}

int builtin_trim(lua_State *lua)
{
	const char *text = argument_text(lua, 1, "trim");
	size_t n;

	text += strspn(text, " \t\r\n");
	for (n = strlen(text); n > 0 && strchr(" \t\r\n", text[n - 1]);)
		n--;
	(void)lua_pushlstring(lua, text, n); /* a pointer of Lua's own, not needed */
	return 1;
}

int builtin_join(lua_State *lua)
{
	const struct json *list = proxy_json(lua, 1);
	const char *between = argument_text(lua, 2, "join");
	luaL_Buffer out; /* lives in Lua: an error may jump out of the loop */

	if (!list || list->type != JSON_LIST)
		sandbox_fail(lua, "join: argument 1 must be a list");
	luaL_buffinit(lua, &out);
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			luaL_addstring(&out, between);
		if (lua_geti(lua, 1, (lua_Integer)i + 1) != LUA_TSTRING)
			sandbox_fail(lua, "join: entry %zu is no text", i + 1);
		luaL_addvalue(&out);
	}
	luaL_pushresult(&out);
	return 1;
}

/*
 * compile() - the pattern at argument 2; patterns are not written by applicants, so Lua may hold
 * its text.
 */
static struct pattern *compile(lua_State *lua, const char *name)
{
	struct pattern *pattern = NULL;
	struct err e = { 0 };

	if (!pattern_new(argument_text(lua, 2, name), &pattern, &e))
		sandbox_fail(lua, "%s: not a pattern: %s", name, e.msg);
	return pattern;
}

int builtin_matches(lua_State *lua)
{
	const char *text = argument_text(lua, 1, "matches");
	struct pattern *pattern = compile(lua, "matches");
	struct err e = { 0 };
	bool found = false, done = pattern_matches(pattern, text, &found, &e);

	pattern_free(pattern); /* before an error can jump */
	if (!done)
		sandbox_fail(lua, "matches: %s", e.msg);
	lua_pushboolean(lua, found);
	return 1;
}

int builtin_replace(lua_State *lua)
{
	const char *text = argument_text(lua, 1, "replace");
	const char *with = argument_text(lua, 3, "replace");
	struct pattern *pattern = compile(lua, "replace");
	struct err e = { 0 };
	char *out = NULL;
	bool done = pattern_replace(pattern, text, with, &out, &e);

	pattern_free(pattern); /* as above */
	if (!done)
		sandbox_fail(lua, "replace: %s", e.msg);
	sandbox_pass(lua, out);
	return 1;
}

/* Lengths by country, ISO 13616 registry; other countries have 15 to 34. */
static const struct {
	const char *country;
	size_t length;
} iban_lengths[] = {
	{ "AT", 20 }, { "BE", 16 }, { "BG", 22 }, { "CH", 21 }, { "CY", 28 }, { "CZ", 24 },
	{ "DE", 22 }, { "DK", 18 }, { "EE", 20 }, { "ES", 24 }, { "FI", 18 }, { "FR", 27 },
	{ "GB", 22 }, { "GR", 27 }, { "HR", 21 }, { "HU", 28 }, { "IE", 22 }, { "IS", 26 },
	{ "IT", 27 }, { "LI", 21 }, { "LT", 20 }, { "LU", 20 }, { "LV", 21 }, { "MT", 31 },
	{ "NL", 18 }, { "NO", 15 }, { "PL", 28 }, { "PT", 25 }, { "RO", 24 }, { "SE", 24 },
	{ "SI", 19 }, { "SK", 24 },
};

enum { IBAN_MIN = 15, IBAN_MAX = 34, IBAN_BYTES = IBAN_MAX + 1 };

/* pack() - @text without blanks, in capitals; raises an error for signs that no IBAN has. */
static size_t pack(lua_State *lua, const char *text, char packed[IBAN_BYTES])
{
	size_t n = 0;

	for (; *text; text++) {
		char c = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;

		if (c == ' ')
			continue;
		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
			sandbox_fail(lua, "iban: there is a sign that is no letter or digit");
		if (n == IBAN_MAX)
			sandbox_fail(lua, "iban: longer than %d signs", IBAN_MAX);
		packed[n++] = c;
	}
	packed[n] = 0;
	return n;
}

static void check_iban_length(lua_State *lua, const char *packed, size_t n)
{
	for (size_t i = 0; i < sizeof iban_lengths / sizeof *iban_lengths; i++) {
		if (!str_starts(packed, iban_lengths[i].country) || n == iban_lengths[i].length)
			continue;
		sandbox_fail(lua, "iban: %s has %zu signs, there are %zu", iban_lengths[i].country,
			     iban_lengths[i].length, n);
	}
	if (n < IBAN_MIN)
		sandbox_fail(lua, "iban: shorter than %d signs", IBAN_MIN);
}

int builtin_iban(lua_State *lua)
{
	char packed[IBAN_BYTES], grouped[IBAN_BYTES + IBAN_MAX / 4 + 1];
	size_t n = pack(lua, argument_text(lua, 1, "iban"), packed), out = 0;

	if (n < 4 || strspn(packed, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") < 2 ||
	    strspn(packed + 2, "0123456789") < 2)
		sandbox_fail(lua, "iban: must begin with two letters and two digits");
	check_iban_length(lua, packed, n);
	if (!check_digit_holds(CHECK_DIGIT_MOD97, packed))
		sandbox_fail(lua, "iban: the check digits do not hold");
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && i % 4 == 0)
			grouped[out++] = ' ';
		grouped[out++] = packed[i];
	}
	(void)lua_pushlstring(lua, grouped, out); /* a pointer of Lua's own, not needed */
	mem_wipe(packed, sizeof packed);
	mem_wipe(grouped, sizeof grouped);
	return 1;
}
