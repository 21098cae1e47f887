# field.tcl - two entry fields, for the barrier of a Tk program.
# SPDX-License-Identifier: EUPL-1.2
entry .name -width 40
entry .ort -width 40
pack .name .ort
focus .name
