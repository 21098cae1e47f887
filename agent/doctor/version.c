/* version.c - what is running: ourselves, the libraries, the kernel. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h> /* xdo.h uses useconds_t and size_t without saying so */
#include <unistd.h>

#include <curl/curl.h>
#include <leptonica/allheaders.h>
#include <libfyaml.h>
#include <lua.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/utsname.h>
#include <tesseract/capi.h>
#include <xdo.h>
#include <yajl/yajl_version.h>
#include "agent/doctor/check.h"

void version_amtsbote(struct checkup *c)
{
	check_found(c, OBSERVATION_OK, "amtsbote", "%s", AMTSBOTE_VERSION);
}

static const char *of_xdo(struct arena *a)
{
	(void)a;
	return xdo_version();
}

static const char *of_tesseract(struct arena *a)
{
	(void)a;
	return TessVersion();
}

static const char *of_leptonica(struct arena *a)
{
	char *made = getLeptonicaVersion(); /* "leptonica-1.82.0" */
	const char *text = arena_strdup(a, made ? made : "?");
	const char *dash = strchr(text, '-');

	lept_free(made);
	return dash ? dash + 1 : text;
}

static const char *of_curl(struct arena *a)
{
	const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);

	return arena_printf(a, "%s with %s", v->version,
			    v->ssl_version ? v->ssl_version : "no TLS library");
}

static const char *of_sqlite(struct arena *a)
{
	(void)a;
	return sqlite3_libversion();
}

static const char *of_lua(struct arena *a)
{
	(void)a;
	return LUA_VERSION_MAJOR "." LUA_VERSION_MINOR "." LUA_VERSION_RELEASE;
}

static const char *of_yajl(struct arena *a)
{
	int v = yajl_version(); /* 20100 is 2.1.0 */

	return arena_printf(a, "%d.%d.%d", v / 10000, v / 100 % 100, v % 100);
}

static const char *of_fyaml(struct arena *a)
{
	(void)a;
	return fy_library_version();
}

void version_libraries(struct checkup *c)
{
	static const struct {
		const char *name;
		const char *(*version)(struct arena *a);
	} rows[] = {
		{ "libxdo", of_xdo },          { "Tesseract", of_tesseract },
		{ "Leptonica", of_leptonica }, { "libcurl", of_curl },
		{ "SQLite", of_sqlite },       { "Lua", of_lua },
		{ "libyajl", of_yajl },        { "libfyaml", of_fyaml },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_found(c, OBSERVATION_OK, rows[i].name, "%s", rows[i].version(c->arena));
}

void version_kernel(struct checkup *c)
{
	struct utsname u;

	if (uname(&u) == 0)
		check_found(c, OBSERVATION_OK, u.sysname, "%s %s", u.release, u.machine);
}
