/* test_owner.c - owners of a selection that end, or hand it over, while they are asked. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <signal.h>
#include "tests/desk/client.h"

/* Each in a process of its own; does not return. */
typedef void owner_act(Display *x, Atom clipboard);

/* own_and_await() - own @clipboard until asked for it; the question. */
static XEvent own_and_await(Display *x, Atom clipboard)
{
	Window w = XCreateSimpleWindow(x, DefaultRootWindow(x), 0, 0, 1, 1, 0, 0, 0);
	XEvent event;

	XSetSelectionOwner(x, clipboard, w, CurrentTime);
	XSync(x, False);
	do
		XNextEvent(x, &event);
	while (event.type != SelectionRequest || event.xselectionrequest.owner != w);
	return event;
}

static void end_silently(Display *x, Atom clipboard)
{
	(void)own_and_await(x, clipboard);
	_exit(0); /* asked, and gone without a word */
}

/* hand_over() - asked, hand it to another window without a word, and answer from there. */
static void hand_over(Display *x, Atom clipboard)
{
	(void)own_and_await(x, clipboard);
	XEvent event = own_and_await(x, clipboard);
	const XSelectionRequestEvent *asked = &event.xselectionrequest;
	XSelectionEvent answer = { .type = SelectionNotify,
				   .requestor = asked->requestor,
				   .selection = asked->selection,
				   .target = asked->target,
				   .property = asked->property,
				   .time = asked->time };

	XChangeProperty(x, asked->requestor, asked->property, asked->target, 8, PropModeReplace,
			(const unsigned char *)"neu", 3);
	(void)XSendEvent(x, asked->requestor, False, NoEventMask, (XEvent *)&answer);
	XSync(x, False);
	_exit(0);
}

/* read_from() - read CLIPBOARD, which @act owns; not until its limit is over. */
static bool read_from(struct stage *s, owner_act *act, char **ret_text)
{
	struct deadline limit = deadline_in(STAGE_MS);
	const int64_t soon_ms = STAGE_MS / 2;
	Display *x = client_open(s);

	if (x == NULL)
		return false;
	Atom clipboard = XInternAtom(x, "CLIPBOARD", False);
	pid_t pid = fork();
	if (pid == 0)
		act(client_open(s), clipboard);
	while (XGetSelectionOwner(x, clipboard) == None && CHECK(!deadline_over(limit)))
		;
	int64_t began_ms = clock_boot_ms();
	bool good = input_clipboard(s->desk, limit, ret_text, &s->e);
	CHECK(clock_boot_ms() - began_ms < soon_ms);
	(void)kill(pid, SIGKILL); /* whatever became of it */
	CHECK_EQ_INT(waitpid(pid, NULL, 0), pid);
	XCloseDisplay(x);
	return good;
}

/* An owner that ends while it is asked is not waited for. */
TEST(owner_that_ends_is_named)
{
	struct stage s;
	char *text = NULL;

	if (!stage_open(&s))
		return;
	if (CHECK(!read_from(&s, end_silently, &text))) {
		CHECK_EQ_INT(s.e.code, ERR_MISBEHAVED);
		CHECK_HAS_STR(s.e.msg, "went away");
		err_clear(&s.e);
	}
	stage_close(&s);
}

/* What changes hands while it is asked for is asked for again: its first owner may never answer. */
TEST(owner_that_hands_over_is_followed)
{
	struct stage s;
	char *text = NULL;

	if (!stage_open(&s))
		return;
	CHECK_OK(read_from(&s, hand_over, &text), s.e);
	CHECK_EQ_STR(text, "neu");
	free(text);
	stage_close(&s);
}
