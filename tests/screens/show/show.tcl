# show.tcl - Tk: shows pages of a specification and writes where each text stands.
# SPDX-License-Identifier: EUPL-1.2
lassign $argv spec out family size
encoding system utf-8
font create look -family $family -size $size
set pad 4
set in [open $spec]
fconfigure $in -encoding utf-8
set pages [list]
set page [list]
foreach line [split [read $in] \n] {
	if {$line eq "page"} {
		lappend pages $page
		set page [list]
	} elseif {$line ne ""} {
		lappend page [split $line \t]
	}
}
set boxes [open $out w]
set number 0

proc make {item} {
	global pad
	lassign $item id kind x y w h ink ground text
	set name .page.i$id
	switch $kind {
		button { button $name -text $text -font look }
		area {
			text $name -font look -wrap none -background white -padx $pad -pady $pad
			$name insert end [string map [list \u001f \n] $text]
		}
		entry - number {
			set side [expr {$kind eq "number" ? "right" : "left"}]
			entry $name -font look -background white -justify $side
			$name insert end $text
		}
		default {
			set side [expr {$kind in {rcell rhead} ? "e" : "w"}]
			label $name -text $text -font look -anchor $side -padx $pad -pady 0 \
				-borderwidth 0 -highlightthickness 0 -foreground $ink \
				-background $ground
		}
	}
	place $name -x $x -y $y -width $w -height $h
}

# The box of a line: a label's from its anchor, other widgets tell.
proc box {name kind line} {
	global pad
	set left [winfo rootx $name]
	set top [winfo rooty $name]
	switch $kind {
		area {
			lassign [$name dlineinfo [expr {$line + 1}].0] x y w h
		}
		entry - number {
			lassign [$name bbox 0] x y w h
			set w [font measure look [$name get]]
		}
		default {
			set w [font measure look [$name cget -text]]
			set h [font metrics look -linespace]
			set x $pad
			if {$kind in {rcell rhead}} {
				set x [expr {[winfo width $name] - $pad - $w}]
			}
			set y [expr {([winfo height $name] - $h) / 2}]
		}
	}
	return [list [expr {$left + $x}] [expr {$top + $y}] $w $h]
}

proc next {} {
	global pages number boxes
	destroy .page
	frame .page -background #d9d9d9
	pack .page -fill both -expand 1
	set page [lindex $pages $number]
	foreach item $page {
		make $item
	}
	update
	focus -force .page
	foreach item $page {
		lassign $item id kind
		if {$kind eq "button"} continue
		set lines [split [lindex $item 8] \u001f]
		for {set line 0} {$line < [llength $lines]} {incr line} {
			puts $boxes "$id $line [box .page.i$id $kind $line]"
		}
	}
	incr number
	puts $boxes "page $number"
	flush $boxes
	wm title . "page $number."
}
wm geometry . 1000x720
pack propagate . 0
bind all <F2> next
next
