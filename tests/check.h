/* check.h - the test harness: TEST() registers, CHECK...() compares, main() runs them all. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/*
 * TEST(buf_keeps_its_cap) { CHECK_EQ_INT(buf_length(&b), 3); }
 * A failed check prints both values, the test goes on; `if (!CHECK(p)) return;` guards.
 * Arguments: got, then wanted. `test_x NAME` runs one. Exit: 0 passed, 1 failed, 77 skipped.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct check_test {
	const char *name;
	void (*run)(void);
	struct check_test *next;
};

static struct {
	struct check_test *first, **last;
	const char *test; /* name of the running test */
	ptrdiff_t row;    /* current row of a table, -1 outside */
	unsigned long failed;
	bool skipped;
	uint64_t random; /* state of the generator, 0 before check_seed() */
} check_state = { .row = -1 };

/* TEST() - define a test and register it; tests run in the order of the file. */
#define TEST(fn) \
	static void fn(void); \
	__attribute__((constructor)) static void fn##_register_(void) \
	{ \
		static struct check_test t_ = { #fn, fn, NULL }; \
		if (check_state.last == NULL) \
			check_state.last = &check_state.first; \
		*check_state.last = &t_; \
		check_state.last = &t_.next; \
	} \
	static void fn(void)

/* EACH_CASE() - walk a table with `row` as pointer; failures name the row's number. */
#define EACH_CASE(row, table) \
	for (__typeof__(&(table)[0]) row = (table); \
	     check_in_table(row - (table), sizeof(table) / sizeof((table)[0])); row++)

/* SKIP() - leave the test; the reason is printed. */
#define SKIP(reason) \
	do { \
		printf("skip %s: %s\n", check_state.test, reason); \
		check_state.skipped = true; \
		return; \
	} while (0)

#define CHECK(cond) check_that((cond), __FILE__, __LINE__, #cond)
#define FAIL(what) check_that(false, __FILE__, __LINE__, what)
#define CHECK_EQ_INT(got, want) \
	check_int((intmax_t)(got), (intmax_t)(want), __FILE__, __LINE__, #got)
#define CHECK_EQ_UINT(got, want) \
	check_uint((uintmax_t)(got), (uintmax_t)(want), __FILE__, __LINE__, #got)
#define CHECK_EQ_STR(got, want) check_str((got), (want), __FILE__, __LINE__, #got)
#define CHECK_HAS_STR(got, part) \
	check_that(check_has(got, part), __FILE__, __LINE__, #got " contains " #part)
#define CHECK_EQ_MEM(got, want, size_bytes) CHECK(memcmp((got), (want), (size_bytes)) == 0)

/* CHECK_OK() - `call` gives true; else the text of `e` (struct err) is printed. Clears `e`. */
#define CHECK_OK(call, e) \
	__extension__({ \
		bool ok_ = CHECK(call); \
		if (!ok_) \
			printf("\t%s\n", (e).msg); \
		memset(&(e), 0, sizeof(e)); \
		ok_; \
	})

/* CHECK_ERR() - `call` gives false with this code in `e` (struct err). Clears `e`. */
#define CHECK_ERR(call, e, want_code) \
	__extension__({ \
		bool ok_ = CHECK(!(call)) && CHECK_EQ_INT((e).code, want_code); \
		if (!ok_) \
			printf("\t%s\n", (e).msg); \
		memset(&(e), 0, sizeof(e)); \
		ok_; \
	})

/* CHECK_ABORTS() - the statement hits an assert (in a child process). */
#define CHECK_ABORTS(statement) \
	__extension__({ \
		int status_ = 0; \
		pid_t pid_ = fork(); \
		if (pid_ == 0) { \
			(void)!freopen("/dev/null", "w", stderr); \
			statement; \
			_exit(0); \
		} \
		check_that(waitpid(pid_, &status_, 0) == pid_ && WIFSIGNALED(status_), __FILE__, \
			   __LINE__, #statement " aborts"); \
	})

/* check_that() - count and print a failure when `good` is false; returns `good`. */
static inline bool check_that(bool good, const char *file, int line, const char *what)
{
	if (good)
		return true;
	check_state.failed++;
	printf("%s:%d: %s: failed: %s\n", file, line, check_state.test, what);
	if (check_state.row >= 0)
		printf("\tin row %td of the table\n", check_state.row);
	return false;
}

/* check_int() - compare two signed integers. */
static inline bool check_int(intmax_t got, intmax_t want, const char *file, int line,
			     const char *what)
{
	if (!check_that(got == want, file, line, what))
		printf("\tgot %jd, want %jd\n", got, want);
	return got == want;
}

/* check_uint() - compare two unsigned integers. */
static inline bool check_uint(uintmax_t got, uintmax_t want, const char *file, int line,
			      const char *what)
{
	if (!check_that(got == want, file, line, what))
		printf("\tgot %ju, want %ju\n", got, want);
	return got == want;
}

/* check_str() - compare two strings; NULL equals only NULL. */
static inline bool check_str(const char *got, const char *want, const char *file, int line,
			     const char *what)
{
	bool same = got == want || (got != NULL && want != NULL && strcmp(got, want) == 0);

	if (!check_that(same, file, line, what))
		printf("\tgot  \"%s\"\n\twant \"%s\"\n", got ? got : "(null)",
		       want ? want : "(null)");
	return same;
}

/* check_has() - true when `part` occurs in `text`; prints the text when not. */
static inline bool check_has(const char *text, const char *part)
{
	if (text != NULL && strstr(text, part) != NULL)
		return true;
	printf("\ttext is \"%s\"\n", text ? text : "(null)");
	return false;
}

/* check_in_table() - condition of EACH_CASE(): remembers the row for messages. */
static inline bool check_in_table(ptrdiff_t row, size_t rows)
{
	check_state.row = (size_t)row < rows ? row : -1;
	return check_state.row >= 0;
}

/* check_random() - next 64 random bits; the first call prints SEED=..., which repeats a run. */
static inline uint64_t check_random(void)
{
	if (check_state.random == 0) {
		const char *seed = getenv("SEED");

		check_state.random = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL);
		printf("SEED=%" PRIu64 "\n", check_state.random);
	}
	/* splitmix64 */
	uint64_t z = (check_state.random += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* main() - run every test, or the one named in the argument. */
int main(int argc, char **argv)
{
	unsigned long ran = 0, skipped = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (struct check_test *t = check_state.first; t != NULL; t = t->next) {
		if (argc > 1 && strcmp(argv[1], t->name) != 0)
			continue;
		check_state.test = t->name;
		check_state.row = -1;
		check_state.skipped = false;
		t->run();
		ran++;
		skipped += check_state.skipped;
	}
	printf("%lu tests, %lu skipped, %lu failed checks\n", ran, skipped, check_state.failed);
	if (ran == 0 || check_state.failed > 0)
		return 1;
	return ran == skipped ? 77 : 0;
}
