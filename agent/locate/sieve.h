/* sieve.h - of the texts that something may be, those of the form that was asked for. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/locate/locate.h"

/* SIEVE_MAX: beyond it a reading is ambiguous anyway. */
enum { SIEVE_MAX = 64 };

struct sieve {
	const struct read_query *query; /* borrowed; its arena owns the texts */
	const char *fit[SIEVE_MAX];     /* all different */
	size_t n;
	bool too_many; /* not all were looked at, or not all are listed */
};

/* sieve_fits() - pattern and check digit of @q hold for @text. */
MUST_USE bool sieve_fits(const struct read_query *q, const char *text, bool *ret_fits,
			 struct err *e);

/* sieve_add() - one more text that it may be. */
MUST_USE bool sieve_add(struct sieve *s, const char *text, struct err *e);

/* sieve_settle() - one text of the form is certain, several are not, whatever the form is. */
void sieve_settle(const struct sieve *s, struct reading *reading);
