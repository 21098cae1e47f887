/* recipe.h - one recipe as loaded from its folder, complete and immutable. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/recipe/finding.h"
#include "agent/recipe/step.h"
#include "agent/recipe/target.h"
#include "agent/recipe/value.h"
#include "base/cleanup.h"
#include "base/err.h"

struct schema;
struct json;

struct recipe_value { /* one line of `values:` */
	const char *name;
	const struct value *value;
};

struct recipe_config { /* one line of `config:` */
	const char *name, *help;
	struct place at;
};

struct recipe_handler { /* one entry of `on:` or `login_on:` */
	struct place at;
	const struct target *sees;
	struct steps act; /* `do:` */
};

struct recipe_handlers {
	struct recipe_handler *list;
	size_t n;
};

struct recipe_outcome { /* one member of `outcome: entered:` */
	const char *name;
	const struct value *value;
};

struct recipe_list {              /* one code list beside the recipe, for lookup() */
	const char *name;         /* file name in the folder */
	const struct json *codes; /* an object of texts */
};

/* How texts get into fields: TEXT_AUTO tries keys, then paste. */
enum text_by { TEXT_AUTO, TEXT_KEYS, TEXT_PASTE };

/* fontconfig's hintstyle; medium is drawn as full. OUTLINE_STRONG: as Java hints, full but for the
 * interpreter of the font's instructions, which obeys them sideways too. */
enum outline_hinting { OUTLINE_SLIGHT, OUTLINE_FULL, OUTLINE_UNHINTED, OUTLINE_STRONG };

/* Whose text it is: what draws with Xft or Cairo, Qt 5's or Wine's. */
enum outline_program { OUTLINE_XFT, OUTLINE_QT, OUTLINE_WINE, OUTLINE_WINE_EDIT };

/*
 * An outline font as Xft and Cairo draw it, in fontconfig's words; what is not said is as desks
 * tell toolkits to draw:
 *   { family: DejaVu Sans, size: 10pt, bold: false, antialias: true, rgba: none,
 *     hinting: slight, kerning: false, drawn_by: xft, cell: 9px }
 * Programs of Pango (GTK) kern, those that draw with Xft alone (Tk, xterm) do not.
 * A terminal draws letters in cells, which may be wider than they are (xterm): then `cell` says so.
 * `drawn_by: qt` (Qt 5; kerns always) and `drawn_by: wine` (with `hinting: full`): their own
 * pixels. `drawn_by: wine-edit`: what stands in Wine's edit controls in a font without smoothing.
 */
struct recipe_outline {
	struct place at;
	const char *family;
	int size_64ths; /* of a pixel per em; `10pt` of 96 pixels an inch, or `13px` */
	int em_1024ths; /* the same before it is rounded to 64ths */
	int cell_px;    /* 0: letters have their own widths */
	bool bold, antialias, rgb, kerning;
	enum outline_hinting hinting;
	enum outline_program program;
};

/* A font that was learnt from the application (docs/learn-font.md): `{ learnt: fonts/x.atlas }`. */
struct recipe_learnt {
	struct place at;
	const char *file; /* the recipe's folder and, below it, the file; "" if not said right */
};

struct recipe_application {
	struct place at;
	const struct value **start; /* program and arguments */
	size_t n_start;
	const struct target *window; /* the first window to wait for */
	int sessions;                /* seats, 1 if not said */
	struct steps login;          /* empty if none */
	struct recipe_handlers login_on;
	struct steps home;
	/* `fonts:`, what its texts are drawn in, for reading and verification: names of core X
	 * fonts (XLFD), and maps for outline fonts and learnt ones. */
	const char **fonts;
	size_t n_fonts;
	const struct recipe_outline *outlines;
	size_t n_outlines;
	const struct recipe_learnt *learnt;
	size_t n_learnt;
	/* Chords that mark a field's whole text, blanks between, a last one with `*` pressed until
	 * nothing changes ("Home shift+End", "End BackSpace*"); NULL: try in order. */
	const char *select_all;
	enum text_by text_by;
	int double_click_ms; /* its own, if it differs from its toolkit's; 0: not said */
};

struct recipe {
	struct arena *arena; /* owned: everything below lives in it */
	const char *folder;  /* as given */
	const char *file;    /* folder/recipe.yaml */
	const char *name, *version, *title;
	const char *service, *schema; /* `accepts:`, "" if not said; routing compares them */
	const char *once_per_text;    /* source of `once_per:`, NULL if none */
	const struct value *once_per;
	const char **public_names; /* `public:` */
	size_t n_public;
	struct place public_at;
	const struct schema *input; /* NULL: none declared */
	struct recipe_config *config;
	size_t n_config;
	struct recipe_value *values;
	size_t n_values;
	struct recipe_application application;
	struct target **targets; /* named ones */
	size_t n_targets;
	struct recipe_handlers on;
	struct steps steps;
	struct recipe_outcome *entered;
	size_t n_entered;
	struct recipe_list *lists; /* what lookup() may name */
	size_t n_lists;
};

/*
 * recipe_load() - read, check and resolve a recipe folder.
 * @folder:   holds recipe.yaml and what it names
 * @f:        receives every finding; its arena must outlive the use of the findings
 * @ret_recipe: owned by the caller, recipe_free(); NULL if there was any finding of level error
 * @e:        only if the folder cannot be read: ERR_IO, ERR_LIMIT. Faults of the content are
 *         findings.
 */
MUST_USE bool recipe_load(const char *folder, struct findings *f, struct recipe **ret_recipe,
			  struct err *e);

/* recipe_free() - takes NULL. */
void recipe_free(struct recipe *r);
DEFINE_CLEANUP(struct recipe *, recipe_free)
