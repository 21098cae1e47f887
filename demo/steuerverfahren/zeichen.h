/* zeichen.h - the character repertoire of the procedure (String.Latin 1.1).
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

/* zeichen_bekannt() - is code point @c in the table? */
bool zeichen_bekannt(wchar_t c);

/* zeichen_filtern() - drop unknown code points of @text in place; returns the new length. */
size_t zeichen_filtern(wchar_t *text, size_t laenge);
