/* builtin_date.c - helpers on days. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <lua.h>
#include <stdlib.h>
#include "agent/recipe/argument.h"
#include "agent/recipe/builtin.h"
#include "agent/recipe/calendar.h"
#include "agent/recipe/proxy.h"
#include "agent/recipe/sandbox.h"
#include "agent/recipe/scope.h"
#include "base/buf.h"
#include "base/str.h"

/* As German forms and applications write a day. */
#define GERMAN "%d.%m.%Y"

enum { FORMATTED_BYTES = 64, YEAR_MAX = 9999 };

/* give() - push @d as the format says; every part that it names is known and the day exists. */
static int give(lua_State *lua, struct day d, const char *format)
{
	struct buf out;

	buf_init(&out, FORMATTED_BYTES);
	bool known = calendar_format(d, format, &out) && !out.overflowed;
	char *text = buf_take(&out);

	if (!known) {
		free(text);
		sandbox_fail(lua, "a day's format has %%d, %%m, %%Y, %%y and signs between them");
	}
	sandbox_pass(lua, text);
	return 1;
}

static void refuse_unknown(lua_State *lua, const char *name, struct day d)
{
	if (d.year && d.month && d.day)
		return;
	sandbox_fail(lua, "%s: not known of this day:%s%s%s", name, d.day ? "" : " day",
		     d.month ? "" : " month", d.year ? "" : " year");
}

int builtin_date(lua_State *lua)
{
	const char *format = argument_text_or(lua, 2, "date", GERMAN);
	struct day d;

	if (!calendar_from(argument_text(lua, 1, "date"), &d))
		sandbox_fail(lua, "date: a day is written as 2026-03-01");
	refuse_unknown(lua, "date", d);
	if (!calendar_exists(d))
		sandbox_fail(lua, "date: the calendar has no such day");
	return give(lua, d, format);
}

/* part() - a member of a FIM date group; 0 if it is missing, null or 0. */
static int part(lua_State *lua, const struct json *group, const char *name)
{
	const struct json *j = json_get(group, name);
	uint64_t v = 0;

	if (!j || j->type == JSON_NULL)
		return 0;
	if ((j->type != JSON_NUMBER && j->type != JSON_TEXT) || !str_to_u64(j->text, YEAR_MAX, &v))
		sandbox_fail(lua, "date_parts: %s is no whole number", name);
	return (int)v;
}

int builtin_date_parts(lua_State *lua)
{
	const char *format = argument_text_or(lua, 2, "date_parts", GERMAN);
	const struct json *group = proxy_json(lua, 1);
	const char *missing = sandbox_of(lua)->missing;

	if (!group || group->type != JSON_OBJECT)
		sandbox_fail(lua, "date_parts: %s",
			     lua_isnil(lua, 1) && missing[0]
				     ? missing
				     : "argument 1 must be a date in parts");
	/* FIM's group "teilbekanntes Datum": day, month, year as whole numbers */
	struct day d = {
		.day = part(lua, group, "F60000231"),
		.month = part(lua, group, "F60000232"),
		.year = part(lua, group, "F60000233"),
	};

	refuse_unknown(lua, "date_parts", d);
	if (!calendar_exists(d))
		sandbox_fail(lua, "date_parts: the calendar has no such day");
	return give(lua, d, format);
}

int builtin_today(lua_State *lua)
{
	const char *format = argument_text_or(lua, 1, "today", "%Y-%m-%d");
	const struct scope_options *o = sandbox_of(lua)->owner;
	struct day d;

	if (!calendar_from(o->today, &d))
		sandbox_fail(lua, "today: the day of the run is not known");
	return give(lua, d, format);
}
