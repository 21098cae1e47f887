/* schema_near.h - the path of a schema that a misspelt one was meant to be. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/recipe/schema.h"

/*
 * schema_near_path() - @path with its first wrong member replaced by the nearest one there; NULL
 * if none is near.
 */
const char *schema_near_path(const struct schema *s, const char *path, struct arena *a);

/* schema_near_knows() - is there a member called @name anywhere in the schema? */
bool schema_near_knows(const struct schema *s, const char *name, struct arena *a);
