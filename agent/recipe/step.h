/* step.h - the steps of the recipe language, from one table. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/recipe/target.h"
#include "agent/recipe/value.h"
#include "base/err.h"

enum step_group { GROUP_LOOK, GROUP_EDIT, GROUP_COMMIT, GROUP_FLOW };

/* X(constant, verb in the recipe, group) */
#define STEP_VERBS(X) \
	X(STEP_EXPECT, "expect", GROUP_LOOK) \
	X(STEP_GONE, "gone", GROUP_LOOK) \
	X(STEP_READ, "read", GROUP_LOOK) \
	X(STEP_READ_TABLE, "read_table", GROUP_LOOK) \
	X(STEP_EITHER, "either", GROUP_LOOK) \
	X(STEP_CLICK, "click", GROUP_EDIT) \
	X(STEP_WRITE, "write", GROUP_EDIT) \
	X(STEP_KEY, "key", GROUP_EDIT) \
	X(STEP_CHOOSE, "choose", GROUP_EDIT) \
	X(STEP_TICK, "tick", GROUP_EDIT) \
	X(STEP_MENU, "menu", GROUP_EDIT) \
	X(STEP_TAB, "tab", GROUP_EDIT) \
	X(STEP_COMMIT, "commit", GROUP_COMMIT) \
	X(STEP_IF, "if", GROUP_FLOW) \
	X(STEP_FAIL, "fail", GROUP_FLOW)

enum step_verb {
#define X(verb, word, group) verb,
	STEP_VERBS(X)
#undef X
		STEP_VERB_MAX_
};

/* STEP_WITHIN_MS: how long a step waits for its target unless `within:` says otherwise. */
enum { STEP_WITHIN_MS = 10000, COMMIT_WITHIN_MS = 120000, VISIBLE_AFTER_MS = 30000 };

struct step;

struct steps {
	struct step *list; /* owned by the recipe's arena */
	size_t n;
};

struct step_look { /* expect, gone */
	const struct target *target;
};

struct step_read {
	const struct target *from;    /* carries the form below, if the step says one */
	const char *as;               /* the name the value gets */
	const struct pattern *match;  /* as written in the step; NULL if none */
	enum check_digit check_digit; /* likewise */
	bool scrolls; /* the text may be wider than its field: enter it and go through it */
};

/* One column of a table by its heading, which is also the member's name. */
struct table_heading {
	struct place at;
	const char *heading;
	const struct pattern *match;  /* form of its texts, NULL if none */
	enum check_digit check_digit; /* likewise */
};

struct table_headings {
	struct table_heading *list;
	size_t n;
};

struct step_table {
	struct table_headings columns;
	const struct target *in; /* where the table is; NULL: in the active window */
	const char *as;          /* a list: a row is an object, its members are named by columns */
	bool ellipsis;           /* the application marks what it cuts off */
	bool scrolls;            /* there are more rows than are seen: go through all of them */
};

struct either_branch {
	const char *name; /* as written: found, absent, ... */
	struct place at;
	const struct target *sees;
	const char *read_column; /* `read: { column, as }` of a row, NULL if none */
	const char *read_as;
	const struct pattern *read_match; /* from `read: { match }`, NULL if none */
	enum check_digit read_check_digit;
	struct steps then; /* `do:`; empty if none */
};

struct step_either {
	struct either_branch *branches;
	size_t n;
};

struct step_click {
	const struct target *target;
	int button; /* 1..3 */
	bool twice;
};

struct step_write {
	const struct target *into;
	const struct value *value;
	const struct value *shows; /* NULL: the value itself */
	bool hidden;               /* only the number of marks is verified */
	bool advances;             /* the field jumps on by itself when full */
};

struct step_key {
	const char *chord; /* "ctrl+s" */
};

struct step_choose {
	const struct target *in;
	const struct value *option;
	bool scrolls; /* its list is longer than it shows: go through it */
};

struct step_tick {
	const struct target *box;
	const struct value *on; /* true/false, literal or expression */
};

struct step_menu {
	const struct value **path; /* from the menu bar inwards */
	size_t n;
};

struct step_tab {
	const struct value *title;
};

struct step_commit {
	const char *id;
	const struct target *mark_into; /* NULL: no mark */
	struct steps act;               /* `do:` - edit steps */
	struct steps proof;             /* look steps (read, expect) */
	struct steps probe;             /* n == 0: none */
	int64_t visible_after_ms;
	bool confirm; /* what the proof shows has to be found by the probe as well */
};

struct step_if {
	const struct value *condition;
	struct steps then, otherwise;
};

struct step_fail {
	enum err_class cls; /* business or application */
	const struct value *reason;
	int64_t retry_after_ms; /* 0: none */
};

struct step {
	enum step_verb verb;
	struct place at;
	const char *id;              /* NULL if none */
	const char *note;            /* NULL if none */
	const struct value *only_if; /* common key `if:` of every step, NULL if none */
	int64_t within_ms;
	bool sensitive;
	union {
		struct step_look look;
		struct step_read read;
		struct step_table table;
		struct step_either either;
		struct step_click click;
		struct step_write write;
		struct step_key key;
		struct step_choose choose;
		struct step_tick tick;
		struct step_menu menu;
		struct step_tab tab;
		struct step_commit commit;
		struct step_if branch;
		struct step_fail fail;
	} u;
};

/* What an argument of a step is; says how it is read and where it goes (step_parse.c). */
enum step_arg_type {
	ARG_TARGET,      /* const struct target *; a plain text is a phrase on the screen */
	ARG_FIELD,       /* const struct target *; a plain text is the label of a field */
	ARG_MARK,        /* const struct target *; a field, or a map whose `into` is one */
	ARG_VALUE,       /* const struct value * */
	ARG_PATH,        /* struct step_menu: a list of values */
	ARG_NAME,        /* const char *: the name of a value */
	ARG_TEXT,        /* const char *: literal */
	ARG_CHORD,       /* const char *: keys, as "ctrl+s" */
	ARG_FLAG,        /* bool */
	ARG_BUTTON,      /* int: 1..3 */
	ARG_DURATION,    /* int64_t: milliseconds */
	ARG_PATTERN,     /* const struct pattern * */
	ARG_CHECK_DIGIT, /* enum check_digit */
	ARG_STEPS,       /* struct steps: a list, or one step */
	ARG_BRANCHES,    /* struct step_either */
	ARG_HEADINGS,    /* struct table_headings: a list of texts or { heading, match } */
	ARG_BUSINESS,    /* struct step_fail: the reason, of class business */
	ARG_APPLICATION, /* struct step_fail: the reason, of class application */
	ARG_TYPE_MAX_
};

struct step_arg {
	const char *key;
	enum step_arg_type type;
	bool required;
	size_t offset;            /* in struct step */
	const char *help, *hilfe; /* one sentence, English and German */
};

/* One row of the table that parser, checker, plan and manual read. */
struct step_kind {
	const char *bare; /* the argument that `verb: argument` gives; NULL: the map itself */
	const struct step_arg *args; /* @n_args rows */
	size_t n_args;
	const char *help, *hilfe;
};

/* step_kind() - the table's row of a verb, static. */
const struct step_kind *step_kind(enum step_verb verb);

/* step_verb_from() - verb by its word; false if there is none. */
bool step_verb_from(const char *word, enum step_verb *ret_verb);

/* step_common() - the arguments every step takes, static; @ret_n: how many. */
const struct step_arg *step_common(size_t *ret_n);

/* step_word() - the verb as it stands in recipes, static. */
const char *step_word(enum step_verb verb);

/* step_group() - what kind of effect a verb has. */
enum step_group step_group(enum step_verb verb);
