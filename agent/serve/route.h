/* route.h - the configured recipes, frozen and loaded, and which of them takes a submission. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "agent/recipe/recipe.h"
#include "agent/serve/books.h"
#include "agent/serve/config.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "base/hash.h"

/* One recipe as it is worked by from now on: the copy under its hash, not the author's folder. */
struct route {
	const struct config_recipe *config; /* borrowed */
	struct recipe *recipe;              /* owned by the routes */
	char hash[HASH_HEX_BYTES];
};

struct routes;

/*
 * routes_open() - keep every configured recipe in STATE/recipes, load it from there, and note it in
 * the journal (recipe_loaded) and the store (its home). One that cannot be used is told on stderr
 * and left out: it does not stop the others, and what it would have taken is held.
 * @e: ERR_RECIPE (none can be used), ERR_CONFIG (two of one name, a source names a recipe that is
 * not configured although all could be used), ERR_IO (store, journal)
 */
MUST_USE bool routes_open(const struct config *c, const struct books *l, struct routes **ret_routes,
			  struct err *e);

/* routes_close() - takes NULL. */
void routes_close(struct routes *r);
DEFINE_CLEANUP(struct routes *, routes_close)

/* routes_named() - the recipe of that name, NULL if there is none. */
const struct route *routes_named(const struct routes *r, const char *name);

/*
 * routes_accepting() - the one recipe that accepts this service with this schema.
 * @e: ERR_ROUTE (none, or several)
 */
MUST_USE bool routes_accepting(const struct routes *r, const char *service, const char *schema,
			       const struct route **ret_route, struct err *e);
