/* test_config.c - the configuration file: what it gives, and one clear message for each mistake. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "agent/serve/config.h"

#define RECIPES "recipes: [ { folder: r } ]\n"
#define SOURCES "sources: [ { name: a, folder: in } ]\n"
#define PLACES "state: state\nkeys: /etc/keys\n"

static char folder[] = "/tmp/amtsbote-test-XXXXXX";

/* written() - the path of a file that holds @text. */
static const char *written(const char *text)
{
	static char path[64];
	FILE *f;

	if (strstr(folder, "XXXXXX"))
		CHECK(mkdtemp(folder) != NULL);
	CHECK(snprintf(path, sizeof path, "%s/agent.yaml", folder) > 0);
	f = fopen(path, "w");
	CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0);
	return path;
}

static void remove_folder(void)
{
	char path[64];

	CHECK(snprintf(path, sizeof path, "%s/agent.yaml", folder) > 0);
	CHECK(unlink(path) == 0 && rmdir(folder) == 0);
	memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
}

TEST(a_whole_file_is_read)
{
	CLEANUP(config_freep) struct config *c = NULL;
	struct err e = { 0 };
	const char *path = written("state: st\nkeys: /etc/keys\ndesks: 3\nrecycle_after: 5\n"
				   "key_copies: 0\nrecipes:\n"
				   "  - { folder: /r/one, seats: 2, secrets: geheim.json }\n"
				   "  - { folder: three, tape: off }\n"
				   "  - { folder: four, tape: full, tape_reason: Erprobung }\n"
				   "  - folder: two\n"
				   "    config: { programm: no, mandant: 0001 }\n"
				   "sources:\n"
				   "  - { name: portal, url: 'https://a.example/b//', poll: 2s,"
				   " timeout: 7s, token_file: t }\n"
				   "  - { name: ein, folder: in, recipe: hund }\n"
				   "deliver: { first_retry: 1s, longest_retry: 2m }\n");
	char want[80];

	CHECK_OK(config_load(path, &c, &e), e);
	CHECK(snprintf(want, sizeof want, "%s/st", folder) > 0);
	CHECK_EQ_STR(c->state, want);
	CHECK_EQ_STR(c->keys, "/etc/keys");
	CHECK_EQ_UINT(c->desks, 3);
	CHECK_EQ_UINT(c->recycle_after, 5);
	CHECK_EQ_UINT(c->key_copies, 0);
	CHECK_EQ_UINT(c->n_recipes, 4);
	CHECK_EQ_STR(c->recipes[0].folder, "/r/one");
	CHECK_EQ_UINT(c->recipes[0].seats, 2);
	CHECK_EQ_STR(json_get(c->recipes[3].settings, "mandant")->text, "0001");
	CHECK_EQ_STR(json_get(c->recipes[3].settings, "programm")->text, "no");
	CHECK_EQ_INT(c->recipes[0].tape, TAPE_MASKED);
	CHECK_EQ_INT(c->recipes[1].tape, 0);
	CHECK_EQ_INT(c->recipes[2].tape, TAPE_FULL);
	CHECK_EQ_STR(c->recipes[2].tape_reason, "Erprobung");
	CHECK_EQ_UINT(c->n_sources, 2);
	CHECK(c->sources[0].options.kind == SOURCE_HTTP);
	CHECK_EQ_STR(c->sources[0].options.url, "https://a.example/b");
	CHECK_EQ_INT(c->sources[0].options.poll_ms, 2000);
	CHECK_EQ_INT(c->sources[0].options.timeout_ms, 7000);
	CHECK(c->sources[1].options.kind == SOURCE_FOLDER);
	CHECK_EQ_STR(c->sources[1].recipe, "hund");
	CHECK_EQ_INT(c->deliver.first_ms, 1000);
	CHECK_EQ_INT(c->deliver.cap_ms, 120000);
	CHECK(c->deliver.give_up_ms > c->deliver.cap_ms);
	remove_folder();
}

TEST(what_is_not_said_has_its_default)
{
	CLEANUP(config_freep) struct config *c = NULL;
	struct err e = { 0 };

	CHECK_OK(config_load(written(PLACES RECIPES SOURCES), &c, &e), e);
	CHECK_EQ_UINT(c->desks, 1);
	CHECK_EQ_UINT(c->key_copies, 7);
	remove_folder();
}

static const struct {
	const char *text, *says;
} mistakes[] = {
	{ "", "the document is empty" },
	{ "[ a ]\n", "expected a map of keys" },
	{ "states: x\n", ":1:1: unknown key 'states', did you mean 'state'?" },
	{ "keys: k\n" RECIPES SOURCES, "'state' is missing" },
	{ "state: s\n" RECIPES SOURCES, "'keys' is missing" },
	{ PLACES SOURCES, "'recipes' is missing" },
	{ PLACES RECIPES, "'sources' is missing" },
	{ PLACES "recipes: []\n" SOURCES, "'recipes' is missing" },
	{ "state: [ a ]\n", ":1:8: 'state' must be a text" },
	{ "state: ''\n", ":1:8: expected a path" },
	{ PLACES "desks: 65\n", ":3:8: expected a number from 0 to 64" },
	{ PLACES "desks: -1\n", ":3:8: expected a number" },
	{ PLACES "key_copies: 366\n", ":3:13: expected a number from 0 to 365" },
	{ PLACES "recycle_after: 0\n", ":3:16: expected at least 1" },
	{ PLACES "recipes: [ x ]\n", ":3:12: expected a map of keys" },
	{ PLACES "recipes: [ { seats: 1 } ]\n", ":3:12: a recipe needs its folder" },
	{ PLACES "recipes: [ { folder: r, config: { a: [ b ] } } ]\n",
	  ":3:38: a setting must be a text" },
	{ PLACES "recipes: [ { folder: r, tape: half } ]\n",
	  ":3:31: expected masked, full or off" },
	{ PLACES "recipes: [ { folder: r, tape: full } ]\n",
	  ":3:12: 'tape: full' needs a 'tape_reason'" },
	{ PLACES "recipes: [ { folder: r, tape: full, tape_reason: ' ' } ]\n",
	  ":3:50: expected a reason" },
	{ PLACES "recipes: [ { folder: r, tape_reason: because } ]\n",
	  ":3:12: 'tape_reason' is for 'tape: full' only" },
	{ PLACES "sources: [ { folder: in } ]\n", ":3:12: a source needs a name" },
	{ PLACES "sources: [ { name: Ü, folder: in } ]\n", "a source's name is" },
	{ PLACES "sources: [ { name: a } ]\n", "either a folder or an url" },
	{ PLACES "sources: [ { name: a, folder: b, url: 'http://c' } ]\n",
	  "either a folder or an url" },
	{ PLACES "sources: [ { name: a, folder: b, token_file: t } ]\n",
	  "a folder needs no token_file" },
	{ PLACES "sources: [ { name: a, url: 'http://c', ca_file: t } ]\n",
	  "ca_file is for an address" },
	{ PLACES "sources: [ { name: a, folder: b }, { name: a, folder: c } ]\n",
	  ":3:36: there is a source of this name already" },
	{ PLACES "sources: [ { name: a, url: 'ftp://c' } ]\n", "begins with https://" },
	{ PLACES "sources: [ { name: a, folder: b, poll: soon } ]\n", "expected a duration" },
	{ PLACES "sources: [ { name: a, folder: b, poll: 0s } ]\n", "expected a duration" },
	{ PLACES "deliver: { first_retry: 10s, longest_retry: 5s }\n", "first_retry is longer" },
	{ "state: a\nstate: b\n", ":2:1:" },
};

TEST(every_mistake_has_its_place)
{
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		CLEANUP(config_freep) struct config *c = NULL;
		struct err e = { 0 };
		CHECK(!config_load(written(mistakes[i].text), &c, &e));
		CHECK_HAS_STR(e.msg, mistakes[i].says);
		CHECK_HAS_STR(e.msg, "agent.yaml");
		CHECK(c == NULL);
	}
	remove_folder();
}
