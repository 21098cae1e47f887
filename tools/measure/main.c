/* main.c - measure sizes|docs FILE...: the part of the gates that must understand C. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>
#include "tools/measure/docs.h"
#include "tools/measure/sizes.h"

static const struct {
	const char *name;
	void (*check)(const struct source *s, struct findings *f);
} MODES[] = {
	{ "sizes", sizes_check },
	{ "docs", docs_check },
};

static bool measure(size_t mode, int count, char **paths)
{
	struct findings findings = { 0 };

	for (int i = 0; i < count; i++) {
		struct source s;

		if (source_read(&s, paths[i])) {
			MODES[mode].check(&s, &findings);
		} else {
			printf("%s:1: cannot be read\n", paths[i]);
			findings.count++;
		}
		source_clear(&s);
	}
	return findings.count == 0;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(MODES) / sizeof(MODES[0]); i++)
		if (strcmp(argv[1], MODES[i].name) == 0)
			return measure(i, argc - 2, argv + 2) ? 0 : 1;
	fprintf(stderr, "usage: measure sizes|docs FILE...\n");
	return 2;
}
