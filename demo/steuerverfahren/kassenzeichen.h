/* kassenzeichen.h - forms the account number NN.NNNNNN.P with its check digit.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

#define KASSENZEICHEN_BYTES 12 /* "52.104711.3" and the final zero */

/*
 * kassenzeichen_bilden() - write the number of office @amt (0..99) and running number
 * @nummer (0..999999). False: out of range, or the check digit would be 10, which the
 * procedure leaves out. @ret is untouched then.
 */
bool kassenzeichen_bilden(unsigned amt, unsigned nummer, char ret[KASSENZEICHEN_BYTES]);

/* kassenzeichen_gueltig() - has @text the form NN.NNNNNN.P and the right check digit? */
bool kassenzeichen_gueltig(const char *text);
