# form.tcl - a Tk form with two fields and a button, and one oddity: form.tcl ODDITY FILE
# SPDX-License-Identifier: EUPL-1.2
# Whatever would commit (the button, Return, a double click) appends its name to FILE.
lassign $argv oddity file
wm title . "Formular $oddity"

proc commit {how} {
	set f [open $::file a]
	puts $f $how
	close $f
}

# What the first field takes: the whole text as it would be.
proc takes {text} {
	switch $::oddity {
		lossy { return [expr {![regexp {[ßŁ€]} $text]}] }
		short { return [expr {[string length $text] <= 30}] }
	}
	return 1
}

proc capitals {args} {
	set ::first [string toupper $::first]
}

proc tick {} {
	.clock configure -text [clock clicks]
	after 300 tick
}

if {$oddity eq "label"} {
	pack [label .first -text "Hier ist kein Feld"]
} else {
	pack [entry .first -width 60 -textvariable first -validate key -validatecommand {takes %P}]
	pack [entry .second -width 60 -textvariable second]
}
pack [button .commit -text Speichern -command {commit button}]
bind . <Return> {commit Return}
bind . <Double-Button-1> {commit double}
switch $oddity {
	upper { trace add variable first write capitals }
	private { .first configure -exportselection 0 }
	ticking { pack [label .clock -width 30]; tick }
	hanging { update; while 1 { after 1000 } }
	later { bind .first <Key-e> { while 1 { after 1000 } } }
	dying { bind .first <Key-e> { puts stderr "Absturz"; exit 7 } }
}
focus -force .first
