/* config.c - the agent's configuration file: one table of keys for each of its parts. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/yaml.h"
#include "logs/keyring_copy.h"

enum { KEYS_MAX = 16, POLL_MS = 10000, TIMEOUT_MS = 30000, RECYCLE_AFTER = 200, KEY_COPIES = 7 };
enum { RETRY_FIRST_MS = 5000, RETRY_CAP_MS = 15 * 60 * 1000 };
#define GIVE_UP_MS (INT64_C(7) * 24 * 60 * 60 * 1000)

/* The file being read. */
struct reader {
	struct config *c;
	const char *base; /* folder that relative paths start from */
};

/* One key of one part: what it may be, and who takes it. */
struct key {
	const char *name;
	enum yaml_type type;
	bool (*read)(const struct reader *r, void *into, const struct yaml *y, struct err *e);
};

static bool wrong(const struct reader *r, const struct yaml *y, const char *what, struct err *e)
{
	return err_set(e, ERR_CONFIG, "%s:%d:%d: %s", r->c->file, y->line, y->col, what);
}

static const struct key *key_of(const struct key *keys, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(keys[i].name, name))
			return &keys[i];
	return NULL;
}

static bool unknown(const struct reader *r, const struct key *keys, size_t n, const struct yaml *y,
		    struct err *e)
{
	const char *names[KEYS_MAX];

	for (size_t i = 0; i < n; i++)
		names[i] = keys[i].name;
	const char *near = str_nearest(y->text, names, n);
	return wrong(r, y,
		     arena_printf(r->c->arena, "unknown key '%s'%s%s%s", y->text,
				  near ? ", did you mean '" : "", near ? near : "",
				  near ? "'?" : ""),
		     e);
}

/* read_part() - every key of map @y by its row in @keys. */
static bool read_part(const struct reader *r, void *into, const struct key *keys, size_t n,
		      const struct yaml *y, struct err *e)
{
	static const char *const types[] = { "a text", "a list", "a map of keys" };

	if (y->type != YAML_MAP)
		return wrong(r, y, "expected a map of keys", e);
	for (size_t i = 0; i < y->n; i++) {
		const struct key *key = key_of(keys, n, y->keys[i]->text);
		if (!key)
			return unknown(r, keys, n, y->keys[i], e);
		if (y->items[i]->type != key->type)
			return wrong(r, y->items[i],
				     arena_printf(r->c->arena, "'%s' must be %s", key->name,
						  types[key->type]),
				     e);
		if (!key->read(r, into, y->items[i], e))
			return false;
	}
	return true;
}

/* absolute() - @y's text as a path from the file's folder; `~/` is the user's home. */
static bool absolute(const struct reader *r, const struct yaml *y, const char **ret_path,
		     struct err *e)
{
	const char *home = getenv("HOME"), *path = y->text;

	if (*path == 0)
		return wrong(r, y, "expected a path", e);
	if (str_starts(path, "~/")) {
		if (!home || *home != '/')
			return wrong(r, y, "'~' stands for HOME, which is not set", e);
		*ret_path = arena_printf(r->c->arena, "%s/%s", home, path + 2);
		return true;
	}
	*ret_path = *path == '/' ? arena_strdup(r->c->arena, path)
				 : arena_printf(r->c->arena, "%s/%s", r->base, path);
	return true;
}

static bool number(const struct reader *r, const struct yaml *y, unsigned max, unsigned *ret,
		   struct err *e)
{
	uint64_t value;

	if (!str_to_u64(y->text, max, &value))
		return wrong(r, y, arena_printf(r->c->arena, "expected a number from 0 to %u", max),
			     e);
	*ret = (unsigned)value;
	return true;
}

static bool duration(const struct reader *r, const struct yaml *y, int64_t *ret_ms, struct err *e)
{
	if (str_to_duration_ms(y->text, ret_ms) && *ret_ms > 0)
		return true;
	return wrong(r, y, "expected a duration such as 30s, 5m, 2h (at most 7 days)", e);
}

/* ---- recipes */

static bool recipe_folder(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return absolute(r, y, &((struct config_recipe *)into)->folder, e);
}

static bool recipe_secrets(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return absolute(r, y, &((struct config_recipe *)into)->secrets_file, e);
}

static bool recipe_seats(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return number(r, y, CONFIG_DESKS_MAX, &((struct config_recipe *)into)->seats, e);
}

/* recipe_settings() - texts only, as the tree of values that recipes take. */
static bool recipe_settings(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	struct arena *a = r->c->arena;
	struct json *tree = arena_calloc(a, 1, sizeof *tree);

	*tree = (struct json){ .type = JSON_OBJECT, .n = y->n, .line = y->line, .col = y->col };
	tree->items = arena_calloc(a, y->n, sizeof *tree->items);
	tree->names = arena_calloc(a, y->n, sizeof *tree->names);
	for (size_t i = 0; i < y->n; i++) {
		const struct yaml *item = y->items[i];
		if (item->type != YAML_TEXT)
			return wrong(r, item, "a setting must be a text", e);
		tree->names[i] = arena_strdup(a, y->keys[i]->text);
		tree->items[i] = arena_calloc(a, 1, sizeof **tree->items);
		*tree->items[i] = (struct json){ .type = JSON_TEXT,
						 .text = arena_strdup(a, item->text),
						 .line = item->line,
						 .col = item->col };
	}
	((struct config_recipe *)into)->settings = tree;
	return true;
}

static bool recipe_tape(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	struct config_recipe *c = into;

	if (str_eq(y->text, "masked"))
		c->tape = TAPE_MASKED;
	else if (str_eq(y->text, "full"))
		c->tape = TAPE_FULL;
	else if (str_eq(y->text, "off"))
		c->tape = (enum tape_mode)0;
	else
		return wrong(r, y, "expected masked, full or off", e);
	return true;
}

static bool recipe_tape_reason(const struct reader *r, void *into, const struct yaml *y,
			       struct err *e)
{
	if (strspn(y->text, " ") == strlen(y->text))
		return wrong(r, y, "expected a reason", e);
	((struct config_recipe *)into)->tape_reason = arena_strdup(r->c->arena, y->text);
	return true;
}

/* check_tape() - other people's data on the screen is kept by `full` too. */
static bool check_tape(const struct reader *r, const struct config_recipe *c,
		       const struct yaml *item, struct err *e)
{
	if (c->tape == TAPE_FULL && !c->tape_reason)
		return wrong(r, item, "'tape: full' needs a 'tape_reason'", e);
	if (c->tape != TAPE_FULL && c->tape_reason)
		return wrong(r, item, "'tape_reason' is for 'tape: full' only", e);
	return true;
}

static const struct key recipe_keys[] = {
	{ "folder", YAML_TEXT, recipe_folder },   { "config", YAML_MAP, recipe_settings },
	{ "secrets", YAML_TEXT, recipe_secrets }, { "seats", YAML_TEXT, recipe_seats },
	{ "tape", YAML_TEXT, recipe_tape },       { "tape_reason", YAML_TEXT, recipe_tape_reason },
};

/* ---- sources */

static bool source_name(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	struct config_source *s = into;
	size_t len = strlen(y->text);

	if (len == 0 || len > 32 || strspn(y->text, "abcdefghijklmnopqrstuvwxyz0123456789-") != len)
		return wrong(r, y, "a source's name is 1 to 32 of a-z, 0-9 and '-'", e);
	s->options.name = arena_strdup(r->c->arena, y->text);
	return true;
}

static bool source_folder(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	struct config_source *s = into;

	s->options.kind = SOURCE_FOLDER;
	return absolute(r, y, &s->options.folder, e);
}

static bool source_url(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	struct config_source *s = into;
	size_t len = strlen(y->text);

	if (!str_starts(y->text, "http://") && !str_starts(y->text, "https://"))
		return wrong(r, y, "expected an address that begins with https:// or http://", e);
	while (len > 0 && y->text[len - 1] == '/')
		len--;
	s->options.kind = SOURCE_HTTP;
	s->options.url = arena_printf(r->c->arena, "%.*s", (int)len, y->text);
	return true;
}

static bool source_token(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return absolute(r, y, &((struct config_source *)into)->token_file, e);
}

static bool source_ca(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return absolute(r, y, &((struct config_source *)into)->options.ca_file, e);
}

static bool source_recipe(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	(void)e; /* which recipes there are is known later */
	((struct config_source *)into)->recipe = arena_strdup(r->c->arena, y->text);
	return true;
}

static bool source_poll(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return duration(r, y, &((struct config_source *)into)->options.poll_ms, e);
}

static bool source_timeout(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return duration(r, y, &((struct config_source *)into)->options.timeout_ms, e);
}

static const struct key source_keys[] = {
	{ "name", YAML_TEXT, source_name },       { "folder", YAML_TEXT, source_folder },
	{ "url", YAML_TEXT, source_url },         { "token_file", YAML_TEXT, source_token },
	{ "recipe", YAML_TEXT, source_recipe },   { "poll", YAML_TEXT, source_poll },
	{ "timeout", YAML_TEXT, source_timeout }, { "ca_file", YAML_TEXT, source_ca },
};

/* ---- delivery */

static bool deliver_first(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return duration(r, y, &((struct config_deliver *)into)->first_ms, e);
}

static bool deliver_cap(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return duration(r, y, &((struct config_deliver *)into)->cap_ms, e);
}

static bool deliver_give_up(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return duration(r, y, &((struct config_deliver *)into)->give_up_ms, e);
}

static const struct key deliver_keys[] = {
	{ "first_retry", YAML_TEXT, deliver_first },
	{ "longest_retry", YAML_TEXT, deliver_cap },
	{ "give_up", YAML_TEXT, deliver_give_up },
};

/* ---- the file */

static bool top_state(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return absolute(r, y, &((struct config *)into)->state, e);
}

static bool top_keys(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return absolute(r, y, &((struct config *)into)->keys, e);
}

static bool top_key_copies(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return number(r, y, KEYRING_COPY_DAYS_MAX, &((struct config *)into)->key_copies, e);
}

static bool top_desks(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	return number(r, y, CONFIG_DESKS_MAX, &((struct config *)into)->desks, e);
}

static bool top_recycle(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	struct config *c = into;

	if (!number(r, y, 1000000, &c->recycle_after, e))
		return false;
	return c->recycle_after > 0 || wrong(r, y, "expected at least 1", e);
}

static bool top_recipes(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	struct config *c = into;

	if (y->n > CONFIG_RECIPES_MAX)
		return wrong(r, y, "too many recipes", e);
	c->recipes = arena_calloc(c->arena, y->n, sizeof *c->recipes);
	for (c->n_recipes = 0; c->n_recipes < y->n; c->n_recipes++) {
		struct config_recipe *one = &c->recipes[c->n_recipes];
		const struct yaml *item = y->items[c->n_recipes];
		one->tape = TAPE_MASKED;
		if (!read_part(r, one, recipe_keys, sizeof recipe_keys / sizeof *recipe_keys, item,
			       e))
			return false;
		if (!one->folder)
			return wrong(r, item, "a recipe needs its folder", e);
		if (!check_tape(r, one, item, e))
			return false;
	}
	return true;
}

static bool same_name(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->n_sources; i++)
		if (str_eq(c->sources[i].options.name, name))
			return true;
	return false;
}

/* check_source() - what a source must have, and what only one kind of it has. */
static bool check_source(const struct reader *r, const struct config_source *s,
			 const struct yaml *item, struct err *e)
{
	const struct source_options *o = &s->options;

	if (!o->name)
		return wrong(r, item, "a source needs a name", e);
	if (same_name(r->c, o->name))
		return wrong(r, item, "there is a source of this name already", e);
	if (!o->folder == !o->url)
		return wrong(r, item, "a source is either a folder or an url", e);
	if (o->folder && s->token_file)
		return wrong(r, item, "a folder needs no token_file", e);
	if (o->ca_file && !(o->url && str_starts(o->url, "https://")))
		return wrong(r, item, "ca_file is for an address that begins with https://", e);
	return true;
}

static bool top_sources(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	struct config *c = into;

	if (y->n > CONFIG_SOURCES_MAX)
		return wrong(r, y, "too many sources", e);
	c->sources = arena_calloc(c->arena, y->n, sizeof *c->sources);
	for (size_t i = 0; i < y->n; i++) {
		struct config_source *one = &c->sources[i];
		one->options.poll_ms = POLL_MS;
		one->options.timeout_ms = TIMEOUT_MS;
		if (!read_part(r, one, source_keys, sizeof source_keys / sizeof *source_keys,
			       y->items[i], e) ||
		    !check_source(r, one, y->items[i], e))
			return false;
		c->n_sources = i + 1;
	}
	return true;
}

static bool top_deliver(const struct reader *r, void *into, const struct yaml *y, struct err *e)
{
	struct config *c = into;

	if (!read_part(r, &c->deliver, deliver_keys, sizeof deliver_keys / sizeof *deliver_keys, y,
		       e))
		return false;
	return c->deliver.first_ms <= c->deliver.cap_ms ||
	       wrong(r, y, "first_retry is longer than longest_retry", e);
}

static const struct key top_level_keys[] = {
	{ "state", YAML_TEXT, top_state },     { "keys", YAML_TEXT, top_keys },
	{ "desks", YAML_TEXT, top_desks },     { "recycle_after", YAML_TEXT, top_recycle },
	{ "recipes", YAML_LIST, top_recipes }, { "sources", YAML_LIST, top_sources },
	{ "deliver", YAML_MAP, top_deliver },  { "key_copies", YAML_TEXT, top_key_copies },
};

static bool read_all(const struct reader *r, const struct yaml *tree, struct err *e)
{
	struct config *c = r->c;

	if (!read_part(r, c, top_level_keys, sizeof top_level_keys / sizeof *top_level_keys, tree,
		       e))
		return false;
	if (!c->state)
		return wrong(r, tree, "'state' is missing: the folder the agent works in", e);
	if (!c->keys)
		return wrong(r, tree, "'keys' is missing: the folder of the keyring", e);
	if (c->n_recipes == 0)
		return wrong(r, tree, "'recipes' is missing: what is the agent to do?", e);
	if (c->n_sources == 0)
		return wrong(r, tree, "'sources' is missing: where do submissions come from?", e);
	return true;
}

/* base_of() - the absolute folder that holds @path. */
static const char *base_of(struct arena *a, const char *path)
{
	CLEANUP(mem_freep) char *real = realpath(path, NULL);
	char *base = arena_strdup(a, real ? real : path);
	char *slash = strrchr(base, '/');

	if (slash)
		*slash = 0;
	return base;
}

bool config_load(const char *path, struct config **ret_config, struct err *e)
{
	CLEANUP(mem_freep) char *data = NULL;
	CLEANUP(config_freep) struct config *c = mem_zalloc(sizeof *c);
	const struct yaml *tree;
	size_t len;

	c->arena = arena_new();
	c->file = arena_strdup(c->arena, path);
	c->desks = 1;
	c->recycle_after = RECYCLE_AFTER;
	c->key_copies = KEY_COPIES;
	c->deliver = (struct config_deliver){ RETRY_FIRST_MS, RETRY_CAP_MS, GIVE_UP_MS };
	if (!file_read(path, YAML_BYTES_MAX, &data, &len, e) ||
	    !yaml_parse(path, data, len, c->arena, &tree, e))
		return err_wrap(e, "configuration");
	const struct reader r = { .c = c, .base = base_of(c->arena, path) };
	if (!read_all(&r, tree, e))
		return err_wrap(e, "configuration");
	*ret_config = TAKE(c);
	return true;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	arena_free(c->arena);
	free(c);
}

const char *config_path(const struct config *c, const char *name)
{
	return arena_printf(c->arena, "%s/%s", c->state, name);
}
