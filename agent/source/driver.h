/* driver.h - what a kind of source must be able to do; source.c calls it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/source/source.h"

/* Every function takes the driver's own object as @self; what they do is in source.h. */
struct source_ops {
	bool (*open)(const struct source_options *o, void **ret_self, struct err *e);
	void (*close)(void *self);
	bool (*list)(void *self, struct arena *a, struct source_item **ret_list, size_t *ret_n,
		     struct err *e);
	bool (*fetch)(void *self, const struct source_item *item, struct arena *a,
		      const char **ret_data, size_t *ret_len, struct err *e);
	bool (*acknowledge)(void *self, const char *external, enum source_fate fate,
			    const char *message, struct err *e);
	bool (*deliver)(void *self, const struct source_answer *answer, struct err *e);
	int (*fd)(void *self);
};

extern const struct source_ops source_folder_ops, source_http_ops;
