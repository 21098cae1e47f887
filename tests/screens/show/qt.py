#!/usr/bin/python3
# qt.py - Qt5: shows pages of a specification and writes where each text stands.
# SPDX-License-Identifier: EUPL-1.2
import sys
from PyQt5.QtCore import QPoint, QRect, Qt, QTimer
from PyQt5.QtGui import QFont, QTextCursor
from PyQt5.QtWidgets import (QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QStyle,
                             QStyleOptionFrame, QWidget)
import pages

MARGIN = 4      # of our labels
ENTRY_MARGIN = 2  # QLineEdit keeps it beside its contents
CARET = 2       # what it keeps right of a right-aligned text


class Show(QWidget):
    def __init__(self, spec, out, family, size):
        super().__init__()
        self.pages, self.out = pages.read(spec), open(out, "w", encoding="utf-8")
        self.number, self.parts = 0, []
        QApplication.setFont(QFont(family, size))
        self.resize(pages.WIDTH, pages.HEIGHT)
        self.next()
        self.show()

    def keyPressEvent(self, event):
        if event.key() == Qt.Key_F2:
            self.next()

    def next(self):
        for _, widget in self.parts:
            widget.hide()
            widget.deleteLater()
        self.parts = [(item, self.make(item)) for item in self.pages[self.number]]
        self.number += 1
        for item, widget in self.parts:
            widget.setGeometry(item.x, item.y, item.w, item.h)
            widget.show()
            if item.kind == "button":
                widget.setFocus()
        QTimer.singleShot(0, self.report)

    def make(self, item):
        if item.kind == "button":
            return QPushButton(item.lines[0], self)
        if item.kind == "area":
            return QPlainTextEdit("\n".join(item.lines), self)
        if item.kind in ("entry", "number"):
            widget = QLineEdit(item.lines[0], self)
            widget.setCursorPosition(0)
        else:
            widget = QLabel(item.lines[0], self)
            widget.setTextFormat(Qt.PlainText)
            widget.setStyleSheet(f"color: {item.ink}; background: {item.ground}; padding: 0;"
                                 f" margin: 0; font: {QApplication.font().pointSize()}pt"
                                 f" \"{QApplication.font().family()}\"")
            widget.setContentsMargins(MARGIN, 0, MARGIN, 0)
        widget.setAlignment(Qt.AlignVCenter | (
            Qt.AlignRight if item.kind in pages.RIGHT else Qt.AlignLeft))
        return widget

    def room(self, widget):
        """Where a widget of one line puts it."""
        if isinstance(widget, QLabel):
            return widget.contentsRect()
        option = QStyleOptionFrame()
        widget.initStyleOption(option)
        inner = widget.style().subElementRect(QStyle.SE_LineEditContents, option, widget)
        return inner.adjusted(ENTRY_MARGIN, 1, -ENTRY_MARGIN, -1)

    def place(self, widget, text):
        """The line's ink and pen room."""
        metrics, room = widget.fontMetrics(), self.room(widget)
        pen = QRect(0, 0, metrics.horizontalAdvance(text), metrics.height())
        pen.moveTop(room.top() + (room.height() - pen.height()) // 2)
        if widget.alignment() & Qt.AlignRight:
            kept = CARET if isinstance(widget, QLineEdit) else 0
            pen.moveLeft(room.right() + 1 - kept - pen.width())
        else:
            pen.moveLeft(room.left())
        ink = metrics.boundingRect(text).translated(pen.left(), pen.top() + metrics.ascent())
        return self.on_screen(widget, pen.united(ink))

    def on_screen(self, widget, box):
        corner = widget.mapToGlobal(QPoint(0, 0))
        box = box.translated(corner)
        return box.x(), box.y(), box.width(), box.height()

    def line(self, widget, number):
        block = widget.document().findBlockByNumber(number)
        begin = widget.cursorRect(QTextCursor(block))
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.EndOfBlock)
        end = widget.cursorRect(cursor)
        left = begin.center().x()  # a caret stands on both sides of its place
        return self.on_screen(widget.viewport(), QRect(
            left, begin.top(), end.center().x() - left + 1, begin.height()))

    def report(self):
        for item, widget in self.parts:
            for at, text in enumerate(item.lines if item.kind != "button" else ()):
                box = self.line(widget, at) if item.kind == "area" else self.place(widget, text)
                pages.write(self.out, item.number, at, box)
        pages.end(self.out, self.number)
        self.setWindowTitle(f"page {self.number}.")


application = QApplication(sys.argv)
show = Show(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
application.exec_()
