/* proposal.h - what was found out, as the `application:` block of a recipe. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"

struct proposal {
	const char *const *words; /* program and arguments, n of them */
	size_t n;
	const char *title, *cls; /* of the window, "" if it has none */
	const char *select_all; /* chord; "" the default works, NULL: none works or it is unknown */
	const char *text_by;    /* "auto", "keys", "paste"; NULL: unknown */
	const char *remark;     /* a comment line about entering text, NULL: none */
};

/* proposal_yaml() - as text that `amtsbote check` takes in a recipe; @a owns it. */
const char *proposal_yaml(const struct proposal *p, struct arena *a);
