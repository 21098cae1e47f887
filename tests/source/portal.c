/* portal.c - the demonstration's portal as the other side of a test. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/source/portal.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "net/http.h"

static _Noreturn void become(struct portal *p, int out)
{
	char program[512], port[16];
	const char *root = getenv("AMTSBOTE_SOURCE_DIR");

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(program, sizeof program, "%s/demo/portal/portal.py", root ? root : ".");
	snprintf(port, sizeof port, "%d", p->port);
	setenv("PORTAL_TOKEN", PORTAL_TOKEN, 1);
	dup2(out, 1);
	execlp("python3", "python3", "-B", program, p->file, "--port", port, (char *)NULL);
	_exit(127);
}

void portal_start(struct portal *p, const char *folder)
{
	char line[16] = "";
	size_t len = 0;
	int out[2];

	if (!p->arena)
		p->arena = arena_new();
	snprintf(p->file, sizeof p->file, "%s/portal.db", folder);
	assert(pipe(out) == 0);
	p->pid = fork();
	if (p->pid == 0)
		become(p, out[1]);
	close(out[1]);
	while (len < sizeof line - 1 && read(out[0], line + len, 1) == 1 && line[len] != '\n')
		len++;
	close(out[0]);
	p->port = (int)strtol(line, NULL, 10);
	assert(p->port > 0 && "the portal printed its port");
}

void portal_kill(struct portal *p)
{
	if (p->pid == 0)
		return;
	kill(p->pid, SIGKILL);
	waitpid(p->pid, NULL, 0);
	p->pid = 0;
}

void portal_end(struct portal *p)
{
	portal_kill(p);
	arena_free(p->arena);
	*p = (struct portal){ 0 };
}

static struct http_answer ask(struct portal *p, enum http_method method, const char *path,
			      const char *body, size_t len)
{
	struct http *h = http_new(&(struct http_options){ .timeout_ms = 20000, .stall_ms = 20000 });
	struct http_answer answer;
	struct err e = { 0 };
	struct http_request r = { .method = method,
				  .url = arena_printf(p->arena, "http://127.0.0.1:%d%s", p->port,
						      path),
				  .token = PORTAL_TOKEN,
				  .body = body,
				  .len = len,
				  .answer_max = 1024 * 1024 };

	if (!http_exchange(h, &r, p->arena, &answer, &e)) {
		printf("portal: %s\n", e.msg);
		abort();
	}
	http_free(h);
	return answer;
}

void portal_submit(struct portal *p, const char *id, const char *bytes, size_t len)
{
	const char *path = arena_printf(p->arena, "/submissions?roh=1&id=%s", id);

	assert(ask(p, HTTP_POST, path, bytes, len).status == 201);
}

void portal_switch(struct portal *p, const char *json)
{
	assert(ask(p, HTTP_POST, "/fehler", json, strlen(json)).status == 200);
}

const struct json *portal_state(struct portal *p, const char *id)
{
	struct http_answer answer = ask(p, HTTP_GET, "/zustand", NULL, 0);
	const struct json *tree;
	struct err e = { 0 };

	assert(json_parse("zustand", answer.body, answer.len, p->arena, &tree, &e));
	const struct json *rows = json_get(tree, "submissions");
	for (size_t i = 0; i < rows->n; i++)
		if (strcmp(json_get(rows->items[i], "id")->text, id) == 0)
			return rows->items[i];
	return NULL;
}

long portal_count(struct portal *p, const char *id, const char *name)
{
	const struct json *row = portal_state(p, id);

	return row ? strtol(json_get(row, name)->text, NULL, 10) : -1;
}
