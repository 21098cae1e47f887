/* answer.h - the sentence that tells what became of a question to a program. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include "agent/desk/desk.h"

/* answer_describe() - fill what @to says, of its kind and of window @top, which may be gone. */
void answer_describe(struct desk *d, Window top, struct desk_answer *to);
