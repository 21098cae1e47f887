/* code_list.h - JSON files beside the recipe that translate codes into texts, for lookup(). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/recipe/parse.h"

/* code_list_is_file_name() - a file of the folder itself: no slash, no leading dot. */
bool code_list_is_file_name(const char *name);

/*
 * code_list_load_all() - load every list that an expression names as lookup("file.json", ...).
 * They are read with the recipe, so that a change of the folder never reaches a running job.
 */
void code_list_load_all(struct parse *p);
