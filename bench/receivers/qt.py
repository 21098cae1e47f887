#!/usr/bin/python3
# qt.py - Qt5: takes a text of the length given and writes what it took.
# SPDX-License-Identifier: EUPL-1.2
import os
import sys
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QPlainTextEdit


class Receiver(QPlainTextEdit):
    def __init__(self, file, length):
        super().__init__()
        self.file, self.length, self.written = file, length, 0
        self.resize(800, 600)
        self.setWindowTitle("ready")
        self.textChanged.connect(self.changed)

    def changed(self):
        if self.document().characterCount() - 1 >= self.length:
            self.deliver()

    def keyPressEvent(self, event):
        if event.key() == Qt.Key_F2:
            self.deliver()
        else:
            super().keyPressEvent(event)

    def deliver(self):
        with open(self.file + ".part", "w", encoding="utf-8") as out:
            out.write(self.toPlainText())
        os.replace(self.file + ".part", self.file)
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)
        self.written += 1
        self.setWindowTitle(f"written {self.written}.")


application = QApplication(sys.argv)
receiver = Receiver(sys.argv[1], int(sys.argv[2]))
with open(sys.argv[1] + ".pid", "w") as out:
    out.write(str(os.getpid()))
receiver.show()
application.exec_()
