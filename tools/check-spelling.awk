# check-spelling.awk - looks at comments of C (block and line) and of scripts.
# SPDX-License-Identifier: EUPL-1.2

BEGIN {
	# in two parts, so that this file passes its own gate
	reminder = "(^|[^A-Za-z_])(TO" "DO|FIX" "ME|XX" "X|HA" "CK)([^A-Za-z_]|$)"
	narration = "^(loop (over|through)|iterate (over|through)|now (we|let)|first,? we|then,? we" \
		"|here we|we now|next,? we|finally,? we|let's|this (function|method|file|module) " \
		"|helper (function|to|for)|increment |initiali[sz]e the |create an? new |call the " \
		"|fixed |improved |refactored |enhanced |robust |note that |important:|new:)"
}

function bad(text) { print FILENAME ":" FNR ": " text }

function check_start(text)
{
	if (match(tolower(text), narration))
		bad("comment tells what the code says: \"" substr(text, 1, 40) "\"")
}

function check_any(text)
{
	if (match(text, reminder) && text !~ /#[0-9]+/)
		bad("reminder without an issue number")
	if (text ~ /([=*#~+-])[=*#~+-][=*#~+-][=*#~+-][=*#~+-][=*#~+-]/)
		bad("banner in a comment")
	if (text ~ /\360\237/ || text ~ /\342(\234|\235)/)
		bad("pictogram in a comment")
}

function trim(text)
{
	sub(/^[ \t*]+/, "", text)
	return text
}

# Text of the comments on this line of C; `block` is true inside a block comment.
function c_line(line,    begin, end, text)
{
	while (line != "") {
		if (!block) {
			gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
			begin = match(line, /\/[*\/]/)
			if (!begin)
				return
			text = substr(line, begin, 2)
			line = substr(line, begin + 2)
			started = 0
			if (text == "//") {
				check_any(line)
				check_start(trim(line))
				return
			}
			block = 1
		}
		end = index(line, "*/")
		text = end ? substr(line, 1, end - 1) : line
		check_any(text)
		if (!started && trim(text) != "") {
			started = 1
			check_start(trim(text))
		}
		if (!end)
			return
		block = 0
		line = substr(line, end + 2)
	}
}

FNR == 1 { block = 0; is_c = FILENAME ~ /\.[ch]$/; previous = 0 }

is_c { c_line($0); next }

# only whole-line comments: elsewhere a # may be anything
/^[ \t]*#/ && !/^#!/ {
	text = $0
	sub(/^[ \t]*#+[ \t]*/, "", text)
	check_any(text)
	if (previous != FNR - 1)
		check_start(text)
	previous = FNR
}
