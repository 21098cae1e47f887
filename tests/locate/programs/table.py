# table.py - a Qt program that shows a file of rows ("a|b|c", headings first) as a table.
# SPDX-License-Identifier: EUPL-1.2
import sys
from PyQt5.QtWidgets import QApplication, QTableWidget, QTableWidgetItem

app = QApplication(sys.argv)
with open(sys.argv[1], encoding="utf-8") as file:
    head, *rows = [line.rstrip("\n").split("|") for line in file]
table = QTableWidget(len(rows), len(head))
table.setWindowTitle("ready")
table.setHorizontalHeaderLabels(head)
for r, row in enumerate(rows):
    for c, text in enumerate(row):
        table.setItem(r, c, QTableWidgetItem(text))
for c in range(len(head)):
    table.setColumnWidth(c, int(sys.argv[2]))
table.resize(620, 300)
table.show()
app.exec_()
