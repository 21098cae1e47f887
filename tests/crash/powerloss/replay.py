# replay.py - what a disk holds after a power loss: synced, or whatever of the rest it had written.
# SPDX-License-Identifier: EUPL-1.2
import copy
import os
import pathlib
import stat

SECTOR = 512      # what a disk writes whole
PAGE = 4096       # what a kernel hands it
# SQLite's index of the -wal file is written through a shared mapping, which no trace sees. After a
# power loss it is made anew from the -wal file: whatever it held does not matter.
LEFT_OUT = "-shm"


def parse(data):
    """The trace as a list of tuples; see trace.h."""
    ops, at = [], 0
    while at < len(data):
        end = data.index(b"\n", at)
        words = data[at:end].split(b" ")
        kind = words[0].decode()
        numbers = {"C": 3, "D": 3, "L": 3, "U": 2, "R": 4, "W": 3, "T": 2, "S": 1}[kind]
        values = [int(word) for word in words[1:1 + numbers]]
        if kind == "W":
            body = data[end + 1:end + 1 + values[2]]
            ops.append((kind, values[0], values[1], body))
            at = end + 2 + values[2]
            continue
        if kind in "CDLUR":  # names may hold blanks: their lengths are told
            start = at + sum(len(word) + 1 for word in words[:1 + numbers])
            sizes = [values[1], values[3]] if kind == "R" else [values[-1]]
            names = []
            for size in sizes:
                names.append(data[start:start + size].decode())
                start += size + 1
            end = start - 1
            values = [values[0], values[2]] if kind == "R" else values[:-1]
            values += names
        ops.append((kind, *values))
        at = end + 1
    return ops


class File:
    def __init__(self, data=b""):
        self.synced, self.pending = data, []

    def sync(self):
        self.synced, self.pending = self.image(everything), []

    def image(self, keep):
        """Its bytes, when of each pending piece @keep(piece) says whether it was written."""
        data = bytearray(self.synced)
        for piece in self.pending:
            if not keep(piece):
                continue
            if piece[0] == "T":
                del data[piece[1]:]
                data.extend(bytes(piece[1] - len(data)))
                continue
            _, offset, body = piece
            data.extend(bytes(max(0, offset - len(data))))
            data[offset:offset + len(body)] = body
        return bytes(data)

    def write(self, offset, body):
        """In pieces that end at the borders of sectors: each may be lost for itself."""
        while body:
            part = SECTOR - offset % SECTOR
            self.pending.append(("W", offset, body[:part]))
            offset, body = offset + part, body[part:]


class Folder:
    def __init__(self):
        self.synced, self.pending = {}, []

    def sync(self):
        self.synced, self.pending = self.image(everything), []

    def image(self, keep):
        names = dict(self.synced)
        for change in self.pending:
            if keep(change):
                name, what = change
                names.pop(name, None)
                if what is not None:
                    names[name] = what
        return names


class Disk:
    """Files and folders below some roots, as they were at first; then change after change."""

    def __init__(self, *roots):
        self.now = {}    # inode -> what has it at the moment
        self.roots = {path: self.scan(path) for path in map(pathlib.Path, roots)}

    def scan(self, path):
        st = os.lstat(path)
        if stat.S_ISDIR(st.st_mode):
            made = Folder()
            made.synced = {one.name: self.scan(one) for one in path.iterdir()}
        else:
            made = File(path.read_bytes() if stat.S_ISREG(st.st_mode) else b"")
        self.now[st.st_ino] = made
        return made

    def copy(self):
        return copy.deepcopy(self)

    def is_below(self, inode, roots):
        """Is what has @inode now in one of @roots?"""
        def holds(folder):
            return any(what is wanted or (isinstance(what, Folder) and holds(what))
                       for what in folder.image(everything).values())
        wanted = self.now.get(inode)
        return any(root is wanted or holds(root) for root in
                   (self.roots[pathlib.Path(path)] for path in roots))

    def apply(self, op):
        kind, inode, *rest = op
        if kind in "CD":
            self.now[rest[0]] = File() if kind == "C" else Folder()
        if kind in "CDL":
            self.now[inode].pending.append((rest[1], self.now[rest[0]]))
        elif kind == "U":
            self.now[inode].pending.append((rest[0], None))
        elif kind == "R":
            what = self.now[inode].image(everything).get(rest[1])
            if what is None:
                return  # a socket: bind() makes a name, but nothing that outlives its process
            self.now[inode].pending.append((rest[1], None))
            self.now[rest[0]].pending.append((rest[2], what))
        elif kind == "W":
            self.now[inode].write(*rest)
        elif kind == "T":
            self.now[inode].pending.append(("T", rest[0]))
        elif kind == "S":
            self.now[inode].sync()

    def tree(self, root, keep):
        """Path below @root -> bytes, None for a folder."""
        found = {}

        def walk(folder, way):
            for name, what in folder.image(keep).items():
                if name.endswith(LEFT_OUT):
                    continue
                if isinstance(what, Folder):
                    found[f"{way}{name}"] = None
                    walk(what, f"{way}{name}/")
                else:
                    found[f"{way}{name}"] = what.image(keep)
        walk(self.roots[pathlib.Path(root)], "")
        return found

    def pending(self):
        """How many changes a power loss could take at this moment."""
        return sum(len(what.pending) for what in self.now.values())


def everything(_):
    """Nothing was lost."""
    return True


def nothing(_):
    """Only what was synced is there."""
    return False


def some(random):
    """Each page or name for itself: kept or not, all parts of a page alike, now and then torn."""
    chance, kept = random.random(), {}

    def keep(piece):
        if piece[0] != "W" or len(piece) != 3 or random.random() < 0.05:
            return random.random() < chance
        page = piece[1] // PAGE
        return kept.setdefault(page, random.random() < chance)
    return keep


def write_tree(tree, root):
    """Make the folder @root hold @tree."""
    root.mkdir(mode=0o700)
    for way, data in tree.items():
        path = root / way
        if data is None:
            path.mkdir(mode=0o700)
        else:
            path.touch(0o600)
            path.write_bytes(data)


def differences(tree, root):
    """Where the folder @root is not @tree: the trace has missed something."""
    there = {str(path.relative_to(root)): None if path.is_dir() else path.read_bytes()
             for path in root.rglob("*")
             if (path.is_dir() or path.is_file()) and not path.name.endswith(LEFT_OUT)}
    return sorted(way for way in {*tree, *there}
                  if way not in there or way not in tree or tree[way] != there[way])
