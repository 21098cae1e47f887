/* target.h - the entry point of every fuzz target; its name is libFuzzer's. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* LLVMFuzzerTestOneInput() - feed one input to the code under test; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
