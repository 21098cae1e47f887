#!/bin/sh
# peer.sh - the task of bench/form as a script from the tools every distribution has.
# SPDX-License-Identifier: EUPL-1.2
# usage: peer.sh FORMULAR VALUES RECORDS ISSUED
#   FORMULAR  the program
#   VALUES    one line a record: eight fields divided by tabs, none empty
#   RECORDS   the program's file
#   ISSUED    the running number it issued last
# Prints one line a record, divided by tabs: milliseconds, number read, lines in RECORDS before and
# after.
#
# It is what a careful person writes in an afternoon: the German keymap is loaded, so that umlauts
# have keys; it waits for the window and the focus; it reads again what cannot be a number; nothing
# sleeps. Places on the screen are fixed: the window always opens at the same one.
set -u

NEU=238,384          # button Neu
NUMBER=180x23+196+322 # the area of the number: width, height, x, y
TRIES=5              # readings before it gives up

fail()
{
	printf 'peer.sh: %s\n' "$*" >&2
	exit 1
}

[ $# -eq 4 ] || fail "usage: peer.sh FORMULAR VALUES RECORDS ISSUED"
program=$1 values=$2 records=$3 issued=$4
for tool in Xvfb setxkbmap xdotool import convert tesseract; do
	command -v "$tool" >/dev/null || fail "$tool is missing (./dev setup)"
done

tmp=$(mktemp -d) || exit 1
server='' client=''
finish()
{
	[ -z "$client" ] || kill "$client" 2>/dev/null
	[ -z "$server" ] || kill "$server" 2>/dev/null
	wait
	rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 130' INT TERM

mkfifo "$tmp/display"
Xvfb -displayfd 3 -screen 0 1280x1024x24 -nolisten tcp -noreset \
	3>"$tmp/display" >"$tmp/server.log" 2>&1 &
server=$!
read -r number <"$tmp/display" || fail "Xvfb: $(tail -n 1 "$tmp/server.log")"
DISPLAY=:$number
OMP_THREAD_LIMIT=1 # one line of text: threads only cost
LC_ALL=C.UTF-8
export DISPLAY OMP_THREAD_LIMIT LC_ALL
setxkbmap de || fail "no German keymap"

: >"$records"
"$program" "$records" "$issued" >"$tmp/client.log" 2>&1 &
client=$!
xdotool search --sync --onlyvisible --name '^Formular$' >/dev/null || fail "no window"

# read_number - what stands in the number's area; the last reading if none has the right form.
read_number()
{
	try=0
	while [ "$try" -lt "$TRIES" ]; do
		import -window root -crop "$NUMBER" "$tmp/number.png"
		convert "$tmp/number.png" -resize 300% "$tmp/number3.png"
		text=$(tesseract "$tmp/number3.png" - --psm 7 -l deu 2>/dev/null | tr -d ' \n\f')
		case $text in
		[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9].[0-9]) break ;;
		esac
		try=$((try + 1))
	done
	printf '%s' "$text"
}

# enter FIELD... - one record: clear the form, type, save.
enter()
{
	window=$(xdotool search --sync --onlyvisible --name '^Formular$')
	xdotool windowfocus --sync "$window"
	xdotool mousemove "${NEU%,*}" "${NEU#*,}" click 1
	for field; do
		xdotool type -- "$field"
		xdotool key Tab
	done
	xdotool key space # behind the last field: Speichern
}

tab=$(printf '\t')
while IFS=$tab read -r a b c d e f g h; do
	before=$(wc -l <"$records")
	began=$(date +%s%N)
	enter "$a" "$b" "$c" "$d" "$e" "$f" "$g" "$h"
	number=$(read_number)
	ended=$(date +%s%N)
	printf '%s\t%s\t%s\t%s\n' "$(((ended - began) / 1000000))" "$number" "$before" \
		"$(wc -l <"$records")"
done <"$values"
