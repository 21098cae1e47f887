/* aktenzeichen.h - the number NN.NNNNNN.P a record gets when it is saved.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

#define AKTENZEICHEN_BYTES 12

/*
 * aktenzeichen_bilden() - number of running number @nummer (below 1,000,000).
 * The last digit is the check digit over the eight others: weights 2 to 7 cyclic from the right,
 * 11 - sum mod 11, where 11 becomes 0; false where it would be 10: such a number is never issued.
 */
bool aktenzeichen_bilden(unsigned nummer, char ret[AKTENZEICHEN_BYTES]);
