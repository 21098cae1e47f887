/* check.h - one row of the examination, and what its function may use. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/doctor/examination.h"
#include "agent/serve/config.h"
#include "base/arena.h"
#include "base/err.h"

struct check;
struct desk;
struct recipe;

/* CHECK_BOLD: behind the name of a family, as fontconfig writes it. */
#define CHECK_BOLD ":bold"

/* What the checks share; filled in by the rows in their order. */
struct checkup {
	const struct examination_options *o;
	struct observations *to;
	struct arena *arena;
	const struct check *row; /* that is being looked at */
	struct config *config;   /* owned; NULL: none or not valid */
	struct desk *desk;       /* owned; NULL: it could not be opened */
	const char **fonts;      /* n_fonts that the recipes name, each once */
	size_t n_fonts;
	const char **families; /* n_families of outline fonts, likewise; CHECK_BOLD behind */
	size_t n_families;
	const char **learnt; /* n_learnt files of learnt fonts */
	size_t n_learnt;
	int64_t began_utc_ms, began_boot_ms;
};

/* CHECK_...: a row that cannot be looked at without it is passed over in silence, because another
 * row has said that it is missing. */
enum { CHECK_NEEDS_CONFIG = 1, CHECK_NEEDS_DESK = 2, CHECK_NEEDS_NETWORK = 4 };

struct check {
	const char *id;
	void (*look)(struct checkup *c); /* tells by check_found() */
	const char *advice;              /* one sentence, where the function has no better one */
	unsigned needs;
};

/* check_found() - about @what: @fmt. */
void check_found(struct checkup *c, enum observation_level level, const char *what, const char *fmt,
		 ...) PRINTF(4, 5);

/* check_advise() - the same with an advice of its own instead of the row's. */
void check_advise(struct checkup *c, const struct observation *one);

/* ---- version.c */
/* version_amtsbote() - ours. */
void version_amtsbote(struct checkup *c);
/* version_libraries() - of every library whose faults are ours. */
void version_libraries(struct checkup *c);
/* version_kernel() - and machine. */
void version_kernel(struct checkup *c);

/* ---- screen.c */
/* screen_server() - starts a desk: X server, cookie, keymap by xkbcomp. */
void screen_server(struct checkup *c);
/* screen_extensions() - of the server. */
void screen_extensions(struct checkup *c);
/* screen_keymap() - xkbcomp itself. */
void screen_keymap(struct checkup *c);
/* screen_core_fonts() - those every Xt program asks for. */
void screen_core_fonts(struct checkup *c);
/* screen_recipe_fonts() - those the recipes name. */
void screen_recipe_fonts(struct checkup *c);
/* screen_outline_fonts() - families the recipes name. */
void screen_outline_fonts(struct checkup *c);
/* screen_learnt_fonts() - files of the recipes. */
void screen_learnt_fonts(struct checkup *c);

/* ---- reader.c */
/* reader_locale() - C.UTF-8. */
void reader_locale(struct checkup *c);
/* reader_german() - Tesseract's `deu`. */
void reader_german(struct checkup *c);
/* reader_latin() - Tesseract's script/Latin. */
void reader_latin(struct checkup *c);

/* ---- machine.c */
/* machine_clock() - a plausible date. */
void machine_clock(struct checkup *c);
/* machine_clock_synchronised() - what the kernel says. */
void machine_clock_synchronised(struct checkup *c);
/* machine_clock_steady() - did it step since the examination began? */
void machine_clock_steady(struct checkup *c);
/* machine_files() - descriptors. */
void machine_files(struct checkup *c);
/* machine_cores() - no memory on disk. */
void machine_cores(struct checkup *c);
/* machine_umask() - what new files are by default. */
void machine_umask(struct checkup *c);
/* machine_sandbox() - a JSON through the real sandbox. */
void machine_sandbox(struct checkup *c);
/* machine_namespaces() - user namespaces. */
void machine_namespaces(struct checkup *c);

/* ---- premises.c */
/* premises_config() - loads the configuration. */
void premises_config(struct checkup *c);
/* premises_recipes() - loads every recipe, notes its fonts. */
void premises_recipes(struct checkup *c);
/* premises_state() - the state directory's owner and mode. */
void premises_state(struct checkup *c);
/* premises_secrets() - files with secrets and tokens. */
void premises_secrets(struct checkup *c);
/* premises_keyring_place() - outside of the state directory. */
void premises_keyring_place(struct checkup *c);
/* premises_keyring() - private, and opens. */
void premises_keyring(struct checkup *c);
/* premises_store() - private, opens, its schema. */
void premises_store(struct checkup *c);
/* premises_journal() - its last lines. */
void premises_journal(struct checkup *c);
/* premises_sources() - asked once each. */
void premises_sources(struct checkup *c);

/* ---- disk.c */
/* disk_kind() - of the state directory's file system. */
void disk_kind(struct checkup *c);
/* disk_syncs() - a small file, durable. */
void disk_syncs(struct checkup *c);
/* disk_space() - in bytes. */
void disk_space(struct checkup *c);
/* disk_inodes() - in files. */
void disk_inodes(struct checkup *c);
