/* reroute.c - the recipe of a job that came in when none took it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/cli/reroute.h"

#include <string.h>
#include "agent/serve/route.h"
#include "agent/serve/verdict.h"
#include "agent/source/source.h"
#include "base/mem.h"
#include "base/str.h"

void reroute_clear(struct reroute *r)
{
	buf_clear(&r->payload);
}

static const struct config_source *source_of(const struct config *c, const char *name,
					     struct err *e)
{
	for (size_t i = 0; i < c->n_sources; i++)
		if (str_eq(c->sources[i].options.name, name))
			return &c->sources[i];
	(void)err_set(e, ERR_CONFIG, "its source '%s' is not configured any more", name);
	return NULL;
}

/* Texts of a submission, opened; wiped when they go. */
struct opened {
	struct buf external, payload;
};

static void opened_clear(struct opened *o)
{
	struct buf *const all[] = { &o->external, &o->payload };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (all[i]->data)
			mem_wipe(all[i]->data, all[i]->len_bytes);
		buf_clear(all[i]);
	}
}

static bool open_texts(struct office *o, const struct store_job *j, struct opened *ret_opened,
		       struct err *e)
{
	const struct office_slot external = { j, "external" }, payload = { j, "payload" };

	buf_init(&ret_opened->external, SOURCE_ITEM_BYTES_MAX);
	buf_init(&ret_opened->payload, SOURCE_ITEM_BYTES_MAX);
	return office_unseal(o, &external, j->external, &ret_opened->external, e) &&
	       office_unseal(o, &payload, j->payload, &ret_opened->payload, e);
}

/* keep() - what was found, sealed. */
static bool keep(struct office *o, const struct store_job *j, const struct verdict *v,
		 struct arena *a, struct reroute *r, struct err *e)
{
	const struct office_slot slot = { j, "payload" };

	buf_init(&r->payload, v->payload_len + VAULT_OVERHEAD_BYTES);
	if (!office_seal(o, &slot, v->payload, &r->payload, r->commitment, e) ||
	    (v->once && !keyholder_index(o->keys, "once", v->once, r->route.once_hash, e)))
		return false;
	r->route.recipe = arena_strdup(a, v->route->recipe->name);
	r->route.recipe_hash = arena_strdup(a, v->route->hash);
	r->route.payload = (struct store_bytes){ r->payload.data, r->payload.len_bytes };
	r->route.has_once = v->once != NULL;
	return true;
}

bool reroute_find(struct office *o, const struct store_job *j, struct arena *a,
		  struct reroute *ret_reroute, struct err *e)
{
	CLEANUP(opened_clear) struct opened texts = { 0 };
	CLEANUP(routes_closep) struct routes *routes = NULL;
	struct arrival in = { .source = source_of(o->config, j->source, e), .mark = j->mark };
	struct verdict v;

	if (!in.source || !open_texts(o, j, &texts, e) ||
	    !routes_open(o->config, &o->books, &routes, e))
		return false;
	in.external = texts.external.data;
	in.bytes = texts.payload.data;
	in.len = texts.payload.len_bytes;
	if (!verdict_again(routes, &in, a, &v, e))
		return false;
	if (v.state == JOB_RETURNED)
		return err_set(e, v.cause, "recipe found, but: %s (amtsbote jobs answer)",
			       v.reason);
	return v.state == JOB_WAITING ? keep(o, j, &v, a, ret_reroute, e)
				      : err_set(e, v.cause, "%s", v.reason);
}
