# SPDX-FileCopyrightText: The Twobus authors
# SPDX-License-Identifier: MIT OR Apache-2.0
"""A screen that nobody sees, to look at editors on."""

import os
import pathlib
import re
import subprocess
import time

import numpy

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def scratch_home(home):
    """An environment in which programs keep settings and caches in a folder that is thrown away."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    places = {"XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache", "XDG_DATA_HOME": ".local/share"}
    return {**kept, "HOME": str(home), **{name: str(home / folder) for name, folder in places.items()}}


class Screen:
    """An X server without a monitor, with a window manager and a sound server without a card."""

    def __init__(self, environment, rate_hz, number=":97"):
        # With the host's own libraries before the system's, tools of the screen do not start.
        kept = {name: value for name, value in environment.items() if name != "LD_LIBRARY_PATH"}
        self.environment = {**kept, "DISPLAY": number, "LIBGL_ALWAYS_SOFTWARE": "1", "JACK_NO_AUDIO_RESERVATION": "1"}
        # What programs write beside themselves goes where they are at home.
        self.folder = environment["HOME"]
        self.number, self.rate_hz, self.running = number, rate_hz, []

    def __enter__(self):
        self.start("Xvfb", self.number, "-screen", "0", "1600x1000x24", "+extension", "GLX")
        time.sleep(1)
        self.start("openbox")
        self.start("jackd", "-n", "default", "-d", "dummy", "-r", str(self.rate_hz), "-p", "512")
        time.sleep(2)
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            process.kill()
            process.wait()

    def start(self, *command):
        self.running.append(subprocess.Popen(command, env=self.environment, cwd=self.folder, **QUIET))

    def call(self, *command):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=30).stdout

    def key(self, name, wait=3):
        self.call("xdotool", "key", name)
        time.sleep(wait)

    def click(self, x, y, times=1, wait=2):
        self.call("xdotool", "mousemove", str(x), str(y))
        time.sleep(0.3)
        self.call("xdotool", "click", "--repeat", str(times), "--delay", "120", "1")
        time.sleep(wait)

    def drag(self, start, end):
        """Takes what lies at one place to another, slowly enough for everybody to notice."""
        self.call("xdotool", "mousemove", *map(str, start))
        self.call("xdotool", "mousedown", "1")
        for step in range(1, 21):
            x, y = (a + (b - a) * step // 20 for a, b in zip(start, end))
            self.call("xdotool", "mousemove", str(x), str(y))
            time.sleep(0.05)
        time.sleep(0.5)
        self.call("xdotool", "mouseup", "1")

    def drop(self, file, place):
        """Drags a file onto a place; what the source of the drag said about it."""
        command = ["/usr/bin/python3", str(pathlib.Path(__file__).parent / "drag.py"), str(file), "1460", "900"]
        source = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)
        time.sleep(2)
        self.drag((1500, 930), place)
        try:
            return source.communicate(timeout=10)[0].split()
        except subprocess.TimeoutExpired:
            source.kill()
            return source.communicate()[0].split()

    def shows(self, title):
        return title in self.call("xwininfo", "-root", "-tree")

    def place_of(self, title):
        """Left, top, width and height of the window with this in its title."""
        tree = self.call("xwininfo", "-root", "-tree")
        found = re.search(rf'"[^"\n]*{title}[^"\n]*": .*?(\d+)x(\d+)\S+\s+\+(-?\d+)\+(-?\d+)', tree)
        if not found:
            raise AssertionError(f"no window is called {title}")
        width, height, left, top = map(int, found.groups())
        return left, top, width, height

    def click_in(self, title, x, y, times=1, wait=2):
        """Clicks at a place of a window, counted from its corner."""
        left, top, *_ = self.place_of(title)
        self.click(left + x, top + y, times, wait)

    def picture(self, path):
        self.call("import", "-window", "root", str(path))

    def pixels(self, title):
        """What a window shows, as numbers."""
        left, top, width, height = self.place_of(title)
        area = f"{width}x{height}+{left}+{top}"
        command = ("import", "-window", "root", "-crop", area, "-depth", "8", "gray:-")
        shown = subprocess.run(command, env=self.environment, capture_output=True, timeout=30).stdout
        return numpy.frombuffer(shown, dtype=numpy.uint8)
