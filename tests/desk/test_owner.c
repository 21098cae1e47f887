/* test_owner.c - owners of a selection that end or hand it over; a keeper of the clipboard. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/extensions/Xfixes.h>
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

/* keep() - as Wine's clipboard does: ask what a new offer has, and know it once the answer is
 * taken, which is not before a byte comes through @gate. Owns KEPT after each. */
static void keep(Display *x, Atom clipboard, int gate)
{
	Atom answer = XInternAtom(x, "ANSWER", False), kept = XInternAtom(x, "KEPT", False);
	Atom targets = XInternAtom(x, "TARGETS", False);
	Window w = XCreateSimpleWindow(x, DefaultRootWindow(x), 0, 0, 1, 1, 0, 0, 0);
	int base, errors;
	XEvent event;
	char byte;

	if (!XFixesQueryExtension(x, &base, &errors))
		_exit(1);
	XFixesSelectSelectionInput(x, w, clipboard, XFixesSetSelectionOwnerNotifyMask);
	XSetSelectionOwner(x, kept, w, CurrentTime);
	XSync(x, False);
	for (;;) {
		XNextEvent(x, &event);
		if (event.type == base + XFixesSelectionNotify)
			XConvertSelection(x, clipboard, targets, answer, w, CurrentTime);
		if (event.type != SelectionNotify)
			continue;
		if (read(gate, &byte, 1) != 1)
			_exit(0);
		XDeleteProperty(x, w, answer);
		XSetSelectionOwner(x, kept, None, CurrentTime);
		XSync(x, False);
	}
}

/* await_kept() - serve the desk until KEPT is owned, or not. */
static bool await_kept(struct stage *s, Display *x, bool owned)
{
	struct deadline limit = deadline_in(STAGE_MS);
	Atom kept = XInternAtom(x, "KEPT", False);
	unsigned seen;

	while ((XGetSelectionOwner(x, kept) != None) != owned) {
		if (!CHECK_OK(desk_wait(s->desk, deadline_in(5), &seen, &s->e), s->e) ||
		    !CHECK(!deadline_over(limit)))
			return false;
	}
	return true;
}

/* A paste before the keeper knows of the text would give the one before: the chord waits for it. */
TEST(owner_is_known_to_the_keeper_before_a_paste)
{
	struct stage s;
	int gate[2];

	if (!stage_open(&s) || !CHECK_EQ_INT(pipe(gate), 0))
		return;
	Display *x = client_open(&s);
	pid_t pid = fork();
	if (pid == 0) {
		close(gate[1]);
		Display *own = client_open(&s);
		keep(own, XInternAtom(own, "CLIPBOARD", False), gate[0]);
	}
	close(gate[0]);
	if (x != NULL && await_kept(&s, x, true)) {
		CHECK_OK(input_offer(s.desk, "eins", &s.e), s.e);
		CHECK_EQ_INT(write(gate[1], "x", 1), 1);
		(void)await_kept(&s, x, false);
		CHECK_OK(input_offer(s.desk, "zwei", &s.e), s.e);
		CHECK_ERR(input_paste(s.desk, "ctrl+v", deadline_in(100), &s.e), s.e, ERR_HUNG);
		/* Given up; and a text it knows of is pasted. */
		CHECK_OK(input_paste(s.desk, "ctrl+v", deadline_in(STAGE_MS), &s.e), s.e);
	}
	close(gate[1]);
	CHECK_EQ_INT(client_ended(&s, pid), 0);
	if (x != NULL)
		XCloseDisplay(x);
	stage_close(&s);
}
