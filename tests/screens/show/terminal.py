#!/usr/bin/python3
# terminal.py - shows pages of texts at cells of a terminal; Return shows the next.
# SPDX-License-Identifier: EUPL-1.2
import sys

HIDE, CLEAR, REVERSE, PLAIN = "\x1b[?25l", "\x1b[2J", "\x1b[7m", "\x1b[0m"
pages = open(sys.argv[1], encoding="utf-8").read().split("page\n")
for number, page in enumerate(pages, 1):
    out = HIDE + CLEAR
    for line in page.splitlines():
        row, column, kind, text = line.split("\t")
        out += f"\x1b[{int(row) + 1};{int(column) + 1}H"
        out += REVERSE + text + PLAIN if kind == "head" else text
    print(out + f"\x1b[24;1H\x1b]2;page {number}.\x07", end="", flush=True)
    input()
