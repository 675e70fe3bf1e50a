# SPDX-FileCopyrightText: The Twobus authors
# SPDX-License-Identifier: MIT OR Apache-2.0
"""A small window from which a file can be dragged, as from a file manager.

usage: drag.py FILE X Y

Needs GTK 3 for Python, so it runs in the system's interpreter. Prints `offered` when the target
asked for the file and `taken` when it said that it has it; then it closes.
"""

import pathlib
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402 (versions come first)


def main():
    uri = pathlib.Path(sys.argv[1]).resolve().as_uri()
    window = Gtk.Window(type=Gtk.WindowType.POPUP)
    window.set_default_size(120, 60)
    window.move(int(sys.argv[2]), int(sys.argv[3]))
    window.add(source(uri))
    window.show_all()
    Gtk.main()


def source(uri):
    box = Gtk.EventBox()
    box.add(Gtk.Label(label="bounce"))
    box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    box.drag_source_add_uri_targets()
    refused = []
    box.connect("drag-data-get", lambda _box, _drag, data, *_: (data.set_uris([uri]), say("offered")))
    box.connect("drag-failed", lambda *_: refused.append(True))
    box.connect("drag-end", lambda *_: (say("refused" if refused else "taken"), Gtk.main_quit()))
    return box


def say(word):
    print(word, flush=True)


main()
