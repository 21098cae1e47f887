/* init.c - `amtsbote init`: a folder in which the agent works at once, and a keyring elsewhere. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/keyring.h"
#include "logs/signer.h"

extern char **environ;

/* SAMPLE: the recipe that comes with the agent. PASSWORD_BYTES: of the demo's user, in hex. */
#define SAMPLE "hundesteuer"
enum { SAMPLE_FILE_MAX = 1024 * 1024, PASSWORD_BYTES = 12, CONFIG_MAX = 16384 };

/* What is being made; texts live in the arena. */
struct site {
	struct arena *a;
	const char *dir, *keys;
	const char *share;          /* folder with recipes/: beside the program or installed */
	const char *program;        /* of the demo application, NULL: it is not here */
	const char *administration; /* which makes its file */
	const char *verifier;       /* public key of the journal */
};

static bool make_folder(const char *path, struct err *e)
{
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return err_set(e, ERR_IO, "create '%s': %s", path, strerror(errno));
	return true;
}

static bool is_file(const char *path)
{
	return access(path, R_OK) == 0;
}

/* find_share() - recipes/ above the program (a build folder), else where packages put them. */
static bool find_share(struct site *s, struct err *e)
{
	char self[PATH_MAX] = "";
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *folder = arena_strndup(s->a, self, n > 0 ? (size_t)n : 0);

	for (char *slash = strrchr(folder, '/'); slash; slash = strrchr(folder, '/')) {
		*slash = 0;
		if (!is_file(arena_printf(s->a, "%s/recipes/" SAMPLE "/recipe.yaml", folder)))
			continue;
		s->share = folder;
		return true;
	}
	s->share = "/usr/share/amtsbote";
	if (is_file("/usr/share/amtsbote/recipes/" SAMPLE "/recipe.yaml"))
		return true;
	return err_set(e, ERR_NOT_FOUND, "the sample recipe '" SAMPLE "' is not installed");
}

/* find_program() - one of the demo's programs: beside us, else in PATH. NULL if it is nowhere. */
static const char *find_program(struct site *s, const char *name)
{
	char self[PATH_MAX] = "";
	const char *path = getenv("PATH");
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash = n > 0 ? strrchr(self, '/') : NULL;

	if (slash)
		*slash = 0;
	char *beside = arena_printf(s->a, "%s/demo/steuerverfahren/%s", self, name);
	if (slash && access(beside, X_OK) == 0)
		return beside;
	while (path && *path) {
		size_t len = strcspn(path, ":");
		char *here = arena_printf(s->a, "%.*s/%s", (int)len, path, name);
		if (*here == '/' && access(here, X_OK) == 0)
			return here;
		path += len + (path[len] == ':');
	}
	return NULL;
}

static bool copy_file(const char *from, const char *to, struct err *e)
{
	CLEANUP(mem_freep) char *data = NULL;
	size_t len;

	return file_read(from, SAMPLE_FILE_MAX, &data, &len, e) &&
	       file_write_private(to, data, len, e);
}

static void closedirp(DIR **d)
{
	if (*d)
		(void)closedir(*d); /* only read */
}

/* copy_recipe() - a recipe folder with the folders in it (samples). */
static bool copy_recipe(struct site *s, const char *from, const char *to, struct err *e)
{
	CLEANUP(closedirp) DIR *d = opendir(from);
	const struct dirent *entry;
	struct stat st;

	if (!d)
		return err_set(e, ERR_IO, "read '%s': %s", from, strerror(errno));
	if (!make_folder(to, e))
		return false;
	while ((entry = readdir(d)) != NULL) {
		const char *a = arena_printf(s->a, "%s/%s", from, entry->d_name);
		const char *b = arena_printf(s->a, "%s/%s", to, entry->d_name);
		if (entry->d_name[0] == '.' || lstat(a, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode) ? !copy_recipe(s, a, b, e) : !copy_file(a, b, e))
			return false;
	}
	return true;
}

/* run() - one of the demo's programs with @input on its standard input. */
static bool run(const char *const *argv, const char *input, struct err *e)
{
	posix_spawn_file_actions_t actions;
	int in[2], status = 0;
	pid_t pid;

	if (pipe(in) != 0)
		return err_set(e, ERR_IO, "pipe: %s", strerror(errno));
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_adddup2(&actions, in[0], 0);
	(void)posix_spawn_file_actions_addclose(&actions, in[1]);
	int failed =
		posix_spawn(&pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)close(in[0]);
	bool written = failed || write(in[1], input, strlen(input)) == (ssize_t)strlen(input);
	(void)close(in[1]);
	if (failed)
		return err_set(e, ERR_START, "'%s': %s", argv[0], strerror(failed));
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0 ||
	    !written)
		return err_set(e, ERR_START, "'%s' failed", argv[0]);
	return true;
}

/* prepare_application() - a fresh file of the demo application with one user. */
static bool prepare_application(struct site *s, struct err *e)
{
	const char *file = arena_printf(s->a, "%s/steuer.db", s->dir);
	const char *make[] = { s->administration, "anlegen", file, "--mandant", "0001", NULL };
	const char *user[] = { s->administration, "benutzer", file, "amtsbote",
			       "--ablauf",        "365",      NULL };
	CLEANUP(vault_key_freep) struct vault_key *dice = NULL;
	uint8_t digest[HASH_BYTES];
	char password[HASH_HEX_BYTES];

	if (!vault_key_random(&dice, e))
		return false;
	hash_of(vault_key_bytes(dice), VAULT_KEY_BYTES, digest);
	hash_hex(digest, password);
	password[2 * PASSWORD_BYTES] = 0;
	const char *secrets = arena_printf(
		s->a, "{ \"benutzer\": \"amtsbote\", \"kennwort\": \"%s\" }\n", password);
	bool done = run(make, "", e) && run(user, arena_printf(s->a, "%s\n", password), e) &&
		    file_write_private(arena_printf(s->a, "%s/geheim.json", s->dir), secrets,
				       strlen(secrets), e);
	mem_wipe(password, sizeof password);
	return done;
}

/* write_config() - the file with which `amtsbote agent` works at once. */
static bool write_config(struct site *s, struct err *e)
{
	CLEANUP(buf_clear) struct buf b = { 0 };

	buf_init(&b, CONFIG_MAX);
	buf_adds(&b, "# amtsbote.yaml - what the agent works with; relative paths start here.\n");
	buf_adds(&b, "state: zustand               # store, journal, reports: to be backed up\n");
	buf_addf(&b, "keys: %s   # the keyring; never in the same backup\n", s->keys);
	buf_adds(&b, "desks: 1\n\nrecipes:\n  - folder: recipes/" SAMPLE "\n");
	buf_addf(&b, "    config: { programm: '%s', datei: '%s/steuer.db', mandant: '0001' }\n",
		 s->program ? s->program : "/path/to/steuerverfahren", s->dir);
	buf_adds(&b, "    secrets: geheim.json\n\nsources:\n");
	buf_adds(&b, "  - { name: eingang, folder: eingang, recipe: " SAMPLE "-anmeldung,"
		     " poll: 2s }\n");
	return buf_check(&b, "configuration", e) &&
	       file_write_private(arena_printf(s->a, "%s/amtsbote.yaml", s->dir), b.data,
				  b.len_bytes, e);
}

/* default_keys() - ~/.config/amtsbote/NAME-xxxxxxxx, of which every folder has its own. */
static bool default_keys(struct site *s, struct err *e)
{
	const char *home = getenv("HOME"), *config = getenv("XDG_CONFIG_HOME");
	const char *name = strrchr(s->dir, '/') + 1;
	uint8_t digest[HASH_BYTES];
	char hex[HASH_HEX_BYTES];

	if (!config && (!home || *home != '/'))
		return err_set(e, ERR_CONFIG, "HOME is not set: name the keyring with --keys DIR");
	const char *base =
		config && *config == '/' ? config : arena_printf(s->a, "%s/.config", home);
	hash_of(s->dir, strlen(s->dir), digest);
	hash_hex(digest, hex);
	s->keys = arena_printf(s->a, "%s/amtsbote/%s-%.8s", base, name, hex);
	return make_folder(base, e) && make_folder(arena_printf(s->a, "%s/amtsbote", base), e);
}

/* make_signer() - the key that signs the journal's checkpoints; its public half is to be kept. */
static bool make_signer(struct site *s, struct err *e)
{
	CLEANUP(signer_closep) struct signer *signer = NULL;
	char text[VERIFIER_TEXT_BYTES];

	if (!signer_open(s->keys, &signer, e))
		return false;
	verifier_text(signer_verifier(signer), text);
	s->verifier = arena_strdup(s->a, text);
	return true;
}

static bool make_site(struct site *s, struct err *e)
{
	const char *state = arena_printf(s->a, "%s/zustand", s->dir);
	const char *recipe = arena_printf(s->a, "%s/recipes/" SAMPLE, s->share);

	if (!make_folder(state, e) || !make_folder(arena_printf(s->a, "%s/eingang", s->dir), e) ||
	    !make_folder(arena_printf(s->a, "%s/recipes", s->dir), e) ||
	    !copy_recipe(s, recipe, arena_printf(s->a, "%s/recipes/" SAMPLE, s->dir), e))
		return false;
	if (s->program && s->administration && !prepare_application(s, e))
		return err_wrap(e, "demo application");
	return keyring_create(s->keys, state, e) && make_signer(s, e) && write_config(s, e);
}

static void say_what_next(const struct site *s)
{
	(void)printf("%s: configuration, folder eingang/ for submissions, recipe " SAMPLE "\n"
		     "%s: the keyring; keep it out of the folder's backup\n",
		     s->dir, s->keys);
	(void)printf("\nPrüfschlüssel des Protokolls - anderswo aufbewahren, er ist nicht geheim:\n"
		     "verifier key of the journal - keep it elsewhere, it is no secret:\n  %s\n",
		     s->verifier);
	if (!s->program || !s->administration)
		(void)printf("\nThe sample recipe drives the demo application steuerverfahren,"
			     " which is not here.\nBuild it (./dev build makes"
			     " build/dev/demo/steuerverfahren) or put it into PATH, then\n"
			     "remove the folder and call init again.\n");
	else
		(void)printf("\nNext:\n  amtsbote agent --config %s/amtsbote.yaml &\n"
			     "  cp %s/recipes/" SAMPLE "/samples/02-mueller.json %s/eingang/.neu\n"
			     "  mv %s/eingang/.neu %s/eingang/antrag.json\n",
			     s->dir, s->dir, s->dir, s->dir, s->dir);
}

int command_init(int argc, char **argv)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct site s = { .a = a };
	const char *dir;
	const struct argument rows[] = {
		{ "keys", "DIR", "folder of the keyring (~/.config/amtsbote/...)", &s.keys, NULL },
	};
	const struct arguments all = { "init DIR [--keys DIR]", rows, 1, 1, 1 };
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, &dir, &exit_code))
		return exit_code;
	if (!make_folder(dir, &e))
		return command_complain("init", e.msg);
	CLEANUP(mem_freep) char *real = realpath(dir, NULL);
	s.dir = real ? arena_strdup(a, real) : dir;
	if (is_file(arena_printf(a, "%s/amtsbote.yaml", s.dir)))
		return command_complain("init", "there is an amtsbote.yaml in that folder already");
	s.program = find_program(&s, "steuerverfahren");
	s.administration = find_program(&s, "steuerverwaltung");
	if (!find_share(&s, &e) || (!s.keys && !default_keys(&s, &e)) || !make_site(&s, &e))
		return command_complain("init", e.msg);
	say_what_next(&s);
	return EXIT_DONE;
}
