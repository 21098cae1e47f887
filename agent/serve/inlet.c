/* inlet.c - one configured source as a process uses it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/inlet.h"

#include <stdlib.h>
#include <string.h>
#include "agent/model/backoff.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

/* LONGEST_MS: a portal that is back is seen this soon; asking is cheap for both sides. */
enum { LONGEST_MS = 5 * 60 * 1000, TOKEN_BYTES_MAX = 4096 };

void inlets_init(struct inlets *all, const struct config *c)
{
	all->list = mem_calloc(c->n_sources, sizeof *all->list);
	all->n = c->n_sources;
	for (size_t i = 0; i < all->n; i++)
		all->list[i].config = &c->sources[i];
}

static void shut(struct inlet *in)
{
	source_close(in->source);
	in->source = NULL;
}

void inlets_clear(struct inlets *all)
{
	for (size_t i = 0; i < all->n; i++) {
		struct inlet *in = &all->list[i];
		shut(in);
		for (size_t k = 0; k < in->n_trouble; k++)
			free(in->trouble[k].external);
		free(in->trouble);
	}
	free(all->list);
}

struct inlet *inlet_named(const struct inlets *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->list[i].config->options.name, name))
			return &all->list[i];
	return NULL;
}

static void wipe(char **token)
{
	if (*token)
		mem_wipe(*token, strlen(*token));
	free(*token);
}

/* read_token() - the file's first line; only its owner may be able to read it. */
static bool read_token(const char *path, char **ret_token, struct err *e)
{
	size_t len;

	if (!file_is_private(path, e) || !file_read(path, TOKEN_BYTES_MAX, ret_token, &len, e))
		return err_wrap(e, "token");
	(*ret_token)[strcspn(*ret_token, "\r\n")] = 0;
	return true;
}

bool inlet_open(struct inlet *in, struct err *e)
{
	struct source_options o = in->config->options;
	CLEANUP(wipe) char *token = NULL;

	if (in->source)
		return true;
	if (in->config->token_file && !read_token(in->config->token_file, &token, e))
		return err_wrap(e, "source '%s'", o.name);
	o.token = token;
	return source_open(&o, &in->source, e);
}

void inlet_worked(struct inlet *in)
{
	in->failures = 0;
	in->due_ms = clock_boot_ms() + in->config->options.poll_ms;
}

/* later() - when to try again after so many failures. */
static int64_t later(const struct inlet *in, unsigned failures, uint64_t *random)
{
	int64_t poll_ms = in->config->options.poll_ms;
	const struct backoff b = { poll_ms, poll_ms < LONGEST_MS ? LONGEST_MS : poll_ms };

	return clock_boot_ms() + backoff_ms(&b, failures, random);
}

void inlet_failed(struct inlet *in, uint64_t *random)
{
	shut(in);
	in->due_ms = later(in, ++in->failures, random);
}

static struct inlet_trouble *trouble_of(const struct inlet *in, const char *external)
{
	for (size_t i = 0; i < in->n_trouble; i++)
		if (str_eq(in->trouble[i].external, external))
			return &in->trouble[i];
	return NULL;
}

unsigned inlet_item_failures(const struct inlet *in, const char *external)
{
	const struct inlet_trouble *t = trouble_of(in, external);

	return t ? t->failures : 0;
}

bool inlet_item_due(const struct inlet *in, const char *external)
{
	const struct inlet_trouble *t = trouble_of(in, external);

	return !t || clock_boot_ms() >= t->due_ms;
}

/* forget() - the source takes an item back now and then: what is forgotten first is the oldest. */
static void forget(struct inlet *in, size_t at)
{
	free(in->trouble[at].external);
	in->n_trouble--;
	for (size_t i = at; i < in->n_trouble; i++)
		in->trouble[i] = in->trouble[i + 1];
}

void inlet_item_failed(struct inlet *in, const char *external, uint64_t *random)
{
	struct inlet_trouble *t = trouble_of(in, external);

	if (!t) {
		if (in->n_trouble == SOURCE_ITEMS_MAX)
			forget(in, 0);
		in->trouble = mem_realloc(in->trouble, in->n_trouble + 1, sizeof *in->trouble);
		t = &in->trouble[in->n_trouble++];
		*t = (struct inlet_trouble){ .external = mem_strdup(external) };
	}
	t->due_ms = later(in, ++t->failures, random);
}

void inlet_item_worked(struct inlet *in, const char *external)
{
	const struct inlet_trouble *t = trouble_of(in, external);

	if (t)
		forget(in, (size_t)(t - in->trouble));
}
