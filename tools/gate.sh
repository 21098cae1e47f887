# gate.sh - start of every gate: enters the tree to check, lists its files.
# SPDX-License-Identifier: EUPL-1.2
# A gate prints "file:line: message", exits 1 on findings and says nothing when clean.
# usage: tools/check-NAME [TREE]     (default: the tree this script is in)
set -u
tools=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$tools/..}" || exit 2

# files PATTERN... - tracked and new files below the tree that match one of the patterns.
files()
{
	if git -c safe.directory='*' rev-parse --git-dir >/dev/null 2>&1; then
		git -c safe.directory='*' -c core.quotePath=false ls-files -co --exclude-standard
	else
		find . -type f ! -path './build/*' ! -path './.git/*' | sed 's,^\./,,'
	fi | sort -u | while IFS= read -r file; do
		[ -f "$file" ] || continue
		for pattern in "$@"; do
			# shellcheck disable=SC2254 # the pattern is meant as one
			case $file in $pattern) printf '%s\n' "$file"; break ;; esac
		done
	done
}

# scripts - files that begin with #! and carry no C or data suffix.
scripts()
{
	files '*' | while IFS= read -r file; do
		case ${file##*/} in *.sh | *.awk | *.py) ;; *.*) continue ;; esac
		IFS= read -r first <"$file" 2>/dev/null || continue
		case $first in '#!'*) printf '%s\n' "$file" ;; esac
	done
}

# sources - everything somebody wrote as code.
sources()
{
	{
		files '*.c' '*.h' '*.sh' '*.cmake' 'CMakeLists.txt' '*/CMakeLists.txt'
		scripts
	} | sort -u
}

# measure - path of the program that understands C; built when it is missing or old.
measure()
{
	program=$tools/../build/tools/measure
	if [ ! -x "$program" ] || [ -n "$(find "$tools/measure" -newer "$program")" ]; then
		mkdir -p "${program%/*}"
		# own name first: two gates may build at the same time
		gcc -std=gnu17 -O2 -I"$tools/.." "$tools"/measure/*.c -o "$program.$$" >&2 &&
			mv "$program.$$" "$program" ||
			return 1
	fi
	printf '%s\n' "$program"
}

# refuse_any - copy findings through; fail when there was one.
refuse_any()
{
	awk '{ print } END { exit NR > 0 }'
}
