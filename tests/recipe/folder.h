/* folder.h - recipe folders and values for tests: made in a private place, gone afterwards. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/recipe/recipe.h"
#include "agent/recipe/scope.h"

/* The example recipe, from the source root, where ctest runs. */
#define EXAMPLE "recipes/hundesteuer"

enum { FOLDER_PATH_BYTES = 256 };

/* folder_make() - a fresh folder with @yaml as recipe.yaml; its path. Ends the test on failure. */
void folder_make(char ret_path[FOLDER_PATH_BYTES], const char *yaml);

/* folder_put() - one more file in it. */
void folder_put(const char *folder, const char *name, const char *text);

/* folder_remove() - the folder and all in it. */
void folder_remove(const char *folder);

/*
 * folder_findings() - what the checker says of the folder, as printed, without the folder's path;
 * free().
 */
char *folder_findings(const char *folder);

/* folder_json() - a JSON file as a tree in @a. */
const struct json *folder_json(const char *path, struct arena *a);

/* folder_sample() - the path of sample @number (1..) of the example; false beyond the last. */
bool folder_sample(int number, char ret_path[FOLDER_PATH_BYTES]);

/*
 * folder_example() - the example recipe and a scope over sample @number; prints and ends on
 * findings.
 */
void folder_example(int number, struct arena *a, struct recipe **ret_recipe,
		    struct scope **ret_scope);
