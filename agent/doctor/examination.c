/* examination.c - the table of checks, and the walk over it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/doctor/examination.h"

#include <stdarg.h>
#include <stdio.h>
#include "agent/desk/desk.h"
#include "agent/doctor/check.h"
#include "base/clock.h"

enum { FOUND_BYTES = 1024 };

/* In this order: a row may use what one above it has opened. */
static const struct check checks[] = {
	{ "version.amtsbote", version_amtsbote, NULL, 0 },
	{ "version.library", version_libraries, NULL, 0 },
	{ "version.kernel", version_kernel, NULL, 0 },
	{ "config", premises_config, "name it with --config FILE, or make one: amtsbote init DIR",
	  0 },
	{ "config.recipe", premises_recipes, "amtsbote check FOLDER names every error",
	  CHECK_NEEDS_CONFIG },
	{ "xserver.xkbcomp", screen_keymap, "apt-get install x11-xkb-utils xkb-data", 0 },
	{ "xserver.start", screen_server, "apt-get install xvfb x11-xkb-utils xkb-data", 0 },
	{ "xserver.extension", screen_extensions,
	  "use the Xvfb of Debian's package xvfb: apt-get install --reinstall xvfb",
	  CHECK_NEEDS_DESK },
	{ "fonts.core", screen_core_fonts, "apt-get install xfonts-base", CHECK_NEEDS_DESK },
	{ "fonts.recipe", screen_recipe_fonts,
	  "apt-get install xfonts-base xfonts-75dpi xfonts-100dpi, or correct fonts: in the recipe",
	  CHECK_NEEDS_DESK },
	{ "fonts.outline", screen_outline_fonts,
	  "install the package that holds the family, or correct fonts: in the recipe",
	  CHECK_NEEDS_DESK | CHECK_NEEDS_CONFIG },
	{ "fonts.learnt", screen_learnt_fonts,
	  "learn the font again: amtsbote learn-font --app COMMAND -o FILE", CHECK_NEEDS_CONFIG },
	{ "locale", reader_locale, "apt-get install --reinstall libc-bin", 0 },
	{ "tesseract.deu", reader_german,
	  "apt-get install tesseract-ocr-deu, and unset"
	  " TESSDATA_PREFIX unless it names a folder with that data",
	  0 },
	{ "tesseract.latin", reader_latin,
	  "apt-get install tesseract-ocr-script-latn, if names beyond German are to be proposed",
	  0 },
	{ "state.private", premises_state, NULL, CHECK_NEEDS_CONFIG },
	{ "secrets.private", premises_secrets, NULL, CHECK_NEEDS_CONFIG },
	{ "umask", machine_umask, "start the agent with umask 077 (systemd: UMask=0077)", 0 },
	{ "disk.kind", disk_kind, "put the state directory on a local disk (ext4, xfs, btrfs)",
	  CHECK_NEEDS_CONFIG },
	{ "disk.syncs", disk_syncs,
	  "put the state directory on a disk that can be written and synced", CHECK_NEEDS_CONFIG },
	{ "disk.space", disk_space, "make room on this file system or move the state directory",
	  CHECK_NEEDS_CONFIG },
	{ "disk.inodes", disk_inodes,
	  "remove small files from this file system or make a new one with more inodes",
	  CHECK_NEEDS_CONFIG },
	{ "clock.plausible", machine_clock,
	  "set the clock: timedatectl set-time, or install chrony", 0 },
	{ "clock.synchronised", machine_clock_synchronised, "apt-get install chrony", 0 },
	{ "limit.files", machine_files, "raise it: ulimit -n 1024 (systemd: LimitNOFILE=1024)", 0 },
	{ "limit.core", machine_cores,
	  "sysctl -w kernel.core_pattern=core, so that limits on core dumps are kept", 0 },
	{ "sandbox.seccomp", machine_sandbox,
	  "use a kernel with CONFIG_SECCOMP_FILTER, and allow seccomp(2) in the container", 0 },
	{ "sandbox.namespaces", machine_namespaces, NULL, 0 },
	{ "keyring.place", premises_keyring_place,
	  "move the keyring out of the state directory and correct keys: in the configuration",
	  CHECK_NEEDS_CONFIG },
	{ "keyring.opens", premises_keyring, NULL, CHECK_NEEDS_CONFIG },
	{ "store.opens", premises_store, NULL, CHECK_NEEDS_CONFIG },
	{ "journal.tail", premises_journal, NULL, CHECK_NEEDS_CONFIG },
	{ "source.answers", premises_sources,
	  "correct the source in the configuration, or mend the way to it",
	  CHECK_NEEDS_CONFIG | CHECK_NEEDS_NETWORK },
	{ "clock.steady", machine_clock_steady,
	  "let one program alone set the clock, by slewing (chrony without makestep)", 0 },
};

void check_found(struct checkup *c, enum observation_level level, const char *what, const char *fmt,
		 ...)
{
	char found[FOUND_BYTES];
	va_list list;

	va_start(list, fmt);
	(void)vsnprintf(found, sizeof found, fmt, list); /* for people: cut is good enough */
	va_end(list);
	check_advise(c, &(struct observation){ .level = level, .what = what, .found = found });
}

void check_advise(struct checkup *c, const struct observation *one)
{
	struct observation whole = *one;

	whole.id = c->row->id;
	if (!whole.advice)
		whole.advice = c->row->advice;
	observations_add(c->to, &whole);
}

static bool can_look(const struct checkup *c)
{
	unsigned has = (c->config ? CHECK_NEEDS_CONFIG : 0u) | (c->desk ? CHECK_NEEDS_DESK : 0u) |
		       (c->o->network ? CHECK_NEEDS_NETWORK : 0u);

	return (c->row->needs & ~has) == 0;
}

void examine(const struct examination_options *o, struct observations *to)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct checkup c = { .o = o,
			     .to = to,
			     .arena = a,
			     .began_utc_ms = clock_utc_ms(),
			     .began_boot_ms = clock_boot_ms() };

	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
		c.row = &checks[i];
		if (can_look(&c))
			c.row->look(&c);
	}
	desk_free(c.desk);
	config_free(c.config);
}
