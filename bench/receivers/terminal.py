#!/usr/bin/python3
# terminal.py - in xterm: takes a text of the length given and writes what it took.
# SPDX-License-Identifier: EUPL-1.2
import codecs
import os
import sys
import termios

F2 = "\x1bOQ"
PIECE_BYTES = 4096


def retitle(title):
    os.write(1, f"\x1b[H\x1b[2J\x1b]2;{title}\x07".encode())


def main(file, length):
    mode = termios.tcgetattr(0)
    mode[3] &= ~(termios.ICANON | termios.ISIG | termios.IEXTEN)  # echo stays
    mode[0] &= ~termios.IXON
    termios.tcsetattr(0, termios.TCSANOW, mode)
    with open(file + ".pid", "w") as out:
        out.write(str(os.getppid()))
    retitle("ready")
    text, written, decoder = "", 0, codecs.getincrementaldecoder("utf-8")()
    while True:
        text += decoder.decode(os.read(0, PIECE_BYTES))
        if len(text) < length and F2 not in text:
            continue
        with open(file + ".part", "w", encoding="utf-8") as out:
            out.write(text.replace(F2, ""))
        os.replace(file + ".part", file)
        text, written = "", written + 1
        retitle(f"written {written}.")


main(sys.argv[1], int(sys.argv[2]))
