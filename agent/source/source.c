/* source.c - one interface over the kinds of sources. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/source/source.h"

#include <stdlib.h>
#include "agent/source/driver.h"
#include "base/mem.h"

static const struct source_ops *const drivers[] = {
	[SOURCE_FOLDER] = &source_folder_ops,
	[SOURCE_HTTP] = &source_http_ops,
};

struct source {
	const struct source_ops *ops;
	void *self; /* owned, of the driver */
	char *name; /* owned */
};

bool source_open(const struct source_options *o, struct source **ret_source, struct err *e)
{
	void *self;

	if (!drivers[o->kind]->open(o, &self, e))
		return err_wrap(e, "source '%s'", o->name);
	struct source *s = mem_zalloc(sizeof *s);
	*s = (struct source){ drivers[o->kind], self, mem_strdup(o->name) };
	*ret_source = s;
	return true;
}

void source_close(struct source *s)
{
	if (!s)
		return;
	s->ops->close(s->self);
	free(s->name);
	free(s);
}

bool source_list(struct source *s, struct arena *a, struct source_item **ret_list, size_t *ret_n,
		 struct err *e)
{
	return s->ops->list(s->self, a, ret_list, ret_n, e) || err_wrap(e, "source '%s'", s->name);
}

bool source_fetch(struct source *s, const struct source_item *item, struct arena *a,
		  const char **ret_data, size_t *ret_len, struct err *e)
{
	return s->ops->fetch(s->self, item, a, ret_data, ret_len, e) ||
	       err_wrap(e, "source '%s'", s->name);
}

bool source_acknowledge(struct source *s, const char *external, enum source_fate fate,
			const char *message, struct err *e)
{
	return s->ops->acknowledge(s->self, external, fate, message, e) ||
	       err_wrap(e, "source '%s'", s->name);
}

bool source_deliver(struct source *s, const struct source_answer *answer, struct err *e)
{
	return s->ops->deliver(s->self, answer, e) || err_wrap(e, "source '%s'", s->name);
}

int source_fd(struct source *s)
{
	return s->ops->fd(s->self);
}
