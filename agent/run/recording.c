/* recording.c - a job's tape while it runs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/run/recording.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/locate/masking.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"

enum { PATH_BYTES_MAX = 4096 };

struct recording {
	struct recording_options o;
	int64_t began_us, began_utc_ms;
	struct tape *tape;       /* owned, like all below; NULL: nothing was seen yet */
	struct tape_mask *mask;  /* of that size */
	struct masking *masking; /* of the desk that is watched; NULL: none is */
	struct locator *locator; /* borrowed */
	bool over;               /* it could not be written any more */
};

struct recording *recording_new(const struct recording_options *o)
{
	struct recording *r = mem_zalloc(sizeof *r);

	r->o = *o;
	r->began_us = clock_boot_us();
	r->began_utc_ms = clock_utc_ms();
	return r;
}

char *recording_path(const char *folder, const char *mark, unsigned number)
{
	struct buf path;

	buf_init(&path, PATH_BYTES_MAX);
	buf_addf(&path, "%s/%s", folder, mark);
	if (number > 1)
		buf_addf(&path, ".%u", number);
	buf_adds(&path, ".tape");
	return buf_take(&path);
}

/* give_up() - evidence that is not there is no reason to leave somebody's submission undone. */
static void give_up(struct recording *r, const struct err *e)
{
	(void)fprintf(stderr, "amtsbote worker: %s: no tape from here on: %s\n", r->o.mark, e->msg);
	r->over = true;
}

/* open_tape() - under the first name that is free. */
static bool open_tape(struct recording *r, const struct img *frame, struct err *e)
{
	CLEANUP(mem_freep) char *path = NULL;
	unsigned number = 1;

	if (mkdir(r->o.folder, 0700) != 0 && errno != EEXIST)
		return err_set(e, ERR_IO, "create '%s': %s", r->o.folder, strerror(errno));
	path = recording_path(r->o.folder, r->o.mark, number);
	while (access(path, F_OK) == 0) {
		if (number == RECORDING_CLAIMS_MAX)
			return err_set(e, ERR_LIMIT, "the job has %u tapes already", number);
		free(path);
		path = recording_path(r->o.folder, r->o.mark, ++number);
	}
	const struct tape_options o = {
		.path = path,
		.key = r->o.key,
		.job = r->o.mark,
		.title = { .width_px = frame->width_px,
			   .height_px = frame->height_px,
			   .started_utc_us = (uint64_t)r->began_utc_ms * 1000,
			   .mode = r->o.mode },
	};
	if (!tape_create(&o, &r->tape, e))
		return false;
	r->mask = tape_mask_new(frame->width_px, frame->height_px);
	return true;
}

static uint64_t since(const struct recording *r, int64_t at_us)
{
	return at_us > r->began_us ? (uint64_t)(at_us - r->began_us) : 0;
}

/* show() - one look, masked: the only way from a screen to the tape. */
static bool show(struct recording *r, const struct masked *look, struct err *e)
{
	if (!r->tape && !open_tape(r, look->frame, e))
		return false;
	tape_mask_close(r->mask, look->area);
	for (size_t i = 0; i < look->n_open; i++)
		tape_mask_open(r->mask, look->open[i]);
	const struct tape_look now = { since(r, look->at_us), look->frame, r->mask, look->area };
	return tape_show(r->tape, &now, e);
}

/* take_look() - what was seen last, if it is new. Called before it is replaced. */
static void take_look(void *self)
{
	struct recording *r = self;
	struct masked look;
	struct err e = { 0 };

	if (!r->over && r->masking && masking_look(r->masking, r->locator, &look) &&
	    !show(r, &look, &e))
		give_up(r, &e);
}

void recording_watch(struct recording *r, struct locator *l, const struct recipe *recipe)
{
	recording_leave(r);
	r->locator = l;
	r->masking = masking_new(recipe, r->o.mode == TAPE_FULL ? MASKING_HIDDEN : MASKING_LABELS);
	masking_watch(l, take_look, r);
}

void recording_leave(struct recording *r)
{
	if (!r->masking)
		return;
	take_look(r);
	masking_watch(r->locator, NULL, NULL);
	masking_free(r->masking);
	r->masking = NULL;
	r->locator = NULL;
}

void recording_step(struct recording *r, int line, const char *verb)
{
	struct tape_mark mark = { .at_us = since(r, clock_boot_us()),
				  .line = line > 0 ? (uint32_t)line : 0 };
	size_t len = strlen(verb);
	struct err e = { 0 };

	take_look(r);
	if (!r->tape || r->over)
		return;
	memcpy(mark.verb, verb, len < TAPE_VERB_MAX ? len : TAPE_VERB_MAX);
	if (!tape_step(r->tape, &mark, &e))
		give_up(r, &e);
}

void recording_secure(struct recording *r)
{
	struct err e = { 0 };

	take_look(r);
	if (r->tape && !r->over && !tape_flush(r->tape, &e))
		give_up(r, &e);
}

void recording_end(struct recording *r)
{
	struct err e = { 0 };

	if (!r)
		return;
	recording_leave(r);
	if (r->tape && !r->over && !tape_end(r->tape, &e))
		give_up(r, &e);
	tape_free(r->tape);
	tape_mask_free(r->mask);
	free(r);
}
