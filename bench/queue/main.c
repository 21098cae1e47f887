/* main.c - how long a claim takes in a short and in a long queue, most of it not claimable. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "base/clock.h"
#include "tests/store/ground.h"
#include "tests/store/queue.h"

/* CLAIMS: as many as the short queue has jobs that can be claimed. */
enum { SHORT = 1000, LONG = 100000, CLAIMS = 100 };

/* Processor time: the rest of a claim is the disk, on which others work too. */
static const double goal = 1.5;

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static int64_t cpu_us(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0)
		abort();
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct times {
	int64_t wall_us[CLAIMS]; /* sorted */
	int64_t all_wall_us, all_cpu_us;
};

/* claim_all() - claim and give back, one after the other; only the claims are timed. */
static bool claim_all(struct ground *g, struct times *t)
{
	struct store_end held = { JOB_RUNNING, JOB_HELD, .cause = ERR_TWICE };

	for (int i = 0; i < CLAIMS; i++) {
		int64_t start_us = clock_boot_us(), start_cpu_us = cpu_us();
		struct store_job *job = ground_claim(g, "worker-1");
		t->all_cpu_us += cpu_us() - start_cpu_us;
		t->wall_us[i] = clock_boot_us() - start_us;
		t->all_wall_us += t->wall_us[i];
		if (!job)
			return false;
		struct store_ticket ticket = ground_ticket(job);
		if (!store_end(g->s, &ticket, &held, NULL, &g->e))
			return false;
	}
	qsort(t->wall_us, CLAIMS, sizeof *t->wall_us, compare);
	return true;
}

/* measure() - processor time of all claims in a queue of @jobs; 0 if anything went wrong. */
static int64_t measure(unsigned jobs)
{
	CLEANUP(ground_clear) struct ground g;
	struct times t = { 0 };

	if (!ground_init(&g, &ground_drivers[0]) || !queue_fill(g.s, jobs, &g.e) ||
	    !claim_all(&g, &t)) {
		fprintf(stderr, "claim: %s\n", g.e.msg);
		return 0;
	}
	printf("%7u jobs: %5.0f durable claims/s, median %lld us, longest %lld us;"
	       " %lld us of processor each\n",
	       jobs, CLAIMS * 1e6 / (double)t.all_wall_us, (long long)t.wall_us[CLAIMS / 2],
	       (long long)t.wall_us[CLAIMS - 1], (long long)(t.all_cpu_us / CLAIMS));
	return t.all_cpu_us;
}

int main(void)
{
	int64_t few = measure(SHORT), many = measure(LONG);

	if (few == 0 || many == 0)
		return 1;
	double ratio = (double)many / (double)few;
	printf("long to short: %.2f (goal: at most %.1f)\n", ratio, goal);
	return ratio <= goal ? 0 : 1;
}
