/* shelf.h - putting files into a folder and moving them between folders, durably, over nothing. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/source/entry.h"
#include "base/arena.h"
#include "base/err.h"

/*
 * A place is a folder and a name in it. If the name is taken by something else, it becomes
 * NAME~DIGEST, NAME~DIGEST-2, ...; what stands there is never overwritten. Only one process puts
 * things into such a folder at a time.
 */
struct shelf_place {
	int folder;         /* descriptor */
	const char *name;   /* without suffix */
	const char *suffix; /* ".json", "" */
	const char *digest; /* of what is put there, as of an entry */
};

/* shelf_free_name() - the first name for @to that is free, without suffix, owned by @a. */
MUST_USE bool shelf_free_name(const struct shelf_place *to, struct arena *a, const char **ret_name,
			      struct err *e);

/*
 * shelf_move() - rename @name of folder @from to @to and make both folders durable.
 * @e: ERR_IO; ERR_NOT_FOUND if there is no @name in @from
 */
MUST_USE bool shelf_move(int from, const char *name, const struct shelf_place *to, struct arena *a,
			 struct err *e);

/* shelf_replace() - make @name in @folder a file of @len bytes, durable, whatever was there. */
MUST_USE bool shelf_replace(int folder, const char *name, const void *data, size_t len,
			    struct arena *a, struct err *e);

/*
 * shelf_put() - write @len bytes beside and rename them to @to, durable. If a file with these very
 * bytes stands there, it is done already.
 * @e: ERR_IO
 */
MUST_USE bool shelf_put(const struct shelf_place *to, const void *data, size_t len, struct arena *a,
			struct err *e);

/* shelf_read() - file @path below @folder, no links followed. ERR_IO, ERR_NOT_FOUND, ERR_LIMIT. */
MUST_USE bool shelf_read(int folder, const char *path, size_t cap, char **ret_data, size_t *ret_len,
			 struct err *e);
