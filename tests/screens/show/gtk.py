#!/usr/bin/python3
# gtk.py - GTK3: shows pages of a specification and writes where each text stands.
# SPDX-License-Identifier: EUPL-1.2
import sys
import gi
gi.require_version("Gtk", "3.0")
from gi.repository import GLib, Gdk, Gtk  # noqa: E402
import pages  # noqa: E402

CSS = """* {{ font: {size}pt "{family}"; }}
#{name} {{ color: {ink}; background: {ground}; min-height: 0; padding: 0 4px; }}"""


def extents(layout, x, y):
    """The whole layout's ink and pen room on the screen, its corner at (x, y)."""
    ink, logical = layout.get_pixel_extents()
    left, top = min(ink.x, logical.x), min(ink.y, logical.y)
    right = max(ink.x + ink.width, logical.x + logical.width)
    bottom = max(ink.y + ink.height, logical.y + logical.height)
    return x + left, y + top, right - left, bottom - top


class Show:
    def __init__(self, spec, out, family, size, rgba):
        self.pages, self.out = pages.read(spec), open(out, "w", encoding="utf-8")
        self.family, self.size, self.number = family, size, 0
        settings = Gtk.Settings.get_default()
        settings.props.gtk_font_name = f"{family} {size}"
        settings.props.gtk_xft_rgba = rgba
        self.window = Gtk.Window(title="starting")
        self.window.set_default_size(pages.WIDTH, pages.HEIGHT)
        self.window.connect("key-press-event", self.key)
        self.window.connect("destroy", Gtk.main_quit)
        self.next()

    def key(self, _, event):
        if event.keyval == Gdk.KEY_F2:
            self.next()
        return event.keyval == Gdk.KEY_F2

    def next(self):
        if self.window.get_child():
            self.window.remove(self.window.get_child())
        self.fixed, self.shown = Gtk.Fixed(), []
        self.window.add(self.fixed)
        focus = None
        for item in self.pages[self.number]:
            widget = self.make(item)
            widget.set_size_request(item.w, item.h)
            self.fixed.put(widget, item.x, item.y)
            self.shown.append((item, widget))
            focus = widget if item.kind == "button" else focus
        self.number += 1
        self.window.show_all()
        GLib.idle_add(self.report, focus, priority=GLib.PRIORITY_LOW)

    def style(self, widget, item):
        provider, name = Gtk.CssProvider(), f"item{item.number}"
        widget.set_name(name)
        provider.load_from_data(CSS.format(name=name, ink=item.ink, ground=item.ground,
                                           family=self.family, size=self.size).encode())
        widget.get_style_context().add_provider(provider, Gtk.STYLE_PROVIDER_PRIORITY_USER)

    def make(self, item):
        if item.kind == "button":
            return Gtk.Button(label=item.lines[0])
        if item.kind == "area":
            widget = Gtk.TextView(left_margin=4, top_margin=4)
            widget.get_buffer().set_text("\n".join(item.lines))
        elif item.kind in ("entry", "number"):
            widget = Gtk.Entry(text=item.lines[0], xalign=float(item.kind == "number"),
                               width_chars=1)  # else no narrower than GTK likes
        else:
            widget = Gtk.Label(label=item.lines[0], xalign=float(item.kind in pages.RIGHT))
        if item.kind != "area":
            self.style(widget, item)
        return widget

    def place(self, item, widget, line):
        """The box of one line on the screen."""
        _, left, top = self.window.get_window().get_origin()
        allocation = widget.get_allocation()
        if item.kind == "area":
            return self.area(widget, item.lines[line], line)
        x, y = widget.get_layout_offsets()
        if isinstance(widget, Gtk.Entry):
            x, y = x + allocation.x, y + allocation.y
        return extents(widget.get_layout(), left + x, top + y)

    def area(self, widget, text, line):
        begin = widget.get_buffer().get_iter_at_line(line)
        first = widget.get_iter_location(begin)
        x, y = widget.buffer_to_window_coords(Gtk.TextWindowType.TEXT, first.x, first.y)
        _, left, top = widget.get_window(Gtk.TextWindowType.TEXT).get_origin()
        return extents(widget.create_pango_layout(text), left + x, top + y)

    def report(self, focus):
        self.window.set_focus(focus)
        for item, widget in self.shown:
            if isinstance(widget, Gtk.Entry):
                widget.select_region(0, 0)  # the first one had the focus, which marks it
            if item.kind == "button":
                continue
            for line in range(len(item.lines)):
                pages.write(self.out, item.number, line, self.place(item, widget, line))
        pages.end(self.out, self.number)
        self.window.set_title(f"page {self.number}.")
        return False


Show(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
Gtk.main()
