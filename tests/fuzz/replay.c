/* replay.c - runs a fuzz target over a corpus folder, for ctest builds without libFuzzer. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "tests/fuzz/target.h"

static void fail(const char *what, const char *name)
{
	fprintf(stderr, "replay: %s: %s\n", name, what);
	exit(1);
}

static void replay_file(const char *path, size_t size)
{
	FILE *f = fopen(path, "rb");
	/* an exact heap block: a sanitizer sees the first byte beyond it */
	uint8_t *data = malloc(size > 0 ? size : 1);

	if (f == NULL || data == NULL || fread(data, 1, size, f) != size)
		fail("cannot read", path);
	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

int main(int argc, char **argv)
{
	DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
	unsigned long files = 0;
	char path[4096];

	if (dir == NULL)
		fail("usage: fuzz_NAME CORPUS-FOLDER", argc > 1 ? argv[1] : "");
	for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
		struct stat st;
		int length = snprintf(path, sizeof(path), "%s/%s", argv[1], entry->d_name);

		if (length < 0 || (size_t)length >= sizeof(path) || stat(path, &st) != 0)
			fail("cannot read", entry->d_name);
		if (!S_ISREG(st.st_mode))
			continue;
		/* the name of the input stands last in the output when the target dies */
		fprintf(stderr, "%s\n", entry->d_name);
		replay_file(path, (size_t)st.st_size);
		files++;
	}
	closedir(dir);
	if (files == 0)
		fail("the corpus is empty", argv[1]);
	return 0;
}
