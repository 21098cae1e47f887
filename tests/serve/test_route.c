/* test_route.c - which recipe takes a submission, and recipes that cannot be told apart. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include "agent/serve/route.h"
#include "base/file.h"

struct stage {
	char folder[64];
	struct arena *arena;
	struct books books;
	struct config config;
	struct config_recipe recipes[2];
	struct config_source source;
};

static void begin(struct stage *s)
{
	struct err e = { 0 };

	*s = (struct stage){ .arena = arena_new() };
	strcpy(s->folder, "/tmp/amtsbote-route-XXXXXX");
	if (!CHECK(mkdtemp(s->folder) != NULL))
		abort();
	mkdir(arena_printf(s->arena, "%s/recipes", s->folder), 0700);
	CHECK_OK(journal_open(arena_printf(s->arena, "%s/journal", s->folder), "intake",
			      &s->books.journal, &e),
		 e);
	CHECK_OK(store_open(arena_printf(s->arena, "%s/store.db", s->folder), &s->books.store, &e),
		 e);
	s->config = (struct config){
		.arena = s->arena, .state = s->folder, .recipes = s->recipes, .sources = &s->source
	};
	s->source.options.name = "portal";
}

static void end(struct stage *s)
{
	struct err e = { 0 };

	journal_close(s->books.journal);
	store_close(s->books.store);
	CHECK_OK(file_remove_tree(s->folder, &e), e);
	arena_free(s->arena);
}

/* add() - the example recipe under another name, service or with a fault in it. */
static void add(struct stage *s, const char *folder, const char *edit)
{
	const char *path = arena_printf(s->arena, "%s/%s", s->folder, folder);

	CHECK(system(arena_printf(s->arena,
				  "cp -r recipes/hundesteuer %s && sed -i '%s' "
				  "%s/recipe.yaml",
				  path, edit, path)) == 0);
	s->recipes[s->config.n_recipes++].folder = path;
}

#define SERVICE "urn:de:fim:leika:leistung:99123456760610"
#define SCHEMA "https://example.invalid/hundesteuer/1.0/schema.json"

TEST(by_service_and_schema_or_by_name)
{
	struct stage s;
	struct err e = { 0 };
	struct routes *routes;
	const struct route *one;

	begin(&s);
	add(&s, "hund", "");
	add(&s, "katze",
	    "s/^recipe: .*/recipe: katzensteuer/; s/^  service: .*/  service: urn:katze/");
	s.config.n_sources = 1;
	s.source.recipe = "katzensteuer";
	if (CHECK_OK(routes_open(&s.config, &s.books, &routes, &e), e)) {
		if (CHECK_OK(routes_accepting(routes, SERVICE, SCHEMA, &one, &e), e))
			CHECK_EQ_STR(one->recipe->name, "hundesteuer-anmeldung");
		if (CHECK_OK(routes_accepting(routes, "urn:katze", SCHEMA, &one, &e), e))
			CHECK_EQ_STR(one->recipe->name, "katzensteuer");
		CHECK_ERR(routes_accepting(routes, SERVICE, "anders", &one, &e), e, ERR_ROUTE);
		CHECK_ERR(routes_accepting(routes, "", "", &one, &e), e, ERR_ROUTE);
		CHECK(routes_named(routes, "katzensteuer") != NULL);
		CHECK(routes_named(routes, "hundesteuer") == NULL);
		CHECK(access(arena_printf(s.arena, "%s/recipes/%s/recipe.yaml", s.folder,
					  one->hash),
			     R_OK) == 0);
		CHECK_EQ_UINT(journal_tail(s.books.journal), 2); /* both were noted */
		routes_close(routes);
	}
	end(&s);
}

TEST(two_that_take_the_same_are_no_route)
{
	struct stage s;
	struct err e = { 0 };
	struct routes *routes;
	const struct route *one;

	begin(&s);
	add(&s, "hund", "");
	add(&s, "hund2", "s/^recipe: .*/recipe: zweite/");
	if (CHECK_OK(routes_open(&s.config, &s.books, &routes, &e), e)) {
		CHECK(!routes_accepting(routes, SERVICE, SCHEMA, &one, &e));
		CHECK_EQ_INT(e.code, ERR_ROUTE);
		CHECK_HAS_STR(e.msg, "'zweite'");
		routes_close(routes);
	}
	end(&s);
}

TEST(recipes_that_cannot_be_used)
{
	static const struct {
		const char *edit, *bound_to;
		enum err_code want;
		const char *part;
	} rows[] = {
		{ "", NULL, ERR_CONFIG, "two recipes are called" },
		{ "s/^recipe: .*/recipe: zwei/", "drei", ERR_CONFIG, "there is no recipe 'drei'" },
	};

	EACH_CASE (row, rows) {
		struct stage s;
		struct err e = { 0 };
		struct routes *routes;
		begin(&s);
		add(&s, "hund", "");
		add(&s, "zwei", row->edit);
		s.config.n_sources = 1;
		s.source.recipe = row->bound_to;
		CHECK(!routes_open(&s.config, &s.books, &routes, &e));
		CHECK_EQ_INT(e.code, row->want);
		CHECK_HAS_STR(e.msg, row->part);
		end(&s);
	}
}

/* One department's mistake is not every department's night. */
TEST(a_recipe_with_errors_is_left_out_and_stops_no_other)
{
	struct stage s;
	struct err e = { 0 };
	struct routes *routes;
	const char *folder = NULL;

	begin(&s);
	add(&s, "zwei", "s/^recipe: .*/recipe: zwei/; s/^once_per/once_pre/");
	add(&s, "hund", "");
	s.config.n_sources = 1;
	s.source.recipe = "zwei";
	if (CHECK_OK(routes_open(&s.config, &s.books, &routes, &e), e)) {
		CHECK(routes_named(routes, "zwei") == NULL);
		CHECK(routes_named(routes, "hundesteuer-anmeldung") != NULL);
		CHECK_OK(store_recipe_folder(s.books.store, "hundesteuer-anmeldung", s.arena,
					     &folder, &e),
			 e);
		CHECK_EQ_STR(folder, s.recipes[1].folder);
		CHECK_OK(store_recipe_folder(s.books.store, "zwei", s.arena, &folder, &e), e);
		CHECK_EQ_STR(folder, "");
		routes_close(routes);
	}
	s.config.n_recipes = 1;
	CHECK_ERR(routes_open(&s.config, &s.books, &routes, &e), e, ERR_RECIPE);
	end(&s);
}
