/* journal_torn.h - torn tails: kept beside the segments, told of once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"

/*
 * A tail is copied to `torn-N.new`, cut off, told of by a line torn_tail, and renamed `torn-N`. A
 * crash in between leaves `.new`, which the next one to open the journal tells of.
 */
struct journal_torn {
	unsigned number; /* 0: there is none */
	uint64_t bytes;
};

/* journal_torn_keep() - copy bytes @from..@to of @fd to the next free torn-N.new. ERR_IO. */
MUST_USE bool journal_torn_keep(int folder_fd, int fd, uint64_t from, uint64_t to, struct err *e);

/* journal_torn_untold() - one that is still named `.new`. ERR_IO. */
MUST_USE bool journal_torn_untold(int folder_fd, struct journal_torn *ret_torn, struct err *e);

/* journal_torn_told() - the journal has its line. ERR_IO. */
MUST_USE bool journal_torn_told(int folder_fd, const struct journal_torn *torn, struct err *e);
