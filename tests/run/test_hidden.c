/* test_hidden.c - a password is counted by its marks and read by nobody. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "ocr/imagefile.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

#define MASK \
	"size 600 300\n" \
	"label 20 20 lname Kennwort\n" \
	"field 140 14 300 name\n" \
	"label 20 70 lort Ort\n" \
	"field 140 64 300 ort\n" \
	"button 20 240 save Speichern\n" \
	"on save set lort Fertig\n"

#define TARGETS \
	"targets:\n  field: { field: Kennwort }\n  seen: { match: '^.*(geheim|\\*\\*\\*).*$' }\n" \
	"  ort: { field: Ort }\n"

#define STEPS \
	TARGETS "steps:\n  - write: { into: Kennwort, value: =secret.kennwort, hidden: true }\n" \
		"  - commit:\n      id: a\n      do: { click: Speichern }\n      within: 4s\n" \
		"      proof: { expect: Fertig }\noutcome:\n  entered: { a: fest }\n"

static const struct {
	const char *why, *script;
	enum run_end end;
	const char *words;
} cases[] = {
	{ "a mark for every character", MASK "veil name\n", RUN_ENTERED, "" },
	{ "one mark less", MASK "veil name\nkey x less\non less set name ********\n", RUN_FAILED,
	  "one mark for every character" },
	{ "a field that hides nothing", MASK, RUN_FAILED, "one mark for every character" },
	{ "as many marks, one of them another", MASK "key Tab odd\non odd set name ****:*****\n",
	  RUN_FAILED, "one mark for every character" },
};

static struct hits find(struct scene *s, const char *name)
{
	const struct locate_query q = { .target = scene_target(s, name), .scope = s->scope };
	struct hits hits = { .arena = s->a };

	CHECK_OK(locate_find(s->locator, &q, &hits, &s->e), s->e);
	return hits;
}

/* check_unread() - nobody finds, reads or has a picture of what stands in the field. */
static void check_unread(struct scene *s)
{
	struct hits field = find(s, "field");
	struct reading got;

	if (!CHECK_EQ_UINT(field.n, 1))
		return;
	const struct read_query q = { .box = field.list[0].box, .arena = s->a };
	CHECK_EQ_UINT(find(s, "seen").n, 0);
	CHECK_OK(locate_read(s->locator, &q, &got, &s->e), s->e);
	CHECK_EQ_STR(reading_certainty_word(got.certainty), "uncertain");
	CHECK_EQ_STR(got.text, "");
	CHECK(strstr(s->result.err.msg, "geheim") == NULL);
	if (s->result.end == RUN_ENTERED || !CHECK(s->result.picture != NULL))
		return;
	CLEANUP(img_unrefp) struct img *picture = NULL;
	if (!CHECK_OK(imagefile_read(s->result.picture, &picture, &s->e), s->e))
		return;
	CLEANUP(img_unrefp) struct img *crop = img_crop(picture, q.box);
	for (int iy = 0; iy < crop->height_px; iy++)
		for (int ix = 0; ix < crop->width_px; ix++)
			if (img_at(crop, ix, iy) != img_at(crop, 0, 0) &&
			    !CHECK(false && "painted over"))
				return;
}

TEST(a_password_is_counted_and_never_read)
{
	EACH_CASE (row, cases) {
		struct scene s;
		if (!CHECK(scene_open(&s, row->script, STEPS)))
			return;
		run_free(s.run);
		const struct run_options ro = { .desk = s.desk,
						.locator = s.locator,
						.recipe = s.recipe,
						.picture_folder = s.folder };
		const struct run_task task = { .scope = s.scope };
		s.run = run_new(&ro);
		if (CHECK(scene_start(&s))) {
			run_submission(s.run, &task, s.a, &s.result);
			if (!CHECK_EQ_INT(s.result.end, row->end))
				printf("\t%s: %s\n", row->why, s.result.err.msg);
			CHECK_HAS_STR(s.result.err.msg, row->words);
			check_unread(&s);
		}
		scene_close(&s);
	}
}
