/* step.c - the table of steps. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/step.h"

#include <assert.h>
#include "base/str.h"

#define AT(member) offsetof(struct step, member)
#define ROWS(rows) .args = rows, .n_args = sizeof(rows) / sizeof *(rows)

static const struct step_arg common_args[] = {
	{ "id", ARG_TEXT, false, AT(id), "a name for journal and reports",
	  "ein Name für Protokoll und Berichte" },
	{ "note", ARG_TEXT, false, AT(note), "why this step is there", "wozu der Schritt da ist" },
	{ "within", ARG_DURATION, false, AT(within_ms), "how long to wait for it at most",
	  "wie lange höchstens gewartet wird" },
	{ "if", ARG_VALUE, false, AT(only_if), "only if this holds", "nur, wenn dies zutrifft" },
	{ "sensitive", ARG_FLAG, false, AT(sensitive), "mask the whole window on every picture",
	  "das ganze Fenster auf jedem Bild verdecken" },
};

static const struct step_arg look_args[] = {
	{ "target", ARG_TARGET, true, AT(u.look.target), "what is meant", "was gemeint ist" },
};

static const struct step_arg read_args[] = {
	{ "from", ARG_TARGET, true, AT(u.read.from), "where it stands", "wo es steht" },
	{ "as", ARG_NAME, true, AT(u.read.as), "the name of the value", "der Name des Wertes" },
	{ "match", ARG_PATTERN, false, AT(u.read.match), "the form it must have",
	  "die Form, die es haben muss" },
	{ "check_digit", ARG_CHECK_DIGIT, false, AT(u.read.check_digit),
	  "the check digit it must have", "die Prüfziffer, die stimmen muss" },
	{ "scrolls", ARG_FLAG, false, AT(u.read.scrolls),
	  "the text may be wider than its field: click into it and go through it by keys",
	  "der Text kann breiter sein als sein Feld: hineinklicken und mit Tasten durchgehen" },
};

static const struct step_arg table_args[] = {
	{ "columns", ARG_HEADINGS, true, AT(u.table.columns), "the headings of its columns",
	  "die Überschriften der Spalten" },
	{ "as", ARG_NAME, true, AT(u.table.as), "the name of the list", "der Name der Liste" },
	{ "in", ARG_TARGET, false, AT(u.table.in), "where the table is", "wo die Tabelle ist" },
	{ "ellipsis", ARG_FLAG, false, AT(u.table.ellipsis),
	  "the application marks what it cuts off by three dots",
	  "die Anwendung kennzeichnet Abgeschnittenes durch drei Punkte" },
	{ "scrolls", ARG_FLAG, false, AT(u.table.scrolls),
	  "there may be more rows than are seen: go through them by the wheel",
	  "es kann mehr Zeilen geben als zu sehen sind: mit dem Mausrad alle durchgehen" },
};

static const struct step_arg either_args[] = {
	{ "branches", ARG_BRANCHES, true, AT(u.either), "names with what each is seen by",
	  "Namen und woran jeder zu erkennen ist" },
};

static const struct step_arg click_args[] = {
	{ "target", ARG_TARGET, true, AT(u.click.target), "what is clicked",
	  "worauf geklickt wird" },
	{ "button", ARG_BUTTON, false, AT(u.click.button), "mouse button 1 to 3",
	  "Maustaste 1 bis 3" },
	{ "double", ARG_FLAG, false, AT(u.click.twice), "click twice", "doppelt klicken" },
};

static const struct step_arg write_args[] = {
	{ "into", ARG_FIELD, true, AT(u.write.into), "the field", "das Feld" },
	{ "value", ARG_VALUE, true, AT(u.write.value), "what is written", "was geschrieben wird" },
	{ "shows", ARG_VALUE, false, AT(u.write.shows),
	  "what the field shows once left, if something else than the value",
	  "was das Feld nach dem Verlassen zeigt, wenn es nicht der Wert selbst ist" },
	{ "hidden", ARG_FLAG, false, AT(u.write.hidden), "the field shows only marks",
	  "das Feld zeigt nur Zeichen statt des Textes" },
	{ "advances", ARG_FLAG, false, AT(u.write.advances), "the field jumps on when full",
	  "das Feld springt weiter, wenn es voll ist" },
};

static const struct step_arg key_args[] = {
	{ "chord", ARG_CHORD, true, AT(u.key.chord), "keys pressed together, as ctrl+s",
	  "zugleich gedrückte Tasten, etwa ctrl+s" },
};

static const struct step_arg choose_args[] = {
	{ "in", ARG_FIELD, true, AT(u.choose.in), "the list or menu", "die Liste oder das Menü" },
	{ "option", ARG_VALUE, true, AT(u.choose.option), "the entry", "der Eintrag" },
	{ "scrolls", ARG_FLAG, false, AT(u.choose.scrolls),
	  "its list may be longer than it shows: go through it by the wheel",
	  "die Liste kann länger sein als zu sehen: mit dem Mausrad durchgehen" },
};

static const struct step_arg tick_args[] = {
	{ "box", ARG_FIELD, true, AT(u.tick.box), "the box", "das Kästchen" },
	{ "on", ARG_VALUE, false, AT(u.tick.on), "ticked or not; true if not said",
	  "angekreuzt oder nicht; ohne Angabe ja" },
};

static const struct step_arg menu_args[] = {
	{ "path", ARG_PATH, true, AT(u.menu), "entries from the menu bar inwards",
	  "Einträge von der Menüleiste nach innen" },
};

static const struct step_arg tab_args[] = {
	{ "title", ARG_VALUE, true, AT(u.tab.title), "the tab's title", "der Titel der Lasche" },
};

static const struct step_arg commit_args[] = {
	{ "id", ARG_TEXT, true, AT(u.commit.id), "the stage's name", "der Name des Abschnitts" },
	{ "mark", ARG_MARK, false, AT(u.commit.mark_into), "where the job's number is written",
	  "wohin die Vorgangsnummer geschrieben wird" },
	{ "do", ARG_STEPS, true, AT(u.commit.act), "the act, done once",
	  "die Handlung, einmal ausgeführt" },
	{ "proof", ARG_STEPS, false, AT(u.commit.proof), "what shows that it happened",
	  "was zeigt, dass es geschehen ist" },
	{ "probe", ARG_STEPS, false, AT(u.commit.probe),
	  "how to find out after an interruption whether it happened",
	  "wie nach einer Unterbrechung zu sehen ist, ob es geschehen ist" },
	{ "visible_after", ARG_DURATION, false, AT(u.commit.visible_after_ms),
	  "after which time a record can be found", "nach welcher Zeit ein Satz zu finden ist" },
	{ "confirm", ARG_FLAG, false, AT(u.commit.confirm),
	  "look the record up by the probe before the proof counts; true if not said",
	  "den Satz mit der Probe nachschlagen, bevor der Nachweis gilt; ohne Angabe ja" },
};

static const struct step_arg if_args[] = {
	{ "if", ARG_VALUE, true, AT(u.branch.condition), "the condition", "die Bedingung" },
	{ "then", ARG_STEPS, true, AT(u.branch.then), "if it holds", "wenn sie zutrifft" },
	{ "else", ARG_STEPS, false, AT(u.branch.otherwise), "if not", "wenn nicht" },
};

static const struct step_arg fail_args[] = {
	{ "business", ARG_BUSINESS, false, AT(u.fail), "a reason for applicant or clerk",
	  "ein Grund für Antragsteller oder Sachbearbeitung" },
	{ "application", ARG_APPLICATION, false, AT(u.fail), "the application misbehaved",
	  "das Fachverfahren macht nicht mit" },
	{ "retry_after", ARG_DURATION, false, AT(u.fail.retry_after_ms), "when to try again",
	  "wann es wieder versucht wird" },
};

static const struct {
	const char *word;
	enum step_group group;
} verbs[] = {
#define X(verb, word, group) [verb] = { word, group },
	STEP_VERBS(X)
#undef X
};

static const struct step_kind kinds[STEP_VERB_MAX_] = {
	[STEP_EXPECT] = { "target", ROWS(look_args), "it must be there", "es muss da sein" },
	[STEP_GONE] = { "target", ROWS(look_args), "it must vanish", "es muss verschwinden" },
	[STEP_READ] = { NULL, ROWS(read_args), "read a value off the screen",
			"einen Wert vom Bildschirm lesen" },
	[STEP_READ_TABLE] = { NULL, ROWS(table_args), "read the rows of a table that are seen",
			      "die sichtbaren Zeilen einer Tabelle lesen" },
	[STEP_EITHER] = { "branches", ROWS(either_args), "whichever is there first",
			  "was zuerst da ist" },
	[STEP_CLICK] = { "target", ROWS(click_args), "click it", "darauf klicken" },
	[STEP_WRITE] = { NULL, ROWS(write_args), "write into a field and read it back",
			 "in ein Feld schreiben und zurücklesen" },
	[STEP_KEY] = { "chord", ROWS(key_args), "press keys", "Tasten drücken" },
	[STEP_CHOOSE] = { NULL, ROWS(choose_args), "choose an entry", "einen Eintrag wählen" },
	[STEP_TICK] = { "box", ROWS(tick_args), "set or clear a box",
			"ein Kästchen setzen oder leeren" },
	[STEP_MENU] = { "path", ROWS(menu_args), "go through the menu", "durch das Menü gehen" },
	[STEP_TAB] = { "title", ROWS(tab_args), "turn to a tab", "eine Lasche nach vorn holen" },
	[STEP_COMMIT] = { NULL, ROWS(commit_args), "change the application's data for good",
			  "die Daten des Fachverfahrens endgültig ändern" },
	[STEP_IF] = { NULL, ROWS(if_args), "one way or the other", "der eine Weg oder der andere" },
	[STEP_FAIL] = { NULL, ROWS(fail_args), "stop the job with a reason",
			"den Vorgang mit einem Grund beenden" },
};

const struct step_kind *step_kind(enum step_verb verb)
{
	assert(verb < STEP_VERB_MAX_);
	return &kinds[verb];
}

bool step_verb_from(const char *word, enum step_verb *ret_verb)
{
	for (enum step_verb v = 0; v < STEP_VERB_MAX_; v++) {
		if (!str_eq(verbs[v].word, word))
			continue;
		*ret_verb = v;
		return true;
	}
	return false;
}

const struct step_arg *step_common(size_t *ret_n)
{
	*ret_n = sizeof common_args / sizeof *common_args;
	return common_args;
}

const char *step_word(enum step_verb verb)
{
	return verbs[verb].word;
}

enum step_group step_group(enum step_verb verb)
{
	return verbs[verb].group;
}
