/* test_scope.c - stub. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"
TEST(stub) { CHECK(true); }
