/* answer.c - the sentence that tells what became of a question to a program. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/answer.h"

#include <assert.h>
#include "agent/desk/client.h"
#include "agent/desk/display.h"
#include "agent/desk/processes.h"
#include "base/str.h"

/* window_process() - what the process of @top does, as the kernel says; "" if it is unknown. */
static const char *window_process(struct desk *d, Window top)
{
	switch (processes_state(client_pid(d, top))) {
	case 'R': return "; its process computes";
	case 'S': return "; its process waits for something else";
	case 'D': return "; its process waits for a disk or a network file system";
	case 'T': return "; its process was stopped";
	default: return ""; /* letters are the kernel's, and it adds some */
	}
}

void answer_describe(struct desk *d, Window top, struct desk_answer *to)
{
	char ending[APPLICATION_ENDING_BYTES];
	struct window_name name = { "the window" };
	bool fits = true;

	if (to->kind != DESK_ENDED && to->kind != DESK_CLOSED)
		window_name(d, top, &name);
	switch (to->kind) {
	case DESK_ANSWERED:
	case DESK_LATE:
		fits = fmt_into(to->said, sizeof to->said, "%s answered after %d ms", name.text,
				to->took_ms);
		break;
	case DESK_CLOSED:
		fits = fmt_into(to->said, sizeof to->said,
				"window 0x%lx closed; the application lives", top);
		break;
	case DESK_SILENT:
		fits = fmt_into(to->said, sizeof to->said, "%s does not answer%s", name.text,
				window_process(d, top));
		break;
	case DESK_ENDED:
		fits = fmt_into(to->said, sizeof to->said, "%s",
				application_ending(&d->app, ending));
		break;
	}
	assert(fits);
}
