/* once.h - what may come once only, and the recipe of a job that came without one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/store/connection.h"

/*
 * once_first() - the job that came first with the same once_per value; 0 if there is none.
 * @ret_mark: its mark
 */
MUST_USE bool once_first(struct store *s, const char *recipe,
			 const uint8_t once_hash[STORE_HASH_BYTES], int64_t *ret_job,
			 char ret_mark[STORE_NAME_BYTES], struct err *e);

/* route_recipe() - @recipe has its row. */
MUST_USE bool route_recipe(struct store *s, const char *recipe, struct err *e);

/* route_take() - give @job, which has none, its recipe. ERR_TWICE, ERR_UNSUPPORTED (it has one). */
MUST_USE bool route_take(struct store *s, int64_t job, const struct store_route *route,
			 struct err *e);
