/* check_digit.h - the named check digit schemes a recipe may demand of a value. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/recipe/target.h"

/*
 * check_digit_holds() - do the digits of @text hold? All else is skipped; mod97 takes letters too.
 * Nothing to check (fewer than two digits, an IBAN of four characters) does not hold.
 * mod11: the last digit is the check digit over the others, weights 2,3,4,5,6,7 cyclic from the
 * right, check = 11 - sum mod 11, where 11 becomes 0 and 10 is never issued.
 * mod97: ISO 7064 MOD 97-10 as in IBAN (first four characters moved to the end, digits 02 to 98).
 * iban: mod97 with upper-case country and its length (SWIFT's IBAN registry, countries of SEPA).
 * mod97_10: ISO/IEC 7064 MOD 97-10 with the two check digits last (LEI, Leitweg-ID).
 * mod11_10: ISO/IEC 7064 MOD 11,10, last digit (Steuer-IdNr, USt-IdNr).
 * luhn: ISO/IEC 7812-1 annex B. CHECK_DIGIT_NONE always holds.
 */
bool check_digit_holds(enum check_digit scheme, const char *text);

/* check_digit_from() - scheme by its name in recipes ("mod11"); false if unknown. */
bool check_digit_from(const char *name, enum check_digit *ret_scheme);
