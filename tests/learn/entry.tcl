# entry.tcl - one Tk field: entry.tcl FONT [CHARACTERS IT REFUSES]
# SPDX-License-Identifier: EUPL-1.2
lassign $argv font refused
wm title . "ready"
proc takes {text} {
	foreach letter [split $::refused ""] {
		if {[string first $letter $text] >= 0} { return 0 }
	}
	return 1
}
pack [entry .e -width 60 -font $font -validate key -validatecommand {takes %P}]
focus .e
