/* report_cause.h - what an error code means, in German, for people who read reports. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/err.h"

/* report_cause() - static; the English text is err_code_text(). */
const char *report_cause(enum err_code code);
