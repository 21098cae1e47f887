/* scope.c - the values one job sees; evaluates expressions (Lua). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/scope.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>
#include "agent/recipe/builtin.h"
#include "agent/recipe/expression.h"
#include "agent/recipe/names.h"
#include "agent/recipe/proxy.h"
#include "agent/recipe/sandbox.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

enum { JOB_MEMBERS = 2 };

/* `job` as an object like the others: so it is read-only and misspelt members are named. */
struct job_object {
	struct json object, members[JOB_MEMBERS];
	struct json *items[JOB_MEMBERS];
	const char *names[JOB_MEMBERS];
};

struct scope {
	struct scope_options o;
	struct sandbox sandbox;
	struct job_object job;
};

static void fill_job(struct scope *s)
{
	const char *texts[JOB_MEMBERS] = { s->o.job_id, s->o.mark };
	static const char *const names[JOB_MEMBERS] = { "id", "mark" };
	struct job_object *j = &s->job;

	for (size_t i = 0; i < JOB_MEMBERS; i++) {
		j->members[i] =
			(struct json){ .type = texts[i] ? JSON_TEXT : JSON_NULL, .text = texts[i] };
		j->items[i] = &j->members[i];
		j->names[i] = names[i];
	}
	j->object = (struct json){
		.type = JSON_OBJECT,
		.n = JOB_MEMBERS,
		.items = j->items,
		.names = j->names,
	};
}

static void push_root(lua_State *lua, const struct json *j, const char *name)
{
	static const struct json nothing = { .type = JSON_OBJECT };

	proxy_push(lua, j ? j : &nothing, name);
	names_set(lua, name);
}

/* fill_state() - runs inside a protected call: Lua may run out of memory anywhere. */
static int fill_state(lua_State *lua)
{
	const struct scope *s = lua_touserdata(lua, 1);

	proxy_open(lua);
	names_open(lua);
	push_root(lua, s->o.input, "input");
	push_root(lua, s->o.config, "config");
	push_root(lua, s->o.secrets, "secret");
	push_root(lua, &s->job.object, "job");
	lua_pushnil(lua);
	return 1;
}

static bool is_declared(const struct recipe *r, const char *name)
{
	for (size_t i = 0; i < r->n_config; i++)
		if (str_eq(r->config[i].name, name))
			return true;
	return false;
}

static bool check_config(const struct scope_options *o, struct err *e)
{
	for (size_t i = 0; i < o->recipe->n_config; i++) {
		const struct recipe_config *one = &o->recipe->config[i];
		const struct json *given = json_get(o->config, one->name);

		if (!given || given->type != JSON_TEXT)
			return err_set(e, ERR_CONFIG, "config.%s is not set (%s)", one->name,
				       one->help);
	}
	for (size_t i = 0; o->config && i < o->config->n; i++)
		if (!is_declared(o->recipe, o->config->names[i]))
			return err_set(e, ERR_CONFIG, "config.%s is not declared in %s",
				       o->config->names[i], o->recipe->file);
	return true;
}

bool scope_new(const struct scope_options *o, struct scope **ret_scope, struct err *e)
{
	CLEANUP(scope_freep) struct scope *s = NULL;

	if (!check_config(o, e))
		return false;
	s = mem_zalloc(sizeof *s);
	s->o = *o;
	fill_job(s);
	sandbox_open(&s->sandbox, &s->o);
	lua_pushcfunction(s->sandbox.lua, fill_state);
	lua_pushlightuserdata(s->sandbox.lua, s);
	if (!sandbox_call(&s->sandbox, 1, e))
		return err_wrap(e, "values of the job");
	lua_settop(s->sandbox.lua, 0);
	*ret_scope = TAKE(s);
	return true;
}

void scope_free(struct scope *s)
{
	if (!s)
		return;
	sandbox_close(&s->sandbox);
	mem_wipe(s, sizeof *s);
	free(s);
}

static bool fail_at(const struct scope *s, const struct value *v, struct err *e)
{
	return err_wrap(e, "%s:%d:%d", s->o.recipe->file, v->at.line, v->at.col);
}

/* evaluate() - the expression's result on top of the stack; the caller pops it. */
static bool evaluate(struct scope *s, const struct value *v, struct err *e)
{
	return sandbox_load(&s->sandbox, v->text, NULL, e) && sandbox_call(&s->sandbox, 0, e);
}

static bool set_missing(const struct scope *s, struct err *e)
{
	const char *missing = s->sandbox.missing;

	return err_set(e, ERR_EXPRESSION, "%s", missing[0] ? missing : "it gives nothing (nil)");
}

/* top_text() - the result on top of the stack as text, if it is one. */
static bool top_text(struct scope *s, const char **ret_text, struct err *e)
{
	lua_State *lua = s->sandbox.lua;
	size_t len = 0;

	if (lua_isnil(lua, -1))
		return set_missing(s, e);
	if (lua_type(lua, -1) == LUA_TNUMBER && !lua_isinteger(lua, -1))
		return err_set(e, ERR_EXPRESSION,
			       "it gives a binary fraction; num() calculates exactly");
	if (lua_type(lua, -1) == LUA_TBOOLEAN)
		return err_set(e, ERR_EXPRESSION, "it gives true or false, a text is needed");
	if (lua_type(lua, -1) == LUA_TUSERDATA &&
	    luaL_getmetafield(lua, -1, "__tostring") != LUA_TNIL) {
		lua_pop(lua, 1);
		(void)luaL_tolstring(lua, -1, NULL); /* left on top of the stack */
	}
	if (lua_type(lua, -1) != LUA_TSTRING && lua_type(lua, -1) != LUA_TNUMBER)
		return err_set(e, ERR_EXPRESSION,
			       "it gives an object, a list or a function,"
			       " a text is needed");
	const char *text = lua_tolstring(lua, -1, &len);

	if (!utf8_valid(text, len))
		return err_set(e, ERR_EXPRESSION, "it gives a text that is not UTF-8");
	*ret_text = text;
	return true;
}

static char *copy_nfc(struct arena *a, const char *text)
{
	char *nfc = utf8_nfc(text);
	char *copy = arena_strdup(a, nfc);

	mem_wipe(nfc, strlen(nfc));
	free(nfc);
	return copy;
}

bool scope_text(struct scope *s, const struct value *v, struct arena *a, const char **ret_text,
		struct err *e)
{
	lua_State *lua = s->sandbox.lua;
	const char *text = v->text;

	if (v->expression) {
		names_allow_secret(lua, true); /* the checker lets it stand in `write` only */
		bool done = evaluate(s, v, e) && top_text(s, &text, e);

		names_allow_secret(lua, false);
		if (!done) {
			lua_settop(lua, 0);
			return fail_at(s, v, e);
		}
	}
	*ret_text = copy_nfc(a, text);
	lua_settop(lua, 0);
	return true;
}

/* word_truth() - texts that mean yes or no; false if it is neither. */
static bool word_truth(const char *text, bool *ret_truth)
{
	static const struct {
		const char *word;
		bool truth;
	} words[] = { { "true", true }, { "false", false }, { "ja", true }, { "nein", false } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!str_eq(words[i].word, text))
			continue;
		*ret_truth = words[i].truth;
		return true;
	}
	return false;
}

static bool top_truth(lua_State *lua, bool *ret_truth)
{
	if (lua_isnil(lua, -1) || lua_isboolean(lua, -1)) {
		*ret_truth = lua_toboolean(lua, -1);
		return true;
	}
	return lua_type(lua, -1) == LUA_TSTRING && word_truth(lua_tostring(lua, -1), ret_truth);
}

bool scope_truth(struct scope *s, const struct value *v, bool *ret_truth, struct err *e)
{
	bool known;

	if (!v->expression) {
		known = word_truth(v->text, ret_truth);
	} else {
		if (!evaluate(s, v, e))
			return fail_at(s, v, e);
		known = top_truth(s->sandbox.lua, ret_truth);
		lua_settop(s->sandbox.lua, 0);
	}
	if (known)
		return true;
	(void)err_set(e, ERR_EXPRESSION, "neither yes nor no; compare it with something");
	return fail_at(s, v, e);
}

static bool compute_one(struct scope *s, const struct recipe_value *one, struct err *e)
{
	lua_State *lua = s->sandbox.lua;

	if (!one->value->expression) {
		(void)lua_pushstring(lua, one->value->text); /* a pointer of Lua's own */
	} else if (!evaluate(s, one->value, e)) {
		return false;
	}
	if (lua_isnil(lua, -1)) {
		lua_settop(lua, 0);
		return set_missing(s, e);
	}
	names_set(lua, one->name);
	return true;
}

bool scope_compute(struct scope *s, struct err *e)
{
	const struct recipe *r = s->o.recipe;

	for (size_t i = 0; i < r->n_values; i++)
		if (!compute_one(s, &r->values[i], e))
			return fail_at(s, r->values[i].value, e);
	return true;
}

/* is_taken() - does @name stand for something that no step can read? */
static bool is_taken(const struct recipe *r, const char *name)
{
	for (size_t i = 0; i < r->n_values; i++)
		if (str_eq(r->values[i].name, name))
			return true;
	return !expression_is_name(name);
}

bool scope_set(struct scope *s, const char *name, const char *text, struct err *e)
{
	if (is_taken(s->o.recipe, name))
		return err_set(e, ERR_EXPRESSION, "'%s' stands for something else", name);
	char *nfc = utf8_nfc(text);

	sandbox_pass(s->sandbox.lua, nfc);
	names_set(s->sandbox.lua, name);
	return true;
}

bool scope_set_list(struct scope *s, const char *name, const struct json *j, struct err *e)
{
	if (is_taken(s->o.recipe, name))
		return err_set(e, ERR_EXPRESSION, "'%s' stands for something else", name);
	proxy_push(s->sandbox.lua, j, name);
	names_set(s->sandbox.lua, name);
	return true;
}

bool scope_is_secret(const struct value *v)
{
	return expression_takes(v, "secret");
}
