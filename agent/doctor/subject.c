/* subject.c - an application on a private desk: started, looked at, tried, ended. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/doctor/subject.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "agent/desk/input.h"
#include "agent/desk/traits.h"
#include "agent/desk/window.h"
#include "agent/doctor/field.h"
#include "agent/doctor/letters.h"
#include "agent/doctor/proposal.h"
#include "agent/doctor/pulse.h"
#include "agent/doctor/toolkit.h"
#include "agent/doctor/words.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

enum { LOG_BYTES_MAX = 1 << 20, LAST_LINE_BYTES = 200, FOLDER_BYTES = 256 };

/* One application being looked at. */
struct trial {
	const struct subject_options *o;
	struct subject *to;
	struct arena *a;
	struct proposal plan;
	char folder[FOLDER_BYTES]; /* of the desk; "" before it is made */
	struct desk *desk;         /* owned */
	struct window window;      /* texts in the arena; id 0: none yet */
	bool answers[2];           /* by enum traits_barrier */
	bool terminal;
};

static void announce(const struct trial *t, const char *line)
{
	if (t->o->announce)
		t->o->announce(line);
}

static bool stop(struct trial *t, enum subject_end end, const char *why)
{
	t->to->end = end;
	t->to->why = arena_strdup(t->a, why);
	return false;
}

/* last_words() - what the application printed last; "" if nothing. */
static const char *last_words(struct trial *t)
{
	CLEANUP(mem_freep) char *text = NULL;
	struct err unread = { 0 };
	size_t len;

	if (!file_read(arena_printf(t->a, "%s/application.log", t->folder), LOG_BYTES_MAX, &text,
		       &len, &unread))
		return "";
	while (len > 0 && text[len - 1] == '\n')
		text[--len] = 0;
	const char *line = strrchr(text, '\n');
	line = line ? line + 1 : text;
	size_t fits = strnlen(line, LAST_LINE_BYTES);
	return arena_strndup(t->a, line, utf8_valid_bytes(line, fits));
}

/* stop_ended() - the application is no more. */
static bool stop_ended(struct trial *t)
{
	bool killed = desk_app(t->desk) == DESK_APP_KILLED;
	const char *said = last_words(t);
	const char *others = toolkit_alive(traits_app_pid(t->desk))
				     ? "; what it started lives on: name the program itself"
				     : "";

	return stop(t, SUBJECT_ENDED,
		    arena_printf(t->a, "by itself with %s %d%s%s%s",
				 killed ? "signal" : "exit code", desk_app_status(t->desk),
				 *said ? ", last line: " : "", said, others));
}

/* stop_by() - what an error of the desk means for the application. */
static bool stop_by(struct trial *t, const struct err *e)
{
	if (e->code == ERR_GONE ||
	    (e->code != ERR_STOPPED && desk_app(t->desk) != DESK_APP_RUNNING))
		return stop_ended(t);
	return stop(t, e->code == ERR_HUNG ? SUBJECT_HUNG : SUBJECT_BROKEN, e->msg);
}

/* ---- start */

static bool make_folder(struct trial *t, struct err *e)
{
	const char *base = getenv("XDG_RUNTIME_DIR");

	if (!base || base[0] != '/')
		base = "/tmp";
	if (!fmt_into(t->folder, sizeof t->folder, "%s/amtsbote-doctor-XXXXXX", base))
		return err_set(e, ERR_LIMIT, "path of the desk's folder");
	if (mkdtemp(t->folder))
		return true;
	int cause = errno;
	t->folder[0] = 0;
	return err_set(e, ERR_IO, "make the desk's folder: %s", strerror(cause));
}

/* absolute() - a program named by a relative path; the application runs in a folder of its own. */
static const char *absolute(const char *word, struct arena *a)
{
	CLEANUP(mem_freep) char *real = NULL;

	if (word[0] != '/' && strchr(word, '/'))
		real = realpath(word, NULL);
	return real ? arena_strdup(a, real) : word;
}

static bool start(struct trial *t)
{
	const char **words;
	struct desk_options o = { .runtime_dir = t->folder };
	struct err e = { 0 };

	if (!words_split(t->o->command, t->a, &words, &t->plan.n, &e))
		return stop(t, SUBJECT_NO_START, e.msg);
	words[0] = absolute(words[0], t->a);
	t->plan.words = words;
	if (!make_folder(t, &e) || !desk_open(&o, &t->desk, &e))
		return stop(t, SUBJECT_BROKEN, e.msg);
	announce(t, arena_printf(t->a, "starts %s on a private desk of its own", t->o->command));
	if (!desk_launch(t->desk, t->plan.words, NULL, &e))
		return stop(t, SUBJECT_NO_START, e.msg);
	return true;
}

/* find_window() - the uppermost one that is wanted and has the keyboard, or could. */
static bool find_window(struct trial *t, struct err *e)
{
	struct window *list;
	size_t n;

	if (!window_list(t->desk, t->a, &list, &n, e))
		return false;
	for (size_t i = 0; i < n && !t->window.id; i++)
		if (!list[i].popup && (!t->o->title || str_glob(t->o->title, list[i].title)))
			t->window = list[i];
	return true;
}

/* await_window() - the first one, or the one of the title asked for. */
static bool await_window(struct trial *t)
{
	struct deadline limit = deadline_in(t->o->timeout_ms);
	int64_t began = clock_boot_ms();
	struct err e = { 0 };
	unsigned seen = 0;

	for (;;) {
		if (!find_window(t, &e))
			return stop_by(t, &e);
		if (t->window.id)
			break;
		if (desk_app(t->desk) != DESK_APP_RUNNING)
			return stop_ended(t);
		if (deadline_over(limit))
			return stop(t, SUBJECT_NO_WINDOW,
				    arena_printf(t->a, "%s within %d ms",
						 t->o->title ? "none of that title" : "none",
						 t->o->timeout_ms));
		if (!desk_wait(t->desk, limit, &seen, &e))
			return stop_by(t, &e);
	}
	facts_number(&t->to->facts, "window.after_ms", clock_boot_ms() - began);
	return true;
}

/* ---- looking */

/* input_model() - ICCCM 4.1.7. */
static const char *input_model(const struct traits_window *w)
{
	if (w->takes_input)
		return w->takes_focus ? "locally active" : "passive";
	return w->takes_focus ? "globally active" : "no input";
}

static bool look_at_window(struct trial *t)
{
	struct facts *f = &t->to->facts;
	struct traits_window w;
	struct err e = { 0 };

	if (!field_settle(&(struct field){ .desk = t->desk, .limit_ms = t->o->timeout_ms }, &e))
		return stop_by(t, &e);
	t->window.id = 0; /* as it is now that it has come to rest */
	if (!find_window(t, &e))
		return stop_by(t, &e);
	if (!t->window.id || !traits_of_window(t->desk, t->window.id, t->a, &w))
		return stop(t, SUBJECT_NO_WINDOW, "its window went away again");
	t->plan.title = t->window.title;
	t->plan.cls = t->window.cls;
	struct toolkit kit = toolkit_find(w.pid, traits_app_pid(t->desk), t->a);
	facts_text(f, "window.title", t->window.title);
	facts_text(f, "window.class", t->window.cls);
	facts_text(f, "window.instance", w.instance);
	facts_text(f, "window.area",
		   arena_printf(t->a, "%dx%d at %d,%d", t->window.area.w, t->window.area.h,
				t->window.area.x, t->window.area.y));
	if (w.pid)
		facts_number(f, "window.pid", w.pid);
	facts_truth(f, "window.modal", t->window.modal);
	facts_text(f, "toolkit.name", kit.name);
	facts_text(f, "toolkit.evidence", kit.evidence);
	if (kit.pid)
		facts_number(f, "toolkit.pid", kit.pid);
	t->terminal = str_starts(kit.name, "terminal");
	facts_text(f, "focus.model", input_model(&w));
	facts_truth(f, "focus.arrives", t->window.active);
	facts_truth(f, "barrier.ping.listed", w.pings);
	return true;
}

static bool look_at_barrier(struct trial *t)
{
	static const char *const names[] = { [TRAITS_PING] = "ping", [TRAITS_EXPOSE] = "expose" };
	struct facts *f = &t->to->facts;
	struct err e = { 0 };

	for (int way = TRAITS_PING; way <= TRAITS_EXPOSE; way++) {
		struct pulse p = { 0 };
		if (!pulse_barrier(t->desk, (enum traits_barrier)way, &p, &e))
			return stop_by(t, &e);
		const char *name = arena_printf(t->a, "barrier.%s", names[way]);
		facts_truth(f, arena_printf(t->a, "%s.answers", name), p.answers);
		t->answers[way] = p.answers;
		if (!p.answers)
			continue;
		facts_number(f, arena_printf(t->a, "%s.median_us", name), p.median_us);
		facts_number(f, arena_printf(t->a, "%s.slowest_us", name), p.slowest_us);
	}
	facts_text(f, "barrier.used",
		   t->answers[TRAITS_PING]     ? "ping"
		   : t->answers[TRAITS_EXPOSE] ? "expose"
					       : "none answers");
	return true;
}

static bool look_at_rest(struct trial *t)
{
	struct facts *f = &t->to->facts;
	struct pulse_screen s = { 0 };
	struct err e = { 0 };

	if (!pulse_screen(t->desk, &s, &e))
		return stop_by(t, &e);
	facts_truth(f, "screen.rests", s.rests);
	if (!s.rests)
		facts_text(f, "screen.moves",
			   arena_printf(t->a, "%dx%d px at %d,%d", s.moving.w, s.moving.h,
					s.moving.x, s.moving.y));
	facts_truth(f, "caret.blinks", s.caret_blinks);
	if (s.caret_blinks) {
		facts_number(f, "caret.every_ms", s.caret_every_ms);
		facts_text(f, "caret.area",
			   arena_printf(t->a, "%dx%d px at %d,%d", s.caret.w, s.caret.h, s.caret.x,
					s.caret.y));
	}
	return true;
}

/* ---- the field */

static bool no_field(struct trial *t, const char *why)
{
	t->to->end = SUBJECT_NO_FIELD;
	t->to->why = why;
	return false;
}

/* enter_field() - where the keyboard is, or where we were told to click; nothing else is tried. */
static bool enter_field(struct trial *t, struct field *f, struct err *e)
{
	const struct subject_options *o = t->o;
	bool found = false;

	*f = (struct field){ .desk = t->desk, .limit_ms = o->timeout_ms };
	const char *where = o->has_field
				    ? arena_printf(t->a, "the field at %d,%d, which is clicked",
						   o->field_x, o->field_y)
				    : "the field that has the keyboard";
	announce(t,
		 arena_printf(t->a,
			      "types test texts into %s of window '%s'; presses Tab, shift+Tab,"
			      " Delete, the chords listed below select.*, shift+Insert and ctrl+v;"
			      " never Return or a blank",
			      where, t->window.title));
	if (o->has_field &&
	    (!input_click(t->desk, o->field_x, o->field_y, 1, 1, e) || !field_settle(f, e)))
		return stop_by(t, e);
	if (!field_find(f, &found, e))
		return stop_by(t, e);
	facts_truth(&t->to->facts, "field.found", found);
	if (!found)
		return no_field(t,
				"what was typed shows nowhere: name a text field with --field X,Y");
	facts_text(&t->to->facts, "field.shows_at",
		   arena_printf(t->a, "%dx%d px at %d,%d", f->box.w, f->box.h, f->box.x, f->box.y));
	return true;
}

/* try_ways() - each; the first that works by selection is kept, else the first by picture. */
static bool try_ways(struct trial *t, struct field *f, struct err *e)
{
	static const char *const words[] = {
		[FIELD_FAILS] = "no",
		[FIELD_SELECTION] = "yes, by the selection",
		[FIELD_PICTURE] = "yes, by the picture; PRIMARY is not owned",
	};

	for (size_t i = 0; i < FIELD_WAYS; i++) {
		const struct field_way *way = &field_ways[i];
		enum field_verdict verdict = FIELD_FAILS;
		if (way->terminal != t->terminal)
			continue;
		if (!field_try_way(f, way, &verdict, e))
			return stop_by(t, e);
		facts_text(&t->to->facts, arena_printf(t->a, "select.%s", way->name),
			   words[verdict]);
		bool better =
			verdict == FIELD_SELECTION ? !f->reads : verdict != FIELD_FAILS && !f->way;
		if (better) {
			f->way = way;
			f->reads = verdict == FIELD_SELECTION;
		}
	}
	t->plan.select_all = f->way ? f->way->recipe : NULL;
	return f->way != NULL ||
	       no_field(t, "no way to select the whole text works, so nothing can be replaced or"
			   " read back");
}

static bool try_tab(struct trial *t, struct field *f, struct err *e)
{
	static const char *const words[] = {
		[FIELD_TAB_STAYS] = "does nothing to be seen",
		[FIELD_TAB_MOVES] = "leaves the field, shift+Tab comes back",
		[FIELD_TAB_ONE_WAY] = "leaves the field, shift+Tab does not come back",
		[FIELD_TAB_WRITES] = "writes into the field",
	};
	enum field_tab tab;

	if (t->terminal) {
		facts_text(&t->to->facts, "focus.tab", "is up to the program in the terminal");
		return true;
	}
	if (!field_try_tab(f, &tab, e))
		return stop_by(t, e);
	facts_text(&t->to->facts, "focus.tab", words[tab]);
	if (tab != FIELD_TAB_ONE_WAY)
		return true;
	/* There is text, so it is a field and no button that is clicked. */
	if (!input_click(t->desk, f->box.x + f->box.w / 2, f->box.y + f->box.h / 2, 1, 1, e) ||
	    !field_settle(f, e))
		return stop_by(t, e);
	return true;
}

/* propose_text() - which way to put text in follows from what arrived. */
static void propose_text(struct trial *t, const struct field *f, const size_t missing[2])
{
	struct proposal *p = &t->plan;
	/* What the agent presses. */
	bool pastes = f->paste && str_eq(f->paste, "shift+Insert") && !f->paste_adds;

	p->text_by = "auto";
	if (missing[FIELD_BY_KEYS] == 0)
		p->text_by = "keys";
	else if (pastes && missing[FIELD_BY_PASTE] == 0)
		p->text_by = "paste";
	else
		p->remark = arena_printf(
			t->a, "letters a German form must take arrive neither way: %zu by keys%s",
			missing[FIELD_BY_KEYS],
			pastes ? arena_printf(t->a, ", %zu by paste", missing[FIELD_BY_PASTE])
			       : "; shift+Insert does not paste");
}

static bool try_letters(struct trial *t, struct field *f, struct err *e)
{
	struct facts *to = &t->to->facts;
	size_t missing[2] = { 0, 0 };

	if (!f->reads) {
		facts_text(to, "letters.told",
			   "cannot be told: the application gives no selection"
			   " to read back");
		t->plan.remark =
			"it gives no selection: what arrives is proven by the picture only";
		return true;
	}
	if (!field_try_paste(f, e) || !field_measure(f, e))
		return stop_by(t, e);
	facts_text(to, "paste.chord", f->paste ? f->paste : "none works");
	if (f->paste)
		facts_truth(to, "paste.replaces", !f->paste_adds);
	facts_number(to, "field.room", (int64_t)f->room);
	facts_text(to, "letters.told", "by the selection, byte for byte");
	for (int how = FIELD_BY_KEYS; how <= FIELD_BY_PASTE; how++)
		if ((how == FIELD_BY_KEYS || f->paste) &&
		    !letters_try(f, (enum field_how)how, to, &missing[how], e))
			return stop_by(t, e);
	facts_number(to, "barrier.relied_on", (int64_t)f->checks);
	facts_number(to, "barrier.overtaken", (int64_t)f->overtaken);
	if (f->overtaken)
		facts_number(to, "barrier.overtaken_ms", f->late_ms);
	propose_text(t, f, missing);
	return true;
}

static void look(struct trial *t)
{
	struct err e = { 0 };
	struct field f;

	if (!start(t) || !await_window(t) || !look_at_window(t) || !look_at_barrier(t))
		return;
	bool done = enter_field(t, &f, &e) && look_at_rest(t) && try_ways(t, &f, &e) &&
		    try_tab(t, &f, &e) && try_letters(t, &f, &e);
	if (!done && t->to->end == SUBJECT_NO_FIELD && !facts_find(&t->to->facts, "screen.rests"))
		done = look_at_rest(t);
}

void subject_try(const struct subject_options *o, struct arena *a, struct subject *ret)
{
	struct trial t = { .o = o, .to = ret, .a = a };
	struct err unsaid = { 0 };

	t.plan.title = t.plan.cls = "";
	*ret = (struct subject){ .end = SUBJECT_COMPLETE, .why = "", .proposal = "" };
	facts_init(&ret->facts, a);
	look(&t);
	if (ret->end == SUBJECT_COMPLETE || ret->end == SUBJECT_NO_FIELD)
		ret->proposal = proposal_yaml(&t.plan, a);
	desk_free(t.desk);
	if (t.folder[0])
		err_ignored(file_remove_tree(t.folder, &unsaid)); /* nobody is left to act on it */
}

static const char *const ends[] = {
#define X(end, word) [end] = word,
	SUBJECT_ENDS(X)
#undef X
};

void subject_print(const struct subject *s, struct buf *out)
{
	facts_print(&s->facts, out);
	buf_addf(out, "\n%s%s%s\n", ends[s->end], *s->why ? ": " : "", s->why);
	if (*s->proposal)
		buf_addf(out, "\nproposal for the recipe:\n\n%s", s->proposal);
}

void subject_json(const struct subject_options *o, const struct subject *s, struct buf *out)
{
	buf_adds(out, "{\"format\":1,\"command\":");
	json_write_text(o->command, out);
	buf_addf(out, ",\"end\":\"%s\",\"why\":", ends[s->end]);
	json_write_text(s->why, out);
	buf_adds(out, ",\"facts\":");
	facts_json(&s->facts, out);
	buf_adds(out, ",\"proposal\":");
	json_write_text(s->proposal, out);
	buf_adds(out, "}\n");
}
