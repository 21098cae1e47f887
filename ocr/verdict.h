/* verdict.h - how sure a reading is, and readings of one line put together. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/arena.h"
#include "ocr/reading.h"

/* verdict_refuse() - uncertain without a proposal; @why is static. */
void verdict_refuse(struct ocr_reading *r, const char *why);

/* verdict_crowd() - uncertain for every reader: nobody can say which of the texts it is. */
void verdict_crowd(struct ocr_reading *r);

/* verdict_grade() - certain if the places of @r leave no choice; fills its texts, @a owns them. */
void verdict_grade(struct ocr_reading *r, struct arena *a);

/* verdict_list() - @n texts (1..2 * OCR_TEXTS_MAX, all different) are what @r may say. */
void verdict_list(struct ocr_reading *r, const char *const *texts, size_t n, struct arena *a);

/*
 * verdict_join() - all texts of @from as alternatives of @r, too; neither is uncertain. False if
 * they are too many to list.
 */
bool verdict_join(struct ocr_reading *r, const struct ocr_reading *from, struct arena *a);
