/* application_parse.h - reads `application:` out of YAML. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/recipe/parse.h"

/* application_parse() - fill @app, which holds the defaults already. */
void application_parse(struct parse *p, const struct yaml *y, struct recipe_application *app);
