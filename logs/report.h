/* report.h - one job as one HTML file that anybody can read, offline, years later. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "logs/journal_extract.h"

/*
 * Plain data, everything borrowed. Texts of the recipe and of the program stand in the report as
 * they are; values of a submission, of the screen or of a person never do unless is_public says
 * that the recipe lists them under `public:`: they show as dots and how long they are.
 */
struct report_value {
	const char *name; /* from the recipe: "Aktenzeichen" */
	const char *text; /* NULL: there is none */
	bool is_public;
};

/* X(constant, German, English) - how sure a step is; as enum step_mark of agent/run. */
#define REPORT_SURES(X) \
	X(REPORT_DONE, "getan", "done") \
	X(REPORT_SEEN, "gesehen", "seen") \
	X(REPORT_VERIFIED, "geprüft", "verified") \
	X(REPORT_FAILED, "gescheitert", "failed")

enum report_sure {
#define X(sure, de, en) sure,
	REPORT_SURES(X)
#undef X
};

struct report_step {
	int line;         /* in recipe.yaml, 0: no line asks for it */
	const char *verb; /* "write" */
	const char *what; /* "field 'Ort'"; never a value */
	enum report_sure sure;
	int64_t took_us;
};

/* X(constant, German, English) - what became of a stage. */
#define REPORT_FATES(X) \
	X(REPORT_BEGUN, "begonnen, nicht bewiesen", "begun, not proven") \
	X(REPORT_PROVEN, "bewiesen", "proven") \
	X(REPORT_VOID, "nicht geschehen", "did not happen")

enum report_fate {
#define X(fate, de, en) fate,
	REPORT_FATES(X)
#undef X
};

struct report_stage {
	const char *id;
	enum report_fate fate;
	int64_t intent_ms, proof_ms;       /* UTC; 0: there was none */
	const struct report_value *values; /* what the proof gave */
	size_t n_values;
};

/* One look of the probe: was our record there? */
struct report_probe {
	const char *stage, *branch; /* "found", "absent", or another word of the recipe */
	unsigned look;              /* from 1 */
	int64_t at_ms;              /* UTC */
};

/* How the head is coloured; the state's words say it too. */
enum report_tone { REPORT_GOOD, REPORT_WAITS, REPORT_BAD };

struct report {
	const char *mark;
	const char *recipe, *version, *recipe_hash;
	const char *source;              /* name in the configuration */
	const char *state_de, *state_en; /* job_state_text() */
	enum report_tone tone;
	int64_t received_ms, started_ms, ended_ms; /* UTC; 0: not known */
	const struct report_step *steps;
	size_t n_steps;
	const struct report_stage *stages;
	size_t n_stages;
	const struct report_probe *probes;
	size_t n_probes;
	const struct report_value *outcome;
	size_t n_outcome;
	enum err_code cause;                   /* ERR_NONE: nothing went wrong */
	struct report_value reason;            /* the failure's own message */
	const struct journal_extract *journal; /* NULL: none is shown */
};

/*
 * report_write() - replace @path by the report: German, with English behind a switch; no script,
 * nothing from elsewhere; mode 0600. Times are shown in the process's time zone.
 * @e: ERR_IO, ERR_LIMIT (over 16 MiB)
 */
MUST_USE bool report_write(const char *path, const struct report *r, struct err *e);
