# SPDX-FileCopyrightText: The Twobus authors
# SPDX-License-Identifier: MIT OR Apache-2.0
"""A screen that nobody sees, to look at editors on."""

import subprocess
import time


class Screen:
    """An X server without a monitor, with a window manager."""

    def __init__(self, environment, number=":97"):
        self.environment = {**environment, "DISPLAY": number, "LIBGL_ALWAYS_SOFTWARE": "1"}
        self.number, self.running = number, []

    def __enter__(self):
        self.start(["Xvfb", self.number, "-screen", "0", "1600x1000x24", "+extension", "GLX"])
        time.sleep(1)
        self.start(["openbox"])
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            process.terminate()

    def start(self, command):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.running.append(subprocess.Popen(command, env=self.environment, **quiet))
        return self.running[-1]

    def call(self, *command):
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=30)
        return done.stdout

    def windows(self, title):
        """The ids of the windows with these words in their title."""
        lines = (line.split(None, 3) for line in self.call("wmctrl", "-l").splitlines())
        return [line[0] for line in lines if len(line) == 4 and title in line[3]]

    def wait_for(self, title, seconds):
        """The id of a window that will come."""
        for _ in range(seconds * 4):
            found = self.windows(title)
            if found:
                return found[0]
            time.sleep(0.25)
        raise AssertionError(f"no window “{title}” within {seconds} s: {self.call('wmctrl', '-l')[:300]}")

    def click(self, x, y, times=1):
        self.call("xdotool", "mousemove", str(x), str(y))
        self.call("xdotool", "click", "--repeat", str(times), "--delay", "120", "1")

    def picture(self, path):
        self.call("import", "-window", "root", str(path))
