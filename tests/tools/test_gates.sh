#!/bin/sh
# test_gates.sh - every gate passes on a good tree and fails on each bad one.
# SPDX-License-Identifier: EUPL-1.2
set -u
cd "$(dirname "$0")/../.." || exit 2
tools=$PWD/tools
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
failed=0
cases=0

licence='SPDX-License-Identifier: EUPL-1.2'

# c_head NAME - first two lines of a good C file.
c_head()
{
	printf '/* %s - sample. */\n/* %s */\n' "$1" "$licence"
}

# fresh - a good tree: two layers, one header each, a script, a built object.
fresh()
{
	rm -rf "$tmp/tree"
	mkdir -p "$tmp/tree/low" "$tmp/tree/high" "$tmp/tree/base" "$tmp/tree/tools"
	cd "$tmp/tree" || exit 2
	git init -q .
	echo /build/ >.gitignore
	cp "$tools/../.clang-format" .
	cp "$tools/../base/banned.h" base/
	printf '%s\n' 'system <stdbool.h> <stdio.h> <stdlib.h> <string.h> <time.h> <unistd.h>' \
		'base' 'low <zlib.h>' 'high low' >tools/layers.txt
	printf '# %s\namtsbote_layer(low SOURCES low.c)\n' "$licence" >low/CMakeLists.txt
	printf '# %s\namtsbote_layer(high SOURCES high.c USES low)\n' "$licence" \
		>high/CMakeLists.txt
	{
		c_head low.h
		printf '#pragma once\n#include <stdbool.h>\n\n'
		printf '/* low_is() - true for a known name. */\nbool low_is(const char *name);\n'
	} >low/low.h
	{
		c_head low.c
		printf '#include "low/low.h"\n#include <string.h>\n#include <zlib.h>\n\n'
		printf 'static const char *const NAMES[] = { "a", "b" };\n\n'
		printf 'bool low_is(const char *name)\n{\n'
		printf '\treturn strcmp(name, NAMES[0]) == 0 || strcmp(name, NAMES[1]) == 0;\n}\n'
	} >low/low.c
	{
		c_head high.c
		printf '#include "low/low.h"\n\nint main(void)\n{\n\treturn low_is("a");\n}\n'
	} >high/high.c
	printf '#!/bin/sh\n# run - sample.\n# %s\n' "$licence" >run
}

# verdict GATE EXPECTED WHAT [TEXT] - run the gate on the tree; 0 wanted or 1 with TEXT in it.
verdict()
{
	cases=$((cases + 1))
	found=$("$tools/check-$1" "$tmp/tree" 2>&1)
	status=$?
	if [ "$status" != "$2" ]; then
		printf 'check-%s: %s: status %s, want %s\n%s\n' "$1" "$3" "$status" "$2" "$found"
		failed=1
	elif [ "$2" = 0 ] && [ -n "$found" ]; then
		printf 'check-%s: %s: not silent:\n%s\n' "$1" "$3" "$found"
		failed=1
	elif [ "$2" = 1 ]; then
		printf '%s\n' "$found" | grep -E '^[^:]+:[0-9]+: ' | grep -qF -- "$4" || {
			printf 'check-%s: %s: no finding "%s" in:\n%s\n' "$1" "$3" "$4" "$found"
			failed=1
		}
	fi
}

# bad GATE WHAT TEXT - the changed tree must fail; a fresh one follows.
bad()
{
	verdict "$1" 1 "$2" "$3"
	fresh
}

# good GATE WHAT - the changed tree must pass; a fresh one follows.
good()
{
	verdict "$1" 0 "$2"
	fresh
}

# build_objects - what check-globals reads.
build_objects()
{
	mkdir -p build/dev/low/CMakeFiles/low.dir
	gcc -fPIE -I. -c low/low.c -o build/dev/low/CMakeFiles/low.dir/low.c.o
}

# repeat COUNT TEXT - so many lines of text.
repeat()
{
	awk -v count="$1" -v text="$2" 'BEGIN { while (count-- > 0) print text }'
}

test_layers()
{
	verdict layers 0 'good tree'
	echo '#include "high/high.h"' >>low/low.c
	bad layers 'upward include' 'low may not include high'
	echo '#include "low.h"' >>high/high.c
	bad layers 'path without folder' 'from the root'
	echo '#include <zlib.h>' >>high/high.c
	bad layers 'foreign header of another folder' 'only low may include <zlib.h>'
	echo '#include <curl/curl.h>' >>high/high.c
	bad layers 'foreign header of nobody' 'belongs to no folder'
	echo '#include <pthread.h>' >>high/high.c
	bad layers 'threads' 'belongs to no folder'
	sed -i 's/ USES low//' high/CMakeLists.txt
	bad layers 'link line lacks a layer' 'USES lacks low'
	sed -i 's/low.c)/low.c\n\tUSES\n\thigh)/' low/CMakeLists.txt
	bad layers 'link line has too much' 'low may not link high'
	sed -i 's/^high low/high base low/' tools/layers.txt
	bad layers 'stale folder' 'stale: high includes nothing of base'
	sed -i '/zlib/d' low/low.c
	bad layers 'stale header' 'stale: low includes no <zlib.h>'
	sed -i 's/^base$/base high/' tools/layers.txt
	bad layers 'order of the table' "'high' must stand above 'base'"
	mkdir util && c_head a.c >util/a.c
	bad layers 'unknown folder' "folder 'util' is not in"
	sed -i 's/^high low/high */' tools/layers.txt
	good layers 'everything above'
	mkdir tests && c_head t.c >tests/t.c && echo '#include <curl/curl.h>' >>tests/t.c
	good layers 'tests are free'
}

# function_ SIGNATURE BODY - append a function to low.c.
function_()
{
	printf '\n%s\n{\n%s\n}\n' "$1" "$2" >>low/low.c
}

test_sizes()
{
	verdict sizes 0 'good tree'
	repeat 500 '' >>low/low.c
	bad sizes 'long file' 'at most 500'
	function_ 'void f(void)' "$(repeat 58 '	g();')"
	bad sizes 'long function' 'f: 61 lines'
	function_ 'void f(void)' "$(repeat 57 '	g();')"
	good sizes 'function of 60 lines'
	function_ 'void f(int a, int b, int c, int d, int e, int g)' ''
	bad sizes 'six parameters' 'f: 6 parameters'
	function_ 'void f(int a, int b, int c, int d, const char *e, ...)' ''
	good sizes 'five parameters and more to print'
	echo 'void f(int a, bool b, bool c);' >>low/low.h
	bad sizes 'two bools' 'f: 2 bool'
	echo 'void f(int a, bool b, bool *ret_c);' >>low/low.h
	good sizes 'a bool result'
	function_ 'void f(void)' 'if (a) { while (b) { for (;;) { switch (c) { case 1: g(); } } } }'
	bad sizes 'nested too deep' 'f: nested 4 deep'
	function_ 'void f(void)' 'if (a) for (;;) while (b) if (c) if (d) g();'
	bad sizes 'nested without braces' 'f: nested 4 deep'
	function_ 'void f(void)' 'if (a) { } else if (b) { } else if (c) { } else if (d) { g(); }'
	good sizes 'a chain of else if'
	function_ 'void f(void)' 'LIST_EACH (a, b) { if (a) { if (b) { if (c) { g(); } } } }'
	bad sizes 'nested in a macro loop' 'f: nested 4 deep'
	function_ 'void f(void)' 'struct a b = {{{{{1}}}}}; g((struct a){{{{{1}}}}});'
	good sizes 'initialisers are no blocks'
	function_ 'void f(void)' "$(repeat 7 '	if (a && "&&" /* || */) g();') a ? b : c;"
	bad sizes 'complexity 16' 'f: complexity 16'
	function_ 'void f(void)' "$(repeat 7 '	if (a && "&&" /* || */) g();')"
	good sizes 'complexity 15'
	function_ 'void f(void)' 'goto end; end: ;'
	bad sizes 'goto' 'f: goto'
	printf '/* %s */\n' "$(repeat 1 "$(printf '%96s' '')")" >>low/low.c
	bad sizes '102 columns' '102 columns'
	printf '/* %s */\n' "$(repeat 94 ü | tr -d '\n')" >>low/low.c
	good sizes 'columns are characters, not bytes'
	printf '/* check-sizes: allow parameters - as the library calls it */\n' >>low/low.h
	echo 'void f(int a, int b, int c, int d, int e, int g);' >>low/low.h
	good sizes 'allowed with a reason'
}

test_headers()
{
	verdict headers 0 'good tree'
	echo 'void low_undocumented(void);' >>low/low.h
	bad headers 'prototype without comment' 'low_undocumented: no comment'
	printf '/* low_is() - again */\nvoid low_other(void);\n' >>low/low.h
	bad headers "another function's comment" 'low_other: no comment'
	sed -i '/pragma/d' low/low.h
	bad headers 'no pragma' 'no #pragma once'
	sed -i '/stdbool/d' low/low.h
	bad headers 'needs another header' 'does not compile alone'
	sed -i '1s/.*/#include "low\/low.h"/' low/low.c
	bad headers 'no purpose' 'first line is not'
	{
		echo 'struct low_ops { bool (*open)(const char *name); };'
		echo 'extern int (*low_hook)(int a);'
		printf '/* low_log() - print. */\n__attribute__((format(printf, 1, 2)))\n'
		printf 'void low_log(const char *format, ...);\n'
		echo '_Static_assert(sizeof(int) == 4, "size");'
	} >>low/low.h
	good headers 'function pointers and attributes'
}

test_text()
{
	for gate in names licence spelling paths banned format; do
		verdict $gate 0 'good tree'
	done
	c_head util.c >low/util.c
	bad names 'junk drawer' 'says nothing'
	mkdir common && c_head a.c >common/a.c
	bad names 'junk folder' 'says nothing'
	c_head x.h >low/string_helper.h
	bad names 'junk word' 'says nothing'
	c_head all.h >low/all.h
	bad names 'umbrella' 'umbrella'
	c_head x.h >'low/a b.h'
	bad names 'blank' 'special characters'
	sed -i 2d low/low.c
	bad licence 'C file' 'low.c:1: no line'
	sed -i '/SPDX/d' run
	bad licence 'script without suffix' 'run:1: no line'
	sed -i 1d low/CMakeLists.txt
	bad licence 'CMake list' 'CMakeLists.txt:1: no line'
	printf '/* TO%s: later */\n' DO >>low/low.c
	bad spelling 'reminder' 'without an issue number'
	printf '/* TO%s(#12): later */\n' DO >>low/low.c
	good spelling 'reminder with a number'
	printf '\n/* Loop over the names. */\n' >>low/low.c
	bad spelling 'narration' 'tells what the code says'
	printf '\n/*\n * Now we go on.\n */\n' >>low/low.c
	bad spelling 'narration on the second line' 'tells what the code says'
	printf '\n/* ====== names ====== */\n' >>low/low.c
	bad spelling 'banner' 'banner'
	printf '\n# now we go\n' >>run
	bad spelling 'narration in a script' 'tells what the code says'
	printf 'const char *path = "/%s/x";\n' home/anna >>low/low.c
	bad paths 'home folder' 'path of one machine'
	echo 'tests/work/x ./home/y' >notes.md
	good paths 'folders below'
	printf '#undef sprintf\n' >>low/low.c
	bad banned 'no reason' 'without a reason'
	printf '#undef sprintf /* fmt is the wrapper */\n' | tee -a high/high.c >>low/low.c
	bad banned 'second wrapper' 'is the wrapper of sprintf'
	printf '#undef sprintf /* fmt is the wrapper */\n' >>low/low.c
	good banned 'one wrapper'
	printf 'int  a;\n' >>low/low.c
	bad format 'two blanks' 'not as .clang-format'
}

test_globals()
{
	build_objects
	verdict globals 0 'good tree, const table of pointers'
	printf 'int low_count;\nint *low_next(void) { static int n = 1; return &n; }\n' >>low/low.c
	build_objects
	verdict globals 1 'zeroed data' 'mutable global low_count'
	verdict globals 1 'static in a function' 'mutable global n '
	printf 'low/low.c low_count # counts\nlow/low.c n # numbers\n' >tools/globals.txt
	verdict globals 0 'listed with reason'
	printf 'low/low.c gone # was here\n' >>tools/globals.txt
	verdict globals 1 'stale' 'stale'
	printf 'low/low.c low_count\nlow/low.c n # numbers\n' >tools/globals.txt
	bad globals 'no reason' 'no reason for low_count'
}

# test_banned_header - the compiler refuses, also after system headers.
test_banned_header()
{
	for call in 'strcpy(a, a)' 'snprintf(a, 1, "x")' 'system(a)' 'usleep(1)' 'localtime(0)'; do
		cases=$((cases + 1))
		printf '#include <%s.h>\n' stdio stdlib string time unistd >x.c
		printf 'void f(char *a)\n{\n\t(void)%s;\n}\n' "$call" >>x.c
		gcc -fsyntax-only x.c || failed=1
		if gcc -include base/banned.h -fsyntax-only x.c 2>/dev/null; then
			echo "base/banned.h: accepts $call"
			failed=1
		fi
		sed -i '1i #undef strcpy\n#undef snprintf\n#undef system\n#undef usleep' x.c
		sed -i '1i #undef localtime' x.c
		gcc -include base/banned.h -fsyntax-only x.c || failed=1
	done
	fresh
}

fresh
test_layers
test_sizes
test_headers
test_text
test_globals
test_banned_header
echo "$cases cases"
exit $failed
