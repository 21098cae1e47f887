# check-layers.awk - reads the table of layers, then sources, then CMake lists.
# SPDX-License-Identifier: EUPL-1.2

function bad(line, text) { print FILENAME ":" line ": " text }

function owns(pattern, header,    star)
{
	star = index(pattern, "*")
	return star ? substr(pattern, 2, star - 2) == substr(header, 2, star - 2) : pattern == header
}

function allowed(folder, other)
{
	return (folder, other) in may || (folder in any && other in rank && rank[other] < rank[folder])
}

# One line of the table.
function table_line(folder, i)
{
	folder = $1
	if (folder != "system" && folder in rank)
		bad(FNR, "'" folder "' stands here twice")
	if (folder != "system") {
		rank[folder] = ++folders
		at[folder] = FNR
	}
	for (i = 2; i <= NF; i++) {
		if ($i ~ /^</ && folder == "system") {
			system_header[$i] = 1
		} else if ($i ~ /^</) {
			owner[$i] = owner[$i] " " folder
		} else if ($i == "*") {
			any[folder] = 1
		} else if (!($i in rank)) {
			bad(FNR, "'" $i "' must stand above '" folder "'")
		} else {
			may[folder, $i] = 1
			entry[folder " " $i] = FNR
		}
	}
}

function include_project(folder, path, to)
{
	to = path
	if (!sub(/\/[^\/]*$/, "", to)) {
		bad(FNR, "\"" path "\": write the path from the root of the repository")
		return
	}
	used[folder " " to] = 1
	if (to != folder && !allowed(folder, to))
		bad(FNR, folder " may not include " to)
}

function include_other(folder, header, pattern, who)
{
	for (pattern in system_header)
		if (owns(pattern, header))
			return
	for (pattern in owner)
		if (owns(pattern, header)) {
			who = who owner[pattern]
			used_pattern[pattern] = 1
		}
	if (who == "")
		bad(FNR, header " belongs to no folder in tools/layers.txt")
	else if (!index(who " ", " " folder " "))
		bad(FNR, "only" who " may include " header)
}

# One word of a CMake list; `call` is the function whose arguments we are in.
function cmake_word(word)
{
	if (word ~ /^amtsbote_[a-z]+\($/) {
		call = word
		keyword = ""
		arguments = 0
		call_line = FNR
		return
	}
	if (word == ")") {
		call = ""
		return
	}
	if (call == "")
		return
	if (++arguments == 1) {
		if (call == "amtsbote_layer(") {
			linked[here] = FILENAME ":" FNR
			if (word != here)
				bad(FNR, "the layer of this folder is called " here ", not " word)
		}
	} else if (word ~ /^(SOURCES|USES|PACKAGES|LIBS|OUTPUT|OWN)$/) {
		keyword = word
	} else if (keyword == "USES") {
		if (word != here && !allowed(here, word))
			bad(FNR, here " may not link " word)
		if (call == "amtsbote_layer(")
			links[here " " word] = FILENAME ":" FNR
	}
}

FILENAME == ARGV[1] {
	if (!/^#/ && NF)
		table_line()
	next
}

FNR == 1 {
	here = FILENAME
	if (!sub(/\/[^\/]*$/, "", here))
		here = "."
	call = ""
	is_code = FILENAME ~ /\.[ch]$/
	if (is_code && !(here in rank) && !(here in reported)) {
		bad(1, "folder '" here "' is not in tools/layers.txt")
		reported[here] = 1
	}
	if (FILENAME ~ /\.c$/)
		has_code[here] = 1
}

is_code && /^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, part, "\"")
	include_project(here, part[2])
	next
}

is_code && /^[ \t]*#[ \t]*include[ \t]*</ {
	match($0, /<[^>]*>/)
	include_other(here, substr($0, RSTART, RLENGTH))
	next
}

!is_code && here in rank {
	sub(/#.*/, "")
	gsub(/\(/, "( ")
	gsub(/\)/, " ) ")
	words = split($0, word, /[ \t]+/)
	for (w = 1; w <= words; w++)
		if (word[w] != "")
			cmake_word(word[w])
}

END {
	FILENAME = ARGV[1]
	for (folder in has_code) {
		if (!(folder in linked) && folder in rank && folder !~ /^tools/ && !(folder in any))
			bad(at[folder], folder "/CMakeLists.txt has no amtsbote_layer(" folder " ...)")
	}
	for (e in entry) {
		split(e, pair, " ")
		if (!(pair[1] in has_code))
			continue
		if (!(e in used))
			bad(entry[e], "stale: " pair[1] " includes nothing of " pair[2])
		if (pair[1] in linked && !(e in links))
			print linked[pair[1]] ": USES lacks " pair[2] ", which tools/layers.txt names"
	}
	for (e in links) {
		split(e, pair, " ")
		if (pair[1] in any && !(e in used))
			print links[e] ": stale: " pair[1] " includes nothing of " pair[2]
	}
	for (pattern in owner) {
		folder = substr(owner[pattern], 2)
		if (folder in has_code && !(pattern in used_pattern))
			bad(at[folder], "stale: " folder " includes no " pattern)
	}
}
