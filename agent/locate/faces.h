/* faces.h - the recipe's core X fonts as faces of ocr/, with what they drew kept for the next
 * compare. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/recipe/recipe.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "ocr/face.h"

struct desk;
struct faces;

/* faces_open() - one face for each XLFD of @app; owned by the caller. ERR_CONFIG names a missing
 * font. */
MUST_USE bool faces_open(struct desk *desk, const struct recipe_application *app,
			 struct faces **ret_faces, struct err *e);

/* faces_free() - takes NULL; must come before the desk's end. */
void faces_free(struct faces *f);
DEFINE_CLEANUP(struct faces *, faces_free)

/* faces_list() - @ret_n faces, borrowed. */
const struct face *faces_list(const struct faces *f, size_t *ret_n);
