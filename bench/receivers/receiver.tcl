# receiver.tcl - Tk: takes a text of the length given and writes what it took.
# SPDX-License-Identifier: EUPL-1.2
lassign $argv file length
encoding system utf-8
set written 0
text .text -width 90 -height 30 -wrap char
pack .text
proc deliver {} {
	global file written
	set out [open $file.part w]
	fconfigure $out -encoding utf-8 -translation lf
	puts -nonewline $out [.text get 1.0 "end - 1 chars"]
	close $out
	file rename -force $file.part $file
	.text delete 1.0 end
	.text edit modified 0
	wm title . "written [incr written]."
}
bind .text <<Modified>> {
	if {[.text edit modified]} {
		.text edit modified 0
		if {[.text count -chars 1.0 "end - 1 chars"] >= $length} deliver
	}
}
bind . <F2> deliver
set out [open $file.pid w]
puts $out [pid]
close $out
wm title . ready
focus -force .text
