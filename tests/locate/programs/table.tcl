# table.tcl - a ttk treeview of a file of rows ("a|b|c", headings first).
# SPDX-License-Identifier: EUPL-1.2
package require Tk
set file [open [lindex $argv 0]]
fconfigure $file -encoding utf-8
set rows [split [string trimright [read $file] "\n"] "\n"]
set head [split [lindex $rows 0] "|"]
wm title . ready
ttk::treeview .table -columns $head -show headings -yscrollcommand {.bar set} -height 10
ttk::scrollbar .bar -command {.table yview}
foreach name $head {
	.table heading $name -text $name
	.table column $name -width [lindex $argv 1] -stretch 0
}
foreach row [lrange $rows 1 end] {
	.table insert {} end -values [split $row "|"]
}
pack .bar -side right -fill y
pack .table -fill both -expand 1
focus .table
