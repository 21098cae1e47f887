/* err.h - the one error object: what failed, why, and whose failure it is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Whose failure it is; what follows from a class is one table in agent/model. */
#define ERR_CLASSES(X) \
	X(ERR_CLASS_NONE, "none") \
	X(ERR_CLASS_BUSINESS, "business") \
	X(ERR_CLASS_APPLICATION, "application") \
	X(ERR_CLASS_RECIPE, "recipe") \
	X(ERR_CLASS_ENVIRONMENT, "environment")

enum err_class {
#define X(cls, name) cls,
	ERR_CLASSES(X)
#undef X
};

/* X(code, text, class) - the table is the documentation; tests walk it. */
#define ERR_CODES(X) \
	X(ERR_NONE, "no error", ERR_CLASS_NONE) \
	X(ERR_IO, "input/output failed", ERR_CLASS_ENVIRONMENT) \
	X(ERR_LIMIT, "a limit was exceeded", ERR_CLASS_ENVIRONMENT) \
	X(ERR_CONFIG, "configuration is not valid", ERR_CLASS_ENVIRONMENT) \
	X(ERR_DISPLAY, "the desk's X server failed", ERR_CLASS_ENVIRONMENT) \
	X(ERR_START, "the application cannot be started", ERR_CLASS_ENVIRONMENT) \
	X(ERR_LOGIN, "login was refused", ERR_CLASS_ENVIRONMENT) \
	X(ERR_STOPPED, "stopped from outside", ERR_CLASS_ENVIRONMENT) \
	X(ERR_STALE, "it changed meanwhile", ERR_CLASS_ENVIRONMENT) \
	X(ERR_SEALED, "cannot be opened with the keys at hand", ERR_CLASS_ENVIRONMENT) \
	X(ERR_NET, "the other side cannot be reached or answers wrongly", ERR_CLASS_ENVIRONMENT) \
	X(ERR_ROUTE, "no recipe takes this submission", ERR_CLASS_ENVIRONMENT) \
	X(ERR_SYNTAX, "not well-formed", ERR_CLASS_RECIPE) \
	X(ERR_RECIPE, "the recipe is not valid", ERR_CLASS_RECIPE) \
	X(ERR_EXPRESSION, "an expression failed", ERR_CLASS_RECIPE) \
	X(ERR_NOT_FOUND, "target not on screen", ERR_CLASS_RECIPE) \
	X(ERR_AMBIGUOUS, "more than one match", ERR_CLASS_RECIPE) \
	X(ERR_UNCERTAIN, "not read with certainty", ERR_CLASS_RECIPE) \
	X(ERR_UNSUPPORTED, "not supported", ERR_CLASS_RECIPE) \
	X(ERR_INPUT, "the submission is not valid", ERR_CLASS_BUSINESS) \
	X(ERR_REFUSED, "refused by a business rule", ERR_CLASS_BUSINESS) \
	X(ERR_REPERTOIRE, "the application cannot hold a character", ERR_CLASS_BUSINESS) \
	X(ERR_TWICE, "another job carries what may come once only", ERR_CLASS_BUSINESS) \
	X(ERR_MISMATCH, "the screen shows something else", ERR_CLASS_APPLICATION) \
	X(ERR_MISBEHAVED, "the application misbehaved", ERR_CLASS_APPLICATION) \
	X(ERR_GONE, "the application ended", ERR_CLASS_APPLICATION) \
	X(ERR_HUNG, "the application does not answer", ERR_CLASS_APPLICATION) \
	X(ERR_IN_DOUBT, "the commit may or may not have happened", ERR_CLASS_APPLICATION)

enum err_code {
#define X(code, text, cls) code,
	ERR_CODES(X)
#undef X
		ERR_MAX_
};

/* A cause is cut at ERR_MSG_MAX bytes with "..." at the end; contexts in front are kept first. */
enum { ERR_MSG_MAX = 512 };

struct err {
	enum err_code code;
	char msg[ERR_MSG_MAX]; /* one line, context first, cause last: "store: open 'x': locked" */
};

/*
 * err_set() - record the first cause. Asserts that @e is still empty.
 * Returns false, so that callers can write `return err_set(e, ERR_IO, "...")`.
 */
bool err_set(struct err *e, enum err_code code, const char *fmt, ...) PRINTF(3, 4);

/* err_wrap() - put context in front of an error that is already set. Returns false. */
bool err_wrap(struct err *e, const char *fmt, ...) PRINTF(2, 3);

/* err_ignored() - a result does not matter here; a comment beside the call says why. */
static inline void err_ignored(bool done)
{
	(void)done;
}

/* err_clear() - make @e empty again, for an error that was handled. */
void err_clear(struct err *e);

/* err_code_text() - what a code means, in English, static. */
const char *err_code_text(enum err_code code);

/* err_code_word() - the code's own name, "ERR_NOT_FOUND", for store and journal; static. */
const char *err_code_word(enum err_code code);

/* err_code_class() - whose failure a code is. */
enum err_class err_code_class(enum err_code code);

/* err_class_name() - the word recipes and reports use for a class, static. */
const char *err_class_name(enum err_class cls);
