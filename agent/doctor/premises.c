/* premises.c - the agent's own folders: configuration, state, keyring, store, journal, sources. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/doctor/check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/recipe/recipe.h"
#include "agent/serve/inlet.h"
#include "agent/source/source.h"
#include "agent/store/store.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/journal_segment.h"
#include "logs/journal_tail.h"
#include "logs/keyring.h"

/* say() - an observation with an advice of its own. */
static void say(struct checkup *c, enum observation_level level, const char *what,
		const char *found, const char *advice)
{
	check_advise(c, &(struct observation){ level, NULL, what, found, advice });
}

/* ---- configuration */

void premises_config(struct checkup *c)
{
	struct err e = { 0 };

	if (!c->o->config_file)
		check_found(c, OBSERVATION_WARNING, "configuration",
			    "none, so no state directory, keyring, store or source was looked at");
	else if (!config_load(c->o->config_file, &c->config, &e))
		say(c, OBSERVATION_ERROR, c->o->config_file, e.msg,
		    "correct that place (docs/operating.md lists the keys)");
	else
		check_found(c, OBSERVATION_OK, c->o->config_file,
			    "%zu recipes, %zu sources, %u desks", c->config->n_recipes,
			    c->config->n_sources, c->config->desks);
}

/* note() - @name in a list that holds each once and has room. */
static void note(struct checkup *c, const char **list, size_t *n, const char *name)
{
	for (size_t i = 0; i < *n; i++)
		if (str_eq(list[i], name))
			return;
	list[(*n)++] = arena_strdup(c->arena, name);
}

/* more() - @list with room for @extra more. */
static const char **more(struct checkup *c, const char **list, size_t n, size_t extra)
{
	const char **wider = arena_calloc(c->arena, n + extra, sizeof *wider);

	for (size_t i = 0; i < n; i++)
		wider[i] = list[i];
	return wider;
}

static void note_fonts(struct checkup *c, const struct recipe_application *app)
{
	c->fonts = more(c, c->fonts, c->n_fonts, app->n_fonts);
	c->families = more(c, c->families, c->n_families, app->n_outlines);
	c->learnt = more(c, c->learnt, c->n_learnt, app->n_learnt);
	for (size_t i = 0; i < app->n_fonts; i++)
		note(c, c->fonts, &c->n_fonts, app->fonts[i]);
	for (size_t i = 0; i < app->n_outlines; i++)
		note(c, c->families, &c->n_families,
		     app->outlines[i].bold
			     ? arena_printf(c->arena, "%s" CHECK_BOLD, app->outlines[i].family)
			     : app->outlines[i].family);
	for (size_t i = 0; i < app->n_learnt; i++)
		note(c, c->learnt, &c->n_learnt, app->learnt[i].file);
}

void premises_recipes(struct checkup *c)
{
	for (size_t i = 0; i < c->config->n_recipes; i++) {
		const char *folder = c->config->recipes[i].folder;
		CLEANUP(recipe_freep) struct recipe *recipe = NULL;
		struct findings f;
		struct err e = { 0 };
		findings_init(&f, c->arena);
		if (!recipe_load(folder, &f, &recipe, &e)) {
			check_found(c, OBSERVATION_ERROR, folder, "%s", e.msg);
			continue;
		}
		if (!recipe) {
			check_found(c, OBSERVATION_ERROR, folder, "%zu errors", f.n_errors);
			continue;
		}
		check_found(c, OBSERVATION_OK, folder, "%s %s loads", recipe->name,
			    recipe->version);
		note_fonts(c, &recipe->application);
	}
}

/* ---- who may read what */

/* look_at_owner() - ours (or root's), and closed to all others; false: it was said why not. */
static bool look_at_owner(struct checkup *c, const char *path, const struct stat *st)
{
	struct arena *a = c->arena;
	bool folder = S_ISDIR(st->st_mode);

	if (st->st_uid != geteuid() && st->st_uid != 0) {
		say(c, OBSERVATION_ERROR, path, "belongs to another user",
		    arena_printf(a, "chown -R %u %s, or call doctor as the agent's user",
				 (unsigned)geteuid(), path));
		return false;
	}
	if (st->st_mode & 077) {
		say(c, OBSERVATION_ERROR, path,
		    arena_printf(a, "mode %04o, open to others", (unsigned)st->st_mode & 07777),
		    arena_printf(a, "chmod %s %s", folder ? "700" : "600", path));
		return false;
	}
	return true;
}

void premises_state(struct checkup *c)
{
	const char *path = c->config->state;
	struct stat st;

	if (stat(path, &st) != 0) {
		bool new = errno == ENOENT;
		say(c, new ? OBSERVATION_OK : OBSERVATION_ERROR, path,
		    new ? "not there yet: the agent makes it" : strerror(errno),
		    "correct state: in the configuration");
		return;
	}
	if (!S_ISDIR(st.st_mode))
		say(c, OBSERVATION_ERROR, path, "no folder", "correct state: in the configuration");
	else if (look_at_owner(c, path, &st))
		check_found(c, OBSERVATION_OK, path, "mode %04o", (unsigned)st.st_mode & 07777);
}

static void look_at_secret(struct checkup *c, const char *path)
{
	struct stat st;

	if (!path)
		return;
	if (stat(path, &st) != 0)
		say(c, OBSERVATION_ERROR, path, strerror(errno),
		    "make the file with mode 600, or correct its name in the configuration");
	else if (look_at_owner(c, path, &st))
		check_found(c, OBSERVATION_OK, path, "mode %04o", (unsigned)st.st_mode & 07777);
}

void premises_secrets(struct checkup *c)
{
	for (size_t i = 0; i < c->config->n_recipes; i++)
		look_at_secret(c, c->config->recipes[i].secrets_file);
	for (size_t i = 0; i < c->config->n_sources; i++)
		look_at_secret(c, c->config->sources[i].token_file);
}

/* ---- keyring */

/* holds() - is @inner @outer, or below it? Both as realpath() gives them. */
static bool holds(const char *outer, const char *inner)
{
	size_t len = strlen(outer);

	return str_starts(inner, outer) && (inner[len] == 0 || inner[len] == '/' || len == 1);
}

void premises_keyring_place(struct checkup *c)
{
	CLEANUP(mem_freep) char *keys = realpath(c->config->keys, NULL);
	CLEANUP(mem_freep) char *state = realpath(c->config->state, NULL);
	const char *k = keys ? keys : c->config->keys, *s = state ? state : c->config->state;

	if (holds(k, s) || holds(s, k))
		check_found(c, OBSERVATION_ERROR, k, "one backup with the state directory %s", s);
	else
		check_found(c, OBSERVATION_OK, k, "outside of the state directory");
}

static void closedirp(DIR **d)
{
	if (*d)
		(void)closedir(*d); /* was only read */
}

/* look_at_keyring_modes() - folder and files; false: something was said. */
static bool look_at_keyring_modes(struct checkup *c)
{
	const char *folder = c->config->keys;
	CLEANUP(closedirp) DIR *d = opendir(folder);
	const struct dirent *entry;
	struct stat st;
	bool good = true;

	if (!d || fstat(dirfd(d), &st) != 0) {
		say(c, OBSERVATION_ERROR, folder, strerror(errno),
		    "restore the keyring from its backup, or correct keys: in the configuration;"
		    " amtsbote init makes one for a new state directory");
		return false;
	}
	good = look_at_owner(c, folder, &st);
	while ((entry = readdir(d)) != NULL) {
		const char *path = arena_printf(c->arena, "%s/%s", folder, entry->d_name);
		if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && !look_at_owner(c, path, &st))
			good = false;
	}
	return good;
}

void premises_keyring(struct checkup *c)
{
	CLEANUP(keyring_closep) struct keyring *ring = NULL;
	struct err e = { 0 };

	if (!look_at_keyring_modes(c))
		return;
	if (keyring_open(c->config->keys, &ring, &e))
		check_found(c, OBSERVATION_OK, c->config->keys, "mode 0700, opens");
	else
		say(c, OBSERVATION_ERROR, c->config->keys, e.msg,
		    "restore the keyring that belongs to this state directory from its backup");
}

/* ---- store and journal */

void premises_store(struct checkup *c)
{
	CLEANUP(store_closep) struct store *store = NULL;
	const char *path = config_path(c->config, "store.db");
	int64_t schema, newest;
	struct err e = { 0 };

	if (access(path, F_OK) != 0 && errno == ENOENT) {
		check_found(c, OBSERVATION_OK, path, "not there yet: the agent makes it");
		return;
	}
	if (!store_inspect(path, &schema, &newest, &e) ||
	    (schema == newest && !store_open(path, &store, &e)))
		say(c, OBSERVATION_ERROR, path, e.msg,
		    "mend what it says; a damaged store comes back from its backup");
	else if (schema < newest)
		check_found(c, OBSERVATION_OK, path,
			    "schema %" PRId64 ", the agent makes it %" PRId64, schema, newest);
	else
		check_found(c, OBSERVATION_OK, path, "opens, schema %" PRId64, schema);
}

/* look_at_tail() - the last megabyte of the last segment. */
static bool look_at_tail(int folder, unsigned segment, struct journal_tail_state *ret_tail,
			 bool *ret_torn, struct err *e)
{
	CLEANUP(close_fdp) int fd = -1;
	uint64_t size;

	return journal_segment_open(folder, segment, O_RDONLY, &fd, e) &&
	       (fd >= 0 || err_set(e, ERR_IO, "segment %u is gone", segment)) &&
	       journal_segment_size(fd, &size, e) &&
	       journal_tail_find(ret_tail, fd, size, ret_torn, e);
}

void premises_journal(struct checkup *c)
{
	const char *path = config_path(c->config, "journal");
	CLEANUP(close_fdp) int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct journal_tail_state tail = { 0 };
	bool torn = false;
	unsigned segment = 0;
	struct err e = { 0 };

	if (folder < 0 && errno == ENOENT) {
		check_found(c, OBSERVATION_OK, path, "not there yet: the agent makes it");
		return;
	}
	if (folder < 0)
		(void)err_set(&e, ERR_IO, "%s", strerror(errno)); /* told below */
	if (folder < 0 || !journal_segment_last(folder, &segment, &e) ||
	    (segment && !look_at_tail(folder, segment, &tail, &torn, &e)))
		say(c, OBSERVATION_ERROR, path, e.msg,
		    "amtsbote verify names the first line that does not fit; keep the folder as it"
		    " is and start with a copy of the backup");
	else if (torn)
		say(c, OBSERVATION_WARNING, path, "the last line is cut off, as a crash leaves it",
		    "nothing: the agent's next start closes it");
	else if (!tail.known)
		check_found(c, OBSERVATION_OK, path, "no lines yet");
	else
		check_found(c, OBSERVATION_OK, path,
			    "the last lines up to %" PRIu64 " are chained (all: amtsbote verify)",
			    tail.n);
}

/* ---- sources */

/* look_at_folder() - opening it as the agent does would move what is no submission. */
static void look_at_folder(struct checkup *c, const struct config_source *s)
{
	const char *path = s->options.folder;

	if (access(path, R_OK | W_OK | X_OK) == 0)
		check_found(c, OBSERVATION_OK, s->options.name, "folder %s can be used", path);
	else
		check_found(c, OBSERVATION_ERROR, s->options.name, "folder %s: %s", path,
			    strerror(errno));
}

static void look_at_portal(struct checkup *c, struct inlet *in)
{
	const char *name = in->config->options.name;
	struct source_item *list;
	struct err e = { 0 };
	size_t n;

	if (inlet_open(in, &e) && source_list(in->source, c->arena, &list, &n, &e))
		check_found(c, OBSERVATION_OK, name, "answers, %zu submissions wait", n);
	else
		check_found(c, OBSERVATION_ERROR, name, "%s", e.msg);
}

void premises_sources(struct checkup *c)
{
	struct inlets all;

	inlets_init(&all, c->config);
	for (size_t i = 0; i < all.n; i++) {
		if (all.list[i].config->options.kind == SOURCE_FOLDER)
			look_at_folder(c, all.list[i].config);
		else
			look_at_portal(c, &all.list[i]);
	}
	inlets_clear(&all);
}
