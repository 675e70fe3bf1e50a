# SPDX-FileCopyrightText: The Twobus authors
# SPDX-License-Identifier: MIT OR Apache-2.0
"""A screen that nobody sees, to look at editors on."""

import subprocess
import time

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Screen:
    """An X server without a monitor, with a window manager and a sound server without a card."""

    def __init__(self, environment, rate_hz, number=":97"):
        # With the host's own libraries before the system's, tools of the screen do not start.
        kept = {name: value for name, value in environment.items() if name != "LD_LIBRARY_PATH"}
        self.environment = {**kept, "DISPLAY": number, "LIBGL_ALWAYS_SOFTWARE": "1", "JACK_NO_AUDIO_RESERVATION": "1"}
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

    def start(self, *command):
        self.running.append(subprocess.Popen(command, env=self.environment, **QUIET))

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

    def shows(self, title):
        return f'{title}' in self.call("xwininfo", "-root", "-tree")

    def picture(self, path):
        self.call("import", "-window", "root", str(path))
