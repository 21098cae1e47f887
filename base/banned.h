/* banned.h - functions that have a safe wrapper here become compile errors. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/*
 * Included into every source of the product by -include (tools/cmake/flags.cmake), not into
 * tests/ and demo/. The system headers come first, so that their declarations keep the names.
 *
 * The one file that wraps such a function takes the ban away for that name alone, with a
 * reason on the same line (tools/check-banned):
 *	#undef strtoull                (reason as a comment here)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The compiler prints the undeclared name, which says what to use. */
#define BANNED(name, instead) banned_##name##_use_##instead

/* text: no length, silent cut, or locale */
#undef strcpy
#define strcpy(...) BANNED(strcpy, buf_or_fmt_into)
#undef stpcpy
#define stpcpy(...) BANNED(stpcpy, buf_or_fmt_into)
#undef strcat
#define strcat(...) BANNED(strcat, buf_or_fmt_into)
#undef strncpy
#define strncpy(...) BANNED(strncpy, buf_or_fmt_into)
#undef strncat
#define strncat(...) BANNED(strncat, buf_or_fmt_into)
#undef sprintf
#define sprintf(...) BANNED(sprintf, buf_or_fmt_into)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf, buf_or_fmt_into)
#undef snprintf
#define snprintf(...) BANNED(snprintf, buf_or_fmt_into)
#undef strtok
#define strtok(...) BANNED(strtok, an_explicit_scan)
#undef gets
#define gets(...) BANNED(gets, a_bounded_read)

/* numbers: no range, no full match, locale */
#undef atoi
#define atoi(...) BANNED(atoi, str_to_number)
#undef atol
#define atol(...) BANNED(atol, str_to_number)
#undef atoll
#define atoll(...) BANNED(atoll, str_to_number)
#undef atof
#define atof(...) BANNED(atof, str_to_number)
#undef strtol
#define strtol(...) BANNED(strtol, str_to_number)
#undef strtoll
#define strtoll(...) BANNED(strtoll, str_to_number)
#undef strtoul
#define strtoul(...) BANNED(strtoul, str_to_number)
#undef strtoull
#define strtoull(...) BANNED(strtoull, str_to_number)
#undef strtod
#define strtod(...) BANNED(strtod, str_to_number)

/* a shell between us and a program; memory the stack may not have */
#undef system
#define system(...) BANNED(system, an_argument_vector)
#undef popen
#define popen(...) BANNED(popen, an_argument_vector)
#undef alloca
#define alloca(...) BANNED(alloca, arena_or_heap)

/* waiting is for an event, with a deadline */
#undef sleep
#define sleep(...) BANNED(sleep, a_wait_with_deadline)
#undef usleep
#define usleep(...) BANNED(usleep, a_wait_with_deadline)
#undef nanosleep
#define nanosleep(...) BANNED(nanosleep, a_wait_with_deadline)
#undef clock_nanosleep
#define clock_nanosleep(...) BANNED(clock_nanosleep, a_wait_with_deadline)

/* static buffers, local time zone */
#undef localtime
#define localtime(...) BANNED(localtime, clock_functions)
#undef gmtime
#define gmtime(...) BANNED(gmtime, clock_functions)
#undef ctime
#define ctime(...) BANNED(ctime, clock_functions)
#undef asctime
#define asctime(...) BANNED(asctime, clock_functions)
