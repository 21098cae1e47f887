/* runner.h - what the files of this folder share about the run in progress. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/locate/locate.h"
#include "agent/run/run.h"
#include "base/clock.h"
#include "base/img.h"

enum written_kind { WRITTEN_TEXT, WRITTEN_HIDDEN, WRITTEN_OPTION, WRITTEN_TICK };

/* Something the recipe wrote, as it has to stand there until the commit. */
struct written {
	enum written_kind kind;
	const struct target *target;
	const char *what;  /* for messages */
	const char *shows; /* text, option; number of marks for HIDDEN is its length; "on"/"off" */
	const char *marking; /* how TEXT is marked for its selection; see marking_press() */
	bool secret;         /* is on no selection and not shown to anybody */
	bool scrolled;       /* wider than its field: no single look shows it */
	const char *tab;     /* tab it stands on, NULL if none was chosen */
	struct img *look;    /* owned: as it was verified and left; NULL for TICK and OPTION */
	struct written *next;
};

/* PROOFS_MAX: look steps of one proof; the checker refuses more. */
enum { PROOFS_MAX = 8 };

/* What a probe in progress has read of what the proof reads, step by step; NULL: not yet. */
struct probing {
	const struct steps *proof;
	const char *text[PROOFS_MAX];
};

/* What was read so far, the last text of each name; in the submission's arena. */
struct reads {
	struct run_value *list;
	size_t n, room;
};

struct run {
	struct run_options o;
	const struct run_task *task; /* borrowed: in progress; NULL while leaving */
	struct arena *arena;         /* borrowed: of that task */
	struct scope *scope;         /* borrowed */
	unsigned flags;
	const struct step *step;                /* the step in progress */
	struct deadline limit;                  /* of that step; set by wait_within() */
	int64_t within_ms;                      /* how long that is, for messages */
	const struct recipe_handlers *handlers; /* looked at while waiting; NULL: none */
	bool windows_changed;                   /* since the screen last came to rest */
	uint64_t eaten_stir;      /* desk_stir() when the application had eaten all; 0: not known */
	int64_t eaten_at_ms;      /* when that was, on clock_boot_ms() */
	const char *tab;          /* tab chosen last */
	const char *how;          /* what verified the step, for its report */
	const char *proposal;     /* likewise: what the recipe should say */
	enum step_mark mark;      /* of the step in progress */
	const char *what;         /* what it is about */
	const char *branch;       /* the branch `either` took last */
	struct written *written;  /* owned list, in order of writing */
	struct hits ambiguous;    /* the matches that stopped the run, for its picture */
	struct img *ambiguous_on; /* owned: the list they stand in; NULL: the screen */
	unsigned n_handled;       /* how often a handler acted */
	enum err_class declared;  /* the recipe's own `fail` is what ends the run; else NONE */
	int64_t retry_after_ms;   /* of that `fail` */
	const char *place;        /* innermost step that failed, as result.place; NULL: none yet */
	const char *cause;        /* what it said, without the steps around it */
	struct reads reads;
	struct probing *probing;    /* a probe is in progress: what it reads is its own; or NULL */
	enum probe_branch baseline; /* of the stage; UNCLEAR: none was taken */
	bool acted;
	const char *undecided; /* stage whose act was begun, till it is proven or known undone */
	struct deadline commit_limit; /* of that stage */
	bool answered;                /* behind that act the application has said what came of it */
	bool contradicted;
	unsigned n_proven; /* commits that this run proved: nothing of them may be tried again */
	const char *probe_before, *probe_after; /* branches a probe took; NULL: it was not asked */
	bool rehearsed;                         /* stopped after the last look, as asked */
};

/* ---- run.c */

/* run_begin() - forget the task before; @task, borrowed, is in progress from now on. */
void run_begin(struct run *r, const struct run_task *task, struct arena *a);

/* run_over() - no task is in progress any more. */
void run_over(struct run *r);

/* ---- wait.c */

/* wait_within() - from now on the step may wait so long. */
void wait_within(struct run *r, int64_t within_ms);

/* wait_settle() - the application has eaten our input; after a change of windows the screen is at
 * rest too. */
MUST_USE bool wait_settle(struct run *r, struct err *e);

/* wait_stirred() - did a window come, go or move since the screen last came to rest? */
MUST_USE bool wait_stirred(struct run *r, bool *ret_stirred, struct err *e);

/*
 * wait_event() - sleep until something happens or the step's limit is over; *ret_over tells which.
 */
MUST_USE bool wait_event(struct run *r, bool *ret_over, struct err *e);

/* wait_watch() - the task's watch lets us go on; asks nobody between an act and its proof. */
MUST_USE bool wait_watch(struct run *r, struct err *e);

/* wait_until() - serve the display until @until is over; ERR_GONE if the application ends. */
MUST_USE bool wait_until(struct run *r, struct deadline until, struct err *e);

/*
 * wait_query() - wait until @q is there once; handlers run meanwhile. ERR_NOT_FOUND, ERR_AMBIGUOUS.
 */
MUST_USE bool wait_query(struct run *r, const struct locate_query *q, struct hit *ret_hit,
			 struct err *e);

/* wait_target() - wait_query() for a target as it is. */
MUST_USE bool wait_target(struct run *r, const struct target *t, struct hit *ret_hit,
			  struct err *e);

/* wait_entry() - as wait_target() for a place that text can be written into. */
MUST_USE bool wait_entry(struct run *r, const struct target *t, struct hit *ret_hit, struct err *e);

/* wait_popup() - wait until a menu that popped up shows @text once. */
MUST_USE bool wait_popup(struct run *r, const char *text, struct hit *ret_hit, struct err *e);

/* wait_no_popup() - wait until no menu is up. */
MUST_USE bool wait_no_popup(struct run *r, struct err *e);

/* wait_handlers() - do what `on:` says about the screen as it is; *ret_handled if one applied. */
MUST_USE bool wait_handlers(struct run *r, bool *ret_handled, struct err *e);

/* ---- stepper.c */

/* stepper_walk() - all steps, in order; the first failure ends it. */
MUST_USE bool stepper_walk(struct run *r, const struct steps *steps, struct err *e);

/*
 * stepper_read() - read what @q means now. *ret_text is NULL if it is not there or not certain;
 * then
 * @ret_reading says what was seen: `exact` if that is known for sure, be it that nothing is there.
 */
MUST_USE bool stepper_read(struct run *r, const struct locate_query *q, const char **ret_text,
			   struct reading *ret_reading, struct err *e);

/* stepper_uncertain() - the error for what was not read with certainty. */
bool stepper_uncertain(const struct run *r, const struct reading *reading, struct err *e);

/* ---- entry.c */

/* entry_write() - the `write` step: put the text in, leave the field, read back. */
MUST_USE bool entry_write(struct run *r, const struct step_write *w, struct err *e);

/* entry_mark() - write the job's mark into @target, as entry_write(). */
MUST_USE bool entry_mark(struct run *r, const struct target *target, const char *mark,
			 struct err *e);

/* ---- marking.c */

/* marking_first() - the recipe's `select_all:`, else what nearly every toolkit knows. */
const char *marking_first(const struct run *r);

/* marking_selects() - does it leave the text marked, or take it away itself? */
bool marking_selects(const char *marking);

/*
 * marking_press() - mark the whole text of the field in @box, which has the keyboard.
 * @marking: chords with blanks between ("Home shift+End"); a last one with `*` ("BackSpace*") is
 *           pressed until the field no longer changes
 */
MUST_USE bool marking_press(struct run *r, const char *marking, struct rect box, struct err *e);

/*
 * marking_find() - empty the field in @box by one marking after the other.
 * @ret_marking: the first that left it empty; NULL if none did
 */
MUST_USE bool marking_find(struct run *r, struct rect box, const char **ret_marking, struct err *e);

/* ---- readback.c */

/* What has to stand in a field, and how it may be asked. */
struct readback {
	const char *shows;
	const char *marking;         /* that the text is marked by */
	const struct target *target; /* whose form settles what looks alike; NULL: nothing does */
	bool secret;                 /* no selection is asked for */
};

/* What stands in the field, seen from inside and after it was left again. */
struct verdict {
	bool pixels_equal;
	bool scrolled;   /* the text is wider than the field; compared as a whole all the same */
	const char *why; /* it could not be: the reason; static; else NULL */
	struct img *ends[2]; /* owned; the field at both ends of that text */
	bool all_seen; /* every character of the text has a picture, none is a blank at an end */
	bool alone;    /* no other text of the form has these pixels; asked if nothing else tells */
	bool selection_given;
	bool selection_equal;
	char *selection;  /* owned; NULL if the application gave none */
	struct img *look; /* owned; the field as it was left */
	struct rect box;  /* where that was */
};

/* verdict_clear() - release what it owns; then nothing is known. */
void verdict_clear(struct verdict *v);

/* readback_click() - click into the middle of @box, and let it be eaten: the keys that follow go to
 * whatever has the focus by then (docs/decisions/008). */
MUST_USE bool readback_click(struct run *r, struct rect box, struct err *e);

/* readback_crop() - the picture of @box as the screen is now; owned by the caller. */
MUST_USE bool readback_crop(struct run *r, struct rect box, struct img **ret_look, struct err *e);

/*
 * readback_verify() - read the field in @box, which was left, back: enter it, ask for its
 * selection, leave it. In two looks, between which only a caret may have moved, the text must be
 * all the ink there is: both from outside if the application gives its selection, else from inside
 * (docs/decisions/004 and 047).
 */
MUST_USE bool readback_verify(struct run *r, const struct readback *back, struct rect box,
			      struct verdict *v, struct err *e);

/* readback_is_good() - the text stands there, and nothing else could look and answer like this. */
bool readback_is_good(const struct verdict *v);

/* readback_is_open() - the text may stand there, or another: no pixel tells. */
bool readback_is_open(const struct verdict *v);

/* readback_is_empty() - does the caret of the field in @box stand at one place by Home and by End?
 * Where no caret is to be seen everything looks empty. */
MUST_USE bool readback_is_empty(struct run *r, struct rect box, bool *ret_empty, struct err *e);

/* readback_marks() - does it show @n_marks marks of a hidden text, and nothing else? Leaves it. */
MUST_USE bool readback_marks(struct run *r, struct rect box, size_t n_marks, bool *ret_equal,
			     struct err *e);

/* readback_still_shows() - full verification of a text written before, for the last look. */
MUST_USE bool readback_still_shows(struct run *r, const struct written *w, struct rect box,
				   bool *ret_shows, struct err *e);

/* ---- scroll.c */

/* A field seen from end to end, without its caret. */
struct scrolled {
	struct img *strip;       /* owned; all of its text; NULL if it could not be put together */
	struct img *head, *tail; /* owned; the field before its text and behind it; not NULL */
	const char *why;         /* there is no strip: the reason; static */
};

/* scrolled_clear() - release what it owns. For CLEANUP(scrolled_clear). */
void scrolled_clear(struct scrolled *s);

/* scroll_look() - go through the field in @box, which has the keyboard, from Home to End and put
 * its pictures together. */
MUST_USE bool scroll_look(struct run *r, struct rect box, struct scrolled *ret, struct err *e);

/*
 * scroll_read() - the `read` step of a text that may be wider than its field: clicks into it, goes
 * through it, asks for its selection. Certain if the pixels of all of it allow one text of the
 * form, or among several the one that the selection names.
 */
MUST_USE bool scroll_read(struct run *r, const struct step_read *read, struct err *e);

/* ---- option.c */

/* option_choose() - the `choose` step: an entry of an option menu. */
MUST_USE bool option_choose(struct run *r, const struct step_choose *c, struct err *e);

/* option_tick() - the `tick` step: a check box. */
MUST_USE bool option_tick(struct run *r, const struct step_tick *t, struct err *e);

/*
 * option_tab() - turn to the page of the tab @title, and wait until it comes to rest. A text that
 * looks like a tab comes before others; where its look tells, the tab has to be on top then.
 */
MUST_USE bool option_tab(struct run *r, const struct value *title, struct err *e);

/* option_state() - of the check box at @hit; ERR_UNCERTAIN if its look does not tell. */
MUST_USE bool option_state(struct run *r, const struct hit *hit, enum control_state *ret_state,
			   struct err *e);

/* ---- lastlook.c */

/* lastlook_add() - remember @w (copied) to be looked at again before the commit. */
void lastlook_add(struct run *r, const struct written *w);

/* lastlook_check() - everything written since the last commit still stands there; ERR_MISMATCH. */
MUST_USE bool lastlook_check(struct run *r, struct err *e);

/*
 * lastlook_forget() - after a commit, and when a submission ends; no page counts as chosen any
 * more.
 */
void lastlook_forget(struct run *r);

/* ---- lists.c */

/*
 * lists_find() - go through the list of @q's target from its top to its end, put its pages together
 * and look for the target in all of it. One hit is brought into view, looked at again and is on the
 * screen then; none is a list of 0: it is not there. Several are ERR_AMBIGUOUS, be they pages
 * apart.
 * @e: ERR_UNCERTAIN (the pages cannot be put together, no end is proven), ERR_HUNG and as
 * locate_find()
 */
MUST_USE bool lists_find(struct run *r, const struct locate_query *q, struct hits *hits,
			 struct err *e);

/* lists_table() - likewise all rows of a table; an empty one has none. @e: as locate_table() */
MUST_USE bool lists_table(struct run *r, const struct table_query *q, struct table *ret_table,
			  struct err *e);

/* lists_popup() - the entry @text of the list that popped up, brought into view; as lists_find().
 */
MUST_USE bool lists_popup(struct run *r, const char *text, struct hit *ret_hit, struct err *e);

/* ---- tables.c */

/* tables_read() - the `read_table` step: the rows that are seen become a list. */
MUST_USE bool tables_read(struct run *r, const struct step_table *t, struct err *e);

/* ---- reads.c */

/* reads_keep() - @name is @text from now on, for the scope and for who asks later. */
MUST_USE bool reads_keep(struct run *r, const char *name, const char *text, struct err *e);

/* reads_give() - reads_keep() for @n values that another run found out. */
MUST_USE bool reads_give(struct run *r, const struct run_value *values, size_t n, struct err *e);

/* reads_proven() - what is known from the task's proven stages. */
MUST_USE bool reads_proven(struct run *r, struct err *e);

/* ---- commit.c */

/*
 * commit_step() - mark, last look, proof false, intent, act once, proof, confirmation by the probe.
 * ERR_IN_DOUBT after the act.
 */
MUST_USE bool commit_step(struct run *r, const struct step *step, struct err *e);

/* ---- probe.c */

/*
 * probe_baseline() - at the beginning of a stage: is a record there before we have done anything?
 * Looks only where somebody needs it: a rehearsal, or a ledger whose probe has no mark to go by.
 */
MUST_USE bool probe_baseline(struct run *r, const struct step_commit *c, struct err *e);

/*
 * probe_confirm() - the proof was seen; the probe has to find the record with the same values,
 * within visible_after. Nothing is looked up where the recipe has no probe that knows our record,
 * or says `confirm: false`. ERR_IN_DOUBT.
 */
MUST_USE bool probe_confirm(struct run *r, const struct step_commit *c, struct err *e);
