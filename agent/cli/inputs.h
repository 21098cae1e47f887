/* inputs.h - the files a command is given: recipe, submissions, configuration, secrets. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/recipe/recipe.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

enum { SUBMISSIONS_MAX = 1000, SETTINGS_MAX = 64 };

/* What the options of `plan` and `run` say; texts are borrowed from argv. */
struct inputs {
	const char *recipe_folder;
	const char *submissions[SUBMISSIONS_MAX];
	size_t n_submissions;
	const char *config_file;            /* JSON object of texts, NULL: none */
	const char *secrets_file;           /* likewise; must be readable by its owner only */
	const char *settings[SETTINGS_MAX]; /* NAME=VALUE, over the file */
	size_t n_settings;
};

/*
 * inputs_recipe() - load and check the recipe; findings are printed to standard error as they are.
 * @ret_recipe: owned by the caller; @e: ERR_RECIPE if it had errors, ERR_IO
 */
MUST_USE bool inputs_recipe(const struct inputs *in, struct recipe **ret_recipe, struct err *e);

/* inputs_submission() - read @path and check it against the recipe's schema; ERR_INPUT with its
 * place. */
MUST_USE bool inputs_submission(const char *path, const struct recipe *recipe, struct arena *a,
				const struct json **ret_tree, struct err *e);

/* inputs_config() - file and settings as one object of texts; an empty one if nothing was given. */
MUST_USE bool inputs_config(const struct inputs *in, struct arena *a, const struct json **ret_tree,
			    struct err *e);

/* inputs_secrets() - the secrets file, NULL if none was given; ERR_CONFIG if others can read it. */
MUST_USE bool inputs_secrets(const struct inputs *in, struct arena *a, const struct json **ret_tree,
			     struct err *e);
