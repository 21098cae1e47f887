/* letters.h - which characters of DIN 91379 arrive in a field, by keys and by paste. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "agent/doctor/fact.h"
#include "agent/doctor/field.h"
#include "base/err.h"

/*
 * letters_try() - put every letter and sequence of the standard into the field and read it back,
 * byte for byte; a struct fact_share a group. Where not even the characters between them arrive,
 * each is tried once more alone.
 * @ret_missing: how many of the groups a German form must take (bll, dc, bnlreq, bnl) did not
 *               arrive; those without a key count
 * Needs f->reads; FIELD_BY_PASTE needs f->paste.
 */
MUST_USE bool letters_try(struct field *f, enum field_how how, struct facts *to,
			  size_t *ret_missing, struct err *e);
