/* verdict.c - what is to become of one submission. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/verdict.h"

#include <string.h>
#include "agent/recipe/day.h"
#include "agent/recipe/schema.h"
#include "agent/recipe/scope.h"
#include "agent/serve/importer.h"
#include "base/buf.h"
#include "base/str.h"

/* NAME: what messages call the submission; its own name may be personal. */
#define NAME "submission"

static void set(struct verdict *v, enum job_state state, enum err_code cause, const char *reason)
{
	v->state = state;
	v->cause = cause;
	v->reason = reason;
}

/* member() - a member of the envelope that must be a text. */
static bool member(const struct json *tree, const char *name, const char **ret_text, struct err *e)
{
	const struct json *m = json_get(tree, name), *at = m ? m : tree;

	if (!m || m->type != JSON_TEXT)
		return err_set(e, ERR_INPUT, NAME ":%d:%d: %s: %s", at->line, at->col, name,
			       m ? "expected a text" : "is missing");
	*ret_text = m->text;
	return true;
}

/* has_envelope() - a portal always sends one; a folder whose recipe is fixed holds bare data. */
static bool has_envelope(const struct config_source *s)
{
	return s->options.kind == SOURCE_HTTP || !s->recipe;
}

/* open_envelope() - {"id":...,"service":...,"schema":...,"data":...}; finds data and recipe. */
static bool open_envelope(const struct routes *routes, const struct arrival *in,
			  const struct json *tree, const struct json **ret_data,
			  const struct route **ret_route, struct err *e)
{
	const struct config_source *s = in->source;
	const char *id, *service, *schema;
	const struct json *data = json_get(tree, "data");

	if (tree->type != JSON_OBJECT)
		return err_set(e, ERR_INPUT, NAME ":%d:%d: expected an object", tree->line,
			       tree->col);
	if (s->options.kind == SOURCE_HTTP && !member(tree, "id", &id, e))
		return false;
	if (s->options.kind == SOURCE_HTTP && !str_eq(id, in->external))
		return err_set(e, ERR_INPUT, NAME ":%d:%d: id: not the one it was listed under",
			       json_get(tree, "id")->line, json_get(tree, "id")->col);
	if (!member(tree, "service", &service, e) || !member(tree, "schema", &schema, e))
		return false;
	if (!data)
		return err_set(e, ERR_INPUT, NAME ":%d:%d: data: is missing", tree->line,
			       tree->col);
	*ret_data = data;
	return s->recipe || routes_accepting(routes, service, schema, ret_route, e);
}

/* examine() - the recipe and its data in @tree, checked by its schema. */
static bool examine(const struct routes *routes, const struct arrival *in, const struct json *tree,
		    const struct json **ret_data, const struct route **ret_route, struct err *e)
{
	const char *fixed = in->source->recipe;

	*ret_data = tree;
	*ret_route = fixed ? routes_named(routes, fixed) : NULL;
	if (has_envelope(in->source) && !open_envelope(routes, in, tree, ret_data, ret_route, e))
		return false;
	if (!*ret_route)
		return err_set(e, ERR_ROUTE, "recipe '%s' cannot be used at present", fixed);
	const struct schema *schema = (*ret_route)->recipe->input;
	return !schema || schema_validate(schema, NAME, *ret_data, e);
}

/* with_place() - the message of @cause with the place in what arrived, not in its normal form. */
static const char *with_place(const struct routes *routes, const struct arrival *in,
			      const struct err *cause, struct arena *a)
{
	const struct json *tree, *data = NULL;
	const struct route *route;
	struct err e = { 0 };

	/* The import program has read these very bytes without harm. */
	if (json_parse(NAME, in->bytes, in->len, a, &tree, &e) &&
	    !examine(routes, in, tree, &data, &route, &e) && e.code == cause->code)
		return arena_strdup(a, e.msg);
	return arena_strdup(a, cause->msg);
}

/* find_once() - the value that may come once only. Whatever goes wrong here is ours. */
static bool find_once(const struct route *r, const struct arrival *in, const struct json *data,
		      struct arena *a, const char **ret_once, struct err *e)
{
	CLEANUP(scope_freep) struct scope *scope = NULL;
	const struct scope_options o = { .recipe = r->recipe,
					 .input = data,
					 .config = r->config->settings,
					 .job_id = in->mark,
					 .mark = in->mark,
					 .today = day_today(a) };
	struct err later = { 0 };

	if (!r->recipe->once_per)
		return true;
	if (!scope_new(&o, &scope, e))
		return false;
	/* A value that cannot be computed is reported by the run, unless once_per itself needs it.
	 */
	err_ignored(scope_compute(scope, &later));
	return scope_text(scope, r->recipe->once_per, a, ret_once, e);
}

/* import() - the bytes through the import program; a second time if it died of them. */
static bool import(const struct arrival *in, struct arena *a, struct importer_result *r,
		   struct err *e)
{
	return importer_run(in->bytes, in->len, a, r, e) &&
	       (r->verdict != IMPORTER_BROKE || importer_run(in->bytes, in->len, a, r, e));
}

/* keep_data() - the recipe's data without the envelope, canonical. */
static void keep_data(const struct json *data, struct arena *a, struct verdict *v)
{
	CLEANUP(buf_clear) struct buf payload = { 0 };

	buf_init(&payload, SOURCE_ITEM_BYTES_MAX); /* it is part of an item */
	json_write(data, &payload);
	v->payload_len = payload.len_bytes;
	v->payload = arena_strndup(a, payload.data, payload.len_bytes);
}

/* judge() - a submission that is well-formed. */
static bool judge(const struct routes *routes, const struct arrival *in,
		  const struct importer_result *r, struct arena *a, struct verdict *v,
		  struct err *e)
{
	const struct json *tree, *data;
	struct err cause = { 0 };

	if (!json_parse(NAME, r->text, r->len, a, &tree, e))
		return err_wrap(e, "what the import program wrote");
	if (!examine(routes, in, tree, &data, &v->route, &cause)) {
		bool theirs = err_code_class(cause.code) == ERR_CLASS_BUSINESS;
		v->payload = theirs ? in->bytes : r->text;
		v->payload_len = theirs ? in->len : r->len;
		if (!theirs && v->route) /* released, the worker takes it as the recipe's input */
			keep_data(data, a, v);
		set(v, theirs ? JOB_RETURNED : JOB_HELD, cause.code,
		    theirs ? with_place(routes, in, &cause, a) : arena_strdup(a, cause.msg));
		return true;
	}
	keep_data(data, a, v);
	if (!find_once(v->route, in, data, a, &v->once, &cause))
		set(v, JOB_HELD, cause.code, arena_strdup(a, cause.msg));
	return true;
}

bool verdict_reach(const struct routes *routes, const struct arrival *in, struct arena *a,
		   struct verdict *ret_verdict, struct err *e)
{
	struct verdict v = {
		.state = JOB_WAITING, .reason = "", .payload = in->bytes, .payload_len = in->len
	};
	struct importer_result r;

	if (!in->bytes) {
		v.payload = "";
		set(&v, JOB_RETURNED, ERR_LIMIT,
		    arena_printf(a, NAME ":1:1: larger than %d bytes", SOURCE_ITEM_BYTES_MAX));
	} else if (!import(in, a, &r, e)) {
		return false;
	} else if (r.verdict == IMPORTER_REFUSED) {
		set(&v, JOB_RETURNED, ERR_INPUT, r.text);
	} else if (r.verdict == IMPORTER_BROKE) {
		set(&v, JOB_HELD, ERR_LIMIT, r.text);
	} else if (!judge(routes, in, &r, a, &v, e)) {
		return false;
	}
	*ret_verdict = v;
	return true;
}

bool verdict_again(const struct routes *routes, const struct arrival *in, struct arena *a,
		   struct verdict *ret_verdict, struct err *e)
{
	struct verdict v = {
		.state = JOB_WAITING, .reason = "", .payload = in->bytes, .payload_len = in->len
	};
	const struct importer_result r = { .text = in->bytes, .len = in->len };

	if (!judge(routes, in, &r, a, &v, e))
		return false;
	*ret_verdict = v;
	return true;
}

bool verdict_was_refusal(const struct store_job *job)
{
	bool over = job->state == JOB_RETURNED || job->state == JOB_CLOSED;

	/* Never claimed: what a worker returned was accepted before. */
	return over && job->token == 0 && (job->cause == ERR_INPUT || job->cause == ERR_LIMIT);
}
