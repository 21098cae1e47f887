/* config.h - the agent's configuration file, checked and complete. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/source/source.h"
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "base/json.h"
#include "logs/tape.h"

enum { CONFIG_DESKS_MAX = 64, CONFIG_RECIPES_MAX = 256, CONFIG_SOURCES_MAX = 64 };

struct config_recipe {
	const char *folder;          /* absolute */
	const struct json *settings; /* object of texts: the recipe's `config.*` */
	const char *secrets_file;    /* absolute, NULL: none */
	unsigned seats;              /* most desks at once; 0: what the recipe says */
	enum tape_mode tape;         /* 0: none is kept */
	const char *tape_reason;     /* of TAPE_FULL, for the data protection officer; else NULL */
};

struct config_deliver {
	int64_t first_ms;   /* wait after the first attempt that failed; doubles from there */
	int64_t cap_ms;     /* longest wait */
	int64_t give_up_ms; /* after this long it is a dead letter */
};

struct config_source {
	struct source_options options; /* without the token, which is read when it is needed */
	const char *token_file;        /* absolute, NULL: none */
	const char *recipe; /* submissions are this recipe's data; NULL: an envelope says */
};

struct config {
	struct arena *arena; /* owned: everything below */
	const char *file;    /* as given */
	const char *state;   /* absolute folder: store, journal, frozen recipes, reports, sockets */
	const char *keys;    /* absolute folder of the keyring, outside of state */
	unsigned key_copies; /* days for which copies of the keyring are kept beside it; 0: none */
	unsigned desks;      /* workers */
	unsigned recycle_after; /* jobs after which a worker's desk is thrown away */
	struct config_recipe *recipes;
	size_t n_recipes;
	struct config_source *sources;
	size_t n_sources;
	struct config_deliver deliver;
};

/*
 * config_load() - read and check @path (YAML). Relative paths are relative to its folder.
 * @e: ERR_IO, ERR_SYNTAX, ERR_CONFIG "FILE:LINE:COL: cause", with the nearest valid word
 */
MUST_USE bool config_load(const char *path, struct config **ret_config, struct err *e);

/* config_free() - takes NULL. */
void config_free(struct config *c);
DEFINE_CLEANUP(struct config *, config_free)

/* config_path() - STATE/@name, in the config's arena: "store.db", "journal", "keys.sock", ... */
const char *config_path(const struct config *c, const char *name);
