/* recipe.h - one recipe as loaded from its folder, complete and immutable. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/recipe/finding.h"
#include "agent/recipe/step.h"
#include "agent/recipe/target.h"
#include "agent/recipe/value.h"
#include "base/cleanup.h"
#include "base/err.h"

struct schema;
struct json;

struct recipe_value { /* one line of `values:` */
	const char *name;
	const struct value *value;
};

struct recipe_config { /* one line of `config:` */
	const char *name, *help;
	struct place at;
};

struct recipe_handler { /* one entry of `on:` or `login_on:` */
	struct place at;
	const struct target *sees;
	struct steps act; /* `do:` */
};

struct recipe_handlers {
	struct recipe_handler *list;
	size_t n;
};

struct recipe_outcome { /* one member of `outcome: entered:` */
	const char *name;
	const struct value *value;
};

struct recipe_list {              /* one code list beside the recipe, for lookup() */
	const char *name;         /* file name in the folder */
	const struct json *codes; /* an object of texts */
};

/* How texts get into fields: TEXT_AUTO tries keys, then paste. */
enum text_by { TEXT_AUTO, TEXT_KEYS, TEXT_PASTE };

struct recipe_application {
	struct place at;
	const struct value **start; /* program and arguments */
	size_t n_start;
	const struct target *window; /* the first window to wait for */
	int sessions;                /* seats, 1 if not said */
	struct steps login;          /* empty if none */
	struct recipe_handlers login_on;
	struct steps home;
	const char **fonts; /* XLFD names its texts are drawn in, for verification */
	size_t n_fonts;
	/* Chords that mark a field's whole text, blanks between, a last one with `*` pressed until
	 * nothing changes ("Home shift+End", "End BackSpace*"); NULL: try in order. */
	const char *select_all;
	enum text_by text_by;
	int double_click_ms; /* its own, if it differs from its toolkit's; 0: not said */
};

struct recipe {
	struct arena *arena; /* owned: everything below lives in it */
	const char *folder;  /* as given */
	const char *file;    /* folder/recipe.yaml */
	const char *name, *version, *title;
	const char *service, *schema; /* `accepts:`, "" if not said; routing compares them */
	const char *once_per_text;    /* source of `once_per:`, NULL if none */
	const struct value *once_per;
	const char **public_names; /* `public:` */
	size_t n_public;
	struct place public_at;
	const struct schema *input; /* NULL: none declared */
	struct recipe_config *config;
	size_t n_config;
	struct recipe_value *values;
	size_t n_values;
	struct recipe_application application;
	struct target **targets; /* named ones */
	size_t n_targets;
	struct recipe_handlers on;
	struct steps steps;
	struct recipe_outcome *entered;
	size_t n_entered;
	struct recipe_list *lists; /* what lookup() may name */
	size_t n_lists;
};

/*
 * recipe_load() - read, check and resolve a recipe folder.
 * @folder:   holds recipe.yaml and what it names
 * @f:        receives every finding; its arena must outlive the use of the findings
 * @ret_recipe: owned by the caller, recipe_free(); NULL if there was any finding of level error
 * @e:        only if the folder cannot be read: ERR_IO, ERR_LIMIT. Faults of the content are
 *         findings.
 */
MUST_USE bool recipe_load(const char *folder, struct findings *f, struct recipe **ret_recipe,
			  struct err *e);

/* recipe_free() - takes NULL. */
void recipe_free(struct recipe *r);
DEFINE_CLEANUP(struct recipe *, recipe_free)
