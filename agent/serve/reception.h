/* reception.h - one submission on its way in: fetched, judged, sealed, stored, acknowledged. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/serve/books.h"
#include "agent/serve/config.h"
#include "agent/serve/route.h"
#include "agent/source/source.h"
#include "base/err.h"
#include "logs/keyholder.h"

/* All borrowed. */
struct reception {
	const struct books *books;
	struct keyholder *keys;
	const struct routes *routes;
	struct source *source;
	const struct config_source *config;
};

/*
 * reception_take() - take one item in. May be called again for the same item, whatever happened
 * before: the store knows it by its keyed hash.
 * @ret_one: why this item cannot be taken now (source, keys, import program); it stays where it is.
 *           ERR_NOT_FOUND: it was listed and is not there; the next list says more
 * @e: store or journal failed: nothing more may be done. Returns false with one of the two set.
 */
MUST_USE bool reception_take(const struct reception *r, const struct source_item *item,
			     struct err *ret_one, struct err *e);
