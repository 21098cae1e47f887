#!/usr/bin/python3
# gtk.py - GTK3: takes a text of the length given and writes what it took.
# SPDX-License-Identifier: EUPL-1.2
import os
import sys
import gi
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402


class Receiver:
    def __init__(self, file, length):
        self.file, self.length, self.written = file, length, 0
        self.window = Gtk.Window(title="starting")
        view = Gtk.TextView(wrap_mode=Gtk.WrapMode.CHAR)
        self.text = view.get_buffer()
        self.window.set_default_size(800, 600)
        self.window.add(view)
        self.text.connect("changed", self.changed)
        self.window.connect("key-press-event", self.key)
        self.window.show_all()

    def changed(self, text):
        if text.get_char_count() >= self.length:
            self.deliver()

    def key(self, _, event):
        if event.keyval == Gdk.KEY_F2:
            self.deliver()
        return False

    def deliver(self):
        text = self.text.get_text(self.text.get_start_iter(), self.text.get_end_iter(), True)
        with open(self.file + ".part", "w", encoding="utf-8") as out:
            out.write(text)
        os.replace(self.file + ".part", self.file)
        self.text.handler_block_by_func(self.changed)
        self.text.set_text("")
        self.text.handler_unblock_by_func(self.changed)
        self.written += 1
        self.window.set_title(f"written {self.written}.")


receiver = Receiver(sys.argv[1], int(sys.argv[2]))
with open(sys.argv[1] + ".pid", "w") as out:
    out.write(str(os.getpid()))
receiver.window.set_title("ready")
Gtk.main()
