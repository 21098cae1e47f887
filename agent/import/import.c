/* import.c - the program that turns foreign bytes into a value tree, confined before it looks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/import/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "agent/import/sandbox.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/json.h"

/*
 * MEMORY_BYTES: JSON_VALUES_MAX values of 80 bytes, the text five times over (as read, decoded,
 * NFC, written, growing), the arenas' slack: 160 MiB measured for the worst document of the test.
 * CPU_S: a document of JSON_BYTES_MAX takes less than one.
 */
#define MEMORY_BYTES (UINT64_C(512) * 1024 * 1024)
enum { CPU_S = 20, CHUNK_BYTES = 65536 };

/* say() - to a descriptor, as far as it goes: stdio would ask for more than is allowed. */
static bool say(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* leave() - nothing more is done than this: _exit() of a sanitizer looks for leaks first. */
static _Noreturn void leave(int code)
{
	for (;;)
		(void)syscall(SYS_exit_group, code); /* does not return */
}

static _Noreturn void end(int code, const struct err *e)
{
	(void)say(2, e->msg, strlen(e->msg)); /* whoever does not listen has the exit code */
	(void)say(2, "\n", 1);
	leave(code);
}

/* read_all() - standard input; one byte more than JSON_BYTES_MAX tells what is too large. */
static bool read_all(struct buf *in, struct err *e)
{
	char chunk[CHUNK_BYTES];

	while (!in->overflowed) {
		ssize_t n = read(0, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO, "read standard input: %s", strerror(errno));
		if (n == 0)
			return true;
		buf_add(in, chunk, (size_t)n);
	}
	return true;
}

/* fault_escape() - what a parser that was taken over would try first. Test builds only. */
static void fault_escape(void)
{
	if (fault_hit("import-open"))
		(void)open("/etc/hostname", O_RDONLY);
	if (fault_hit("import-socket"))
		(void)socket(AF_INET, SOCK_STREAM, 0);
	if (fault_hit("import-fork"))
		(void)fork();
	if (fault_hit("import-code"))
		(void)mmap(NULL, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (fault_hit("import-exec"))
		(void)execl("/bin/true", "true", (char *)NULL);
}

_Noreturn void import_main(const char *name)
{
	const struct sandbox_limits limits = { MEMORY_BYTES, CPU_S, JSON_BYTES_MAX };
	struct err e = { 0 };
	const struct json *tree;
	struct buf in, out;

	if (!sandbox_enter(&limits, &e))
		end(IMPORT_CANNOT, &e);
	fault_escape();
	buf_init(&in, JSON_BYTES_MAX + CHUNK_BYTES);
	buf_init(&out, JSON_BYTES_MAX);
	if (!read_all(&in, &e))
		end(IMPORT_CANNOT, &e);
	if (in.overflowed || in.len_bytes > JSON_BYTES_MAX) {
		(void)err_set(&e, ERR_LIMIT, "%s:1:1: larger than %d bytes", name, JSON_BYTES_MAX);
		end(IMPORT_REFUSED, &e);
	}
	if (!json_parse(name, in.data, in.len_bytes, arena_new(), &tree, &e))
		end(IMPORT_REFUSED, &e);
	json_write(tree, &out);
	if (out.overflowed) {
		(void)err_set(&e, ERR_LIMIT, "%s:1:1: larger than %d bytes in normal form", name,
			      JSON_BYTES_MAX);
		end(IMPORT_REFUSED, &e);
	}
	if (!say(1, out.data, out.len_bytes)) {
		(void)err_set(&e, ERR_IO, "write standard output: %s", strerror(errno));
		end(IMPORT_CANNOT, &e);
	}
	leave(0);
}
