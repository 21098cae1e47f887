/* route.c - the configured recipes, frozen and loaded, and which of them takes a submission. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/route.h"

#include <stdio.h>
#include <stdlib.h>
#include "agent/recipe/frozen.h"
#include "base/mem.h"
#include "base/str.h"

struct routes {
	struct route *list; /* owned */
	size_t n;
};

/* first_error() - what is wrong with a recipe: the first of its errors, owned by @a. */
static const char *first_error(const struct findings *f, struct arena *a)
{
	const struct finding *one = f->first;

	while (one->level != FINDING_ERROR)
		one = one->next;
	return arena_printf(a, "%s:%d:%d: %s", one->file, one->at.line, one->at.col, one->text);
}

static bool load(struct route *r, const char *folder, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct findings f;

	findings_init(&f, a);
	if (!recipe_load(folder, &f, &r->recipe, e))
		return false;
	return r->recipe || err_set(e, ERR_RECIPE, "recipe '%s' has %zu errors: %s",
				    r->config->folder, f.n_errors, first_error(&f, a));
}

static bool note_loaded(const struct books *l, const struct route *r, struct err *e)
{
	struct journal_body body = journal_body(JK_RECIPE_LOADED);

	journal_put_id(&body, JF_RECIPE, r->recipe->name);
	journal_put_hex(&body, JF_RECIPE_HASH, r->hash);
	journal_put_id(&body, JF_VERSION, r->recipe->version);
	return journal_append(l->journal, "", &body, NULL, e);
}

/* freeze() - keep and load one, if it can be used. */
static bool freeze(struct route *r, const char *recipes, const struct config_recipe *config,
		   struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const char *path;

	r->config = config;
	return frozen_keep(config->folder, recipes, r->hash, e) &&
	       frozen_path(recipes, r->hash, a, &path, e) && load(r, path, e);
}

/* open_one() - freeze, note; *ret_left_out if it cannot be used. */
static bool open_one(struct routes *all, const char *recipes, const struct books *l,
		     const struct config_recipe *config, struct err *ret_left_out, struct err *e)
{
	struct route *r = &all->list[all->n];

	if (!freeze(r, recipes, config, ret_left_out))
		return true;
	if (routes_named(all, r->recipe->name)) {
		(void)err_set(e, ERR_CONFIG, "two recipes are called '%s'", r->recipe->name);
		recipe_free(r->recipe);
		return false;
	}
	all->n++;
	return store_recipe_home(l->store, r->recipe->name, config->folder, e) &&
	       note_loaded(l, r, e);
}

/* check_sources() - what a source is bound to exists, unless it is among the @left_out. */
static bool check_sources(const struct routes *r, const struct config *c,
			  const struct err *left_out, struct err *e)
{
	for (size_t i = 0; i < c->n_sources; i++) {
		const struct config_source *s = &c->sources[i];
		if (s->recipe && !routes_named(r, s->recipe) && left_out->code == ERR_NONE)
			return err_set(e, ERR_CONFIG, "source '%s': there is no recipe '%s'",
				       s->options.name, s->recipe);
	}
	if (r->n == 0)
		return err_set(e, ERR_RECIPE, "no recipe can be used: %s", left_out->msg);
	return true;
}

bool routes_open(const struct config *c, const struct books *l, struct routes **ret_routes,
		 struct err *e)
{
	CLEANUP(routes_closep) struct routes *r = mem_zalloc(sizeof *r);
	const char *recipes = config_path(c, "recipes");
	struct err left_out = { 0 };

	r->list = mem_calloc(c->n_recipes, sizeof *r->list);
	for (size_t i = 0; i < c->n_recipes; i++) {
		struct err one = { 0 };
		if (!open_one(r, recipes, l, &c->recipes[i], &one, e))
			return false;
		if (one.code == ERR_NONE)
			continue;
		(void)fprintf(stderr, "amtsbote: left out: %s\n", one.msg);
		left_out = one;
	}
	if (!check_sources(r, c, &left_out, e))
		return false;
	*ret_routes = TAKE(r);
	return true;
}

void routes_close(struct routes *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n; i++)
		recipe_free(r->list[i].recipe);
	free(r->list);
	free(r);
}

const struct route *routes_named(const struct routes *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_eq(r->list[i].recipe->name, name))
			return &r->list[i];
	return NULL;
}

bool routes_accepting(const struct routes *r, const char *service, const char *schema,
		      const struct route **ret_route, struct err *e)
{
	const struct route *found = NULL;

	for (size_t i = 0; i < r->n; i++) {
		const struct recipe *recipe = r->list[i].recipe;
		if (!str_eq(recipe->service, service) || !str_eq(recipe->schema, schema) ||
		    !*service)
			continue;
		if (found)
			return err_set(e, ERR_ROUTE,
				       "recipes '%s' and '%s' both take service '%s' with "
				       "schema '%s'",
				       found->recipe->name, recipe->name, service, schema);
		found = &r->list[i];
	}
	if (!found)
		return err_set(e, ERR_ROUTE, "no recipe takes service '%s' with schema '%s'",
			       service, schema);
	*ret_route = found;
	return true;
}
