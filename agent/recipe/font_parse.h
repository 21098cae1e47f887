/* font_parse.h - reads `application.fonts` out of YAML. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/recipe/parse.h"

/* font_parse() - a list of XLFD names (core X fonts) and maps (outline and learnt fonts), into
 * @app. */
void font_parse(struct parse *p, const struct yaml *y, struct recipe_application *app);
