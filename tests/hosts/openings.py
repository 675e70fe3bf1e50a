# SPDX-FileCopyrightText: The Twobus authors
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Opens and closes the VST3 editor a hundred times in DawDreamer and counts what stays.

usage: MALLOC_ARENA_MAX=1 openings.py TWOBUS.VST3 (on a screen with a window manager)

A window paints on a thread of its own, and glibc gives threads up to 16 heaps, each of which keeps
what one window needed. With one heap what stays is what somebody has kept.
"""

import ctypes
import os
import pathlib
import re
import subprocess
import sys
import threading
import time

import dawdreamer

OPENINGS = 100
# Until here fonts and the driver's own things are made, once.
WARM = 20
# The window layer (baseview 0.4.2, `wrappers/xkbcommon.rs`) keeps each window's map of the keyboard,
# 0.09 MiB. A picture of the window, the least that could be forgotten besides, takes 2 MiB.
LARGEST_GROWTH_MIB_PER_OPENING = 0.15
TITLE = re.compile(r'(0x[0-9a-f]+) "DawDreamer: ')


def main():
    engine = dawdreamer.RenderEngine(48_000, 512)
    plugin = engine.make_plugin_processor("plugin", sys.argv[1])
    series = []
    for opening in range(1, OPENINGS + 1):
        series.append(after_an_opening(plugin))
        if opening == 1 or opening % 10 == 0:
            print("after {}: {} descriptors, {} threads, {:.1f} MiB".format(opening, *series[-1]), flush=True)
    growth = (series[-1][2] - series[WARM][2]) / (OPENINGS - WARM)
    good = series[-1][:2] <= series[WARM][:2] and growth < LARGEST_GROWTH_MIB_PER_OPENING
    print(f"{SCREEN.errors} errors of the X server, which a JUCE program passes over and DawDreamer would end with")
    print(f"{'ok   ' if good else 'FAIL '} DawDreamer: {OPENINGS} editors: {growth:.2f} MiB an opening at the end")
    sys.exit(0 if good else 1)


def after_an_opening(plugin):
    """Descriptors, threads and resident MiB when the editor has been opened and closed."""
    closed = threading.Event()
    hand = threading.Thread(target=close, args=(closed,))
    hand.start()
    plugin.open_editor()  # returns when the window has been closed
    closed.set()
    hand.join()
    time.sleep(0.2)  # the last threads of the window and the driver come to their end
    resident = re.search(r"VmRSS:\s+(\d+)", pathlib.Path("/proc/self/status").read_text())
    return count("fd"), count("task"), int(resident[1]) / 1024


def count(what):
    return len(os.listdir(f"/proc/self/{what}"))


def close(closed):
    """Asks the window to close, as its own button would, until it has heard."""
    while not closed.wait(0.2):
        tree = subprocess.run(["xwininfo", "-root", "-tree"], capture_output=True, text=True).stdout
        for window in TITLE.findall(tree)[:1]:
            closed.wait(0.2)  # some frames are painted
            SCREEN.ask_to_close(int(window, 16))


class Message(ctypes.Structure):
    """Xlib, `XClientMessageEvent`, and the room of an `XEvent`."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("sent", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("room", ctypes.c_long * 24),
    ]


class Screen:
    def __init__(self):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.x11.XOpenDisplay.restype = self.x11.XInternAtom.restype = ctypes.c_void_p
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(None))
        self.errors = 0
        self.handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(self.count)
        self.x11.XSetErrorHandler(self.handler)
        self.protocols, self.delete = (self.atom(name) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW"))

    def count(self, _display, _error):
        self.errors += 1
        return 0

    def atom(self, name):
        return self.x11.XInternAtom(self.display, name, 0)

    def ask_to_close(self, window):
        """ICCCM 4.2.8.1, window deletion."""
        client_message = 33
        message = Message(client_message, 0, 1, self.display, window, self.protocols, 32)
        message.data[0] = self.delete
        self.x11.XSendEvent(self.display, ctypes.c_ulong(window), 0, 0, ctypes.byref(message))
        self.x11.XFlush(self.display)


SCREEN = Screen()
main()
