/* test_report.c - the report: a golden page, nothing masked shows, nothing breaks out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/report.h"

#include "logs/html.h"
#include "logs/report_cause.h"
#include "tests/logs/chain.h"

#define CANARY "Škvorecová-GEHEIM"

static const struct report_step steps[] = {
	{ 12, "click", "menu 'Neu'", REPORT_DONE, 84000 },
	{ 17, "write", "field 'Familienname'", REPORT_VERIFIED, 312345 },
	{ 18, "choose", "option 'weiblich' of 'Geschlecht'", REPORT_VERIFIED, 150999 },
	{ 0, "look", "last look", REPORT_SEEN, 90500 },
	{ 25, "commit", "button 'Speichern'", REPORT_FAILED, 1200000 },
};
static const struct report_value outcome[] = {
	{ "Aktenzeichen", "HS-2026-004711", true },
	{ "Name", CANARY, false },
	{ "Zusatz", "", false },
	{ "Nichts", NULL, false },
};
static const struct report_stage stages[] = {
	{ "anmelden", REPORT_PROVEN, INT64_C(1795428672000), INT64_C(1795428675000), outcome, 2 },
	{ "drucken", REPORT_BEGUN, INT64_C(1795428680000), 0, NULL, 0 },
};
static const struct report_probe probes[] = {
	{ "drucken", "absent", 1, INT64_C(1795428720000) },
	{ "drucken", "found", 2, INT64_C(1795428750000) },
};

static struct report example(void)
{
	return (struct report){
		.mark = JOB,
		.recipe = "hundesteuer-anmelden",
		.version = "1.4",
		.recipe_hash = "00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff",
		.source = "portal",
		.state_de = "ungeklärt",
		.state_en = "in doubt",
		.tone = REPORT_BAD,
		.received_ms = INT64_C(1795428600000),
		.started_ms = INT64_C(1795428660000),
		.steps = steps,
		.n_steps = sizeof steps / sizeof *steps,
		.stages = stages,
		.n_stages = sizeof stages / sizeof *stages,
		.probes = probes,
		.n_probes = sizeof probes / sizeof *probes,
		.outcome = outcome,
		.n_outcome = sizeof outcome / sizeof *outcome,
		.cause = ERR_IN_DOUBT,
		.reason = { "", "the field shows '" CANARY "'", false },
	};
}

/* page() - the report as text, owned by the caller. */
static char *page(const struct report *r)
{
	struct ground g = ground_make();
	struct err e = { 0 };
	size_t len = 0;
	struct stat st;

	CHECK_OK(report_write(ground_path(&g, "r.html"), r, &e), e);
	CHECK(stat(g.path, &st) == 0 && (st.st_mode & 0777) == 0600);
	char *text = ground_read(&g, "r.html", &len);
	CHECK(text && strlen(text) == len);
	ground_remove(&g);
	return text ? text : calloc(1, 1);
}

TEST(the_page_is_the_golden_one)
{
	struct report r = example();
	char path[512], *text = page(&r), *want = NULL;
	struct err e = { 0 };
	size_t len;

	if (!fmt_into(path, sizeof path, "%s/tests/golden/logs/report.html",
		      getenv("AMTSBOTE_SOURCE_DIR")))
		abort();
	if (getenv("UPDATE_GOLDEN")) {
		FILE *f = fopen(path, "w");
		CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0);
	}
	if (CHECK_OK(file_read(path, 1 << 20, &want, &len, &e), e))
		CHECK(strcmp(text, want) == 0);
	free(want);
	free(text);
}

TEST(what_is_not_public_shows_as_dots_and_a_class_of_length)
{
	static const struct {
		const char *text, *german;
	} values[] = {
		{ "", "leer" },
		{ "a", "(1–4 Zeichen)" },
		{ "äöüß", "(1–4 Zeichen)" },
		{ "abcde", "(5–16 Zeichen)" },
		{ "abcdefghijklmnop", "(5–16 Zeichen)" },
		{ "abcdefghijklmnopq", "(17–64 Zeichen)" },
		{ "\xff\xfe geheim", "(5–16 Zeichen)" },
		{ "0123456789012345678901234567890123456789012345678901234567890123",
		  "(17–64 Zeichen)" },
		{ "01234567890123456789012345678901234567890123456789012345678901234",
		  "(über 64 Zeichen)" },
	};

	EACH_CASE (v, values) {
		struct report_value value = { "Feld", v->text, false };
		struct report r = example();
		r.outcome = &value;
		r.n_outcome = 1;
		r.n_stages = 0;
		r.cause = ERR_NONE;
		char *text = page(&r);
		CHECK_HAS_STR(text, v->german);
		CHECK(strlen(v->text) < 5 || !strstr(text, v->text));
		CHECK((strstr(text, "●●●●") != NULL) == (*v->text != 0));
		free(text);
	}
	struct report r = example();
	char *text = page(&r);
	CHECK(!strstr(text, "GEHEIM"));
	CHECK_HAS_STR(text, "HS-2026-004711"); /* public */
	free(text);
}

/* NASTY: what a page must not take for its own, in every text that comes from outside. */
#define NASTY "<script>x</script>\"'&amp;<!--"
#define TAME "&lt;script&gt;x&lt;/script&gt;&quot;&#39;&amp;amp;&lt;!--"

TEST(nothing_breaks_out_of_its_place)
{
	struct report_step step = { 1, NASTY "1", NASTY "2", REPORT_DONE, 1 };
	struct report_value value = { NASTY "3", NASTY "4", true };
	struct report_stage stage = { NASTY "5", REPORT_VOID, 1, 1, &value, 1 };
	struct report_probe probe = { NASTY "6", NASTY "7", 1, 1 };
	struct journal_extract_line line = { 1, 1, JK_LOGIN, NASTY "8", NASTY "9" };
	struct journal_extract x = { &line, 1, { .why = NASTY } };
	struct report r = { .mark = NASTY "a",
			    .recipe = NASTY "b",
			    .version = NASTY "c",
			    .recipe_hash = NASTY "d",
			    .source = NASTY "e",
			    .state_de = NASTY "f",
			    .state_en = NASTY "g",
			    .steps = &step,
			    .n_steps = 1,
			    .stages = &stage,
			    .n_stages = 1,
			    .probes = &probe,
			    .n_probes = 1,
			    .outcome = &value,
			    .n_outcome = 1,
			    .cause = ERR_REFUSED,
			    .reason = value,
			    .journal = &x };
	char *text = page(&r);

	CHECK(!strstr(text, "<script") && !strstr(text, "<!--") && !strstr(text, "&amp;<"));
	for (const char *each = "123456789abcdefg"; *each; each++) {
		char want[sizeof TAME + 1];
		CHECK(fmt_into(want, sizeof want, TAME "%c", *each));
		CHECK_HAS_STR(strstr(text, want) ? want : text, want);
	}
	free(text);
}

TEST(text_stays_text)
{
	static const struct {
		const char *text, *html;
	} texts[] = {
		{ "", "" },
		{ "Jörg & <Söhne>", "Jörg &amp; &lt;Söhne&gt;" },
		{ "a\xffz", "a\xef\xbf\xbdz" },
		{ "\xc3", "\xef\xbf\xbd" },
		{ "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "a\x1b[31m", "a\xef\xbf\xbd[31m" },
		{ "a\xe2\x80\xae"
		  "b",
		  "a\xef\xbf\xbd"
		  "b" }, /* right-to-left override */
		{ "a\tb\n", "a\tb\n" },
		{ "𝄞 €", "𝄞 €" },
	};

	EACH_CASE (t, texts) {
		CLEANUP(buf_clear) struct buf out = { 0 };
		buf_init(&out, 1000);
		html_text(&out, t->text);
		CHECK_EQ_STR(out.data, t->html);
	}
}

TEST(nothing_is_loaded_from_elsewhere)
{
	static const char *const refused[] = { "http:",   "https:",  "src=",  "href=", "url(",
					       "@import", "<script", "<link", "<img",  "onload" };
	struct report r = example();
	char *text = page(&r);

	EACH_CASE (word, refused)
		CHECK(!strstr(text, *word));
	CHECK_HAS_STR(text, "content=\"default-src 'none'; style-src 'unsafe-inline'\"");
	free(text);
}

TEST(the_journal_of_the_job_and_its_verdict_are_in_it)
{
	struct ground g = ground_make();
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct journal *j = journal_at(&g);
	struct journal_extract x;
	struct journal_body b = intent(1);
	struct err e = { 0 };

	append_some(j, 5);
	CHECK_OK(journal_append(j, "AB-9999999999", &b, NULL, &e), e);
	CHECK_OK(journal_append(j, JOB, &b, NULL, &e), e);
	journal_close(j);
	CHECK_OK(journal_extract(ground_path(&g, "journal"), JOB, a, &x, &e), e);
	CHECK_EQ_UINT(x.n, 6);
	CHECK(x.verdict.good && x.verdict.lines == 7);
	CHECK_EQ_UINT(x.lines[5].n, 7);
	CHECK_EQ_INT(x.lines[5].kind, JK_COMMIT_INTENT);
	CHECK_HAS_STR(x.lines[5].text, x.lines[5].body);
	struct report r = example();
	r.journal = &x;
	char *text = page(&r);
	CHECK_HAS_STR(text, "Das Protokoll ist unversehrt: 7 Zeilen");
	CHECK_HAS_STR(text, "commit_intent");
	CHECK(!strstr(text, "AB-9999999999"));
	free(text);
	int fd = open(ground_path(&g, FIRST), O_WRONLY | O_APPEND);
	CHECK(fd >= 0 && write(fd, "x\n", 2) == 2 && close(fd) == 0);
	CHECK_OK(journal_extract(ground_path(&g, "journal"), JOB, a, &x, &e), e);
	text = page(&r);
	CHECK_HAS_STR(text, "Das Protokoll ist nicht unversehrt: 000001.jsonl, Zeile 8. Davor "
			    "passen 7 Zeilen.");
	free(text);
	ground_remove(&g);
}

TEST(every_cause_has_a_german_text)
{
	for (int code = 0; code < ERR_MAX_; code++)
		CHECK(report_cause((enum err_code)code) && *report_cause((enum err_code)code));
}

TEST(a_report_that_cannot_be_written_is_an_error)
{
	struct report r = example();
	struct err e = { 0 };

	CHECK_ERR(report_write("/nowhere/r.html", &r, &e), e, ERR_IO);
}
