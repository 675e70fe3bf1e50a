# SPDX-FileCopyrightText: The Twobus authors
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Loads the CLAP plugin in Qtractor: list, load, open the editor, drop a file, resize, close.

usage: qtractor.py TWOBUS.CLAP FOLDER_FOR_THE_TABLE

Qtractor starts its sound only where there is an ALSA sequencer (`/dev/snd/seq`). Without one the
plugin is loaded and its editor works, but nothing plays and no knob moves, for in CLAP a knob moves
when the host next processes; the table says so.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import numpy
import soundfile

import table
from screen import Screen, scratch_home

RATE_HZ = 48_000
EDITOR = "Twobus Limiter - Track 1"


def main():
    bundle, pictures = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        rows = seen(pathlib.Path(scratch), bundle, pictures)
    table.append_to(pictures / "table.md", rows)


def seen(home, bundle, pictures):
    """What was seen, as rows of the table."""
    (home / ".clap").mkdir()
    shutil.copy(bundle, home / ".clap" / bundle.name)
    song = home / "bounce.wav"
    noise = numpy.random.default_rng(7).standard_normal((10 * RATE_HZ, 2))
    soundfile.write(song, 0.2 * noise, RATE_HZ, subtype="FLOAT")
    with Screen(scratch_home(home), RATE_HZ) as screen:
        rows = [(what, test(screen, song, pictures)) for what, test in TESTS]
    rows.append(("it plays", sound()))
    for what, measured in rows:
        print(f"ok    Qtractor: {what}: {measured}", flush=True)
    return [f"| {version()} | CLAP | {what} | {measured} |\n" for what, measured in rows]


def is_listed_and_loads(screen, _song, _pictures):
    """Qtractor's own windows; places are counted from their corners."""
    screen.start("qtractor")
    time.sleep(8)
    if screen.shows("Error — Qtractor"):
        screen.click_in("Error — Qtractor", 324, 105)
    screen.click_in("Untitled. — Qtractor", 485, 38)  # a new track
    screen.click_in("Track — Qtractor", 36, 151)  # audio
    screen.click_in("Track — Qtractor", 96, 21)  # its plugins
    screen.click_in("Track — Qtractor", 391, 55, wait=4)  # one more
    screen.click_in("Plugins — Qtractor", 456, 15)
    screen.key("c", wait=0.5)  # CLAP
    screen.key("Return")
    screen.click_in("Plugins — Qtractor", 191, 15, wait=0.5)
    screen.call("xdotool", "type", "Limiter")
    screen.click_in("Plugins — Qtractor", 91, 58)
    screen.click_in("Plugins — Qtractor", 371, 238, wait=4)
    return "Twobus Limiter, 2 in and 2 out"


def editor_opens(screen, _song, pictures):
    *_, width, height = screen.place_of(EDITOR)
    screen.picture(pictures / "qtractor-limiter.png")
    return f"{width} by {height}, qtractor-limiter.png"


def file_is_dropped(screen, song, pictures):
    """Qtractor's window stands before the editor and may keep what is dropped to itself."""
    before = screen.pixels(EDITOR)
    left, top, width, height = screen.place_of(EDITOR)
    said = screen.drop(song, (left + width // 2, top + height // 2))
    time.sleep(8)
    if said == ["offered", "taken"]:
        screen.picture(pictures / "qtractor-dropped.png")
        return f"taken; {100 * numpy.mean(screen.pixels(EDITOR) != before):.1f} % of the panel answers"
    return "not here: Qtractor's own window refuses what is dragged over the editor"


def editor_is_resized(screen, _song, pictures):
    window = screen.call("xdotool", "search", "--name", EDITOR).split()[0]
    screen.call("xdotool", "windowsize", window, "1150", "640")
    time.sleep(2)
    screen.picture(pictures / "qtractor-resized.png")
    _, _, width, height = screen.place_of(EDITOR)
    return f"{width} by {height}"


def editor_is_closed(screen, _song, _pictures):
    screen.call("xdotool", "key", "alt+F4")
    time.sleep(2)
    if screen.shows(EDITOR):
        raise AssertionError("the editor stays open")
    if not screen.shows("Untitled1"):
        raise AssertionError("Qtractor has gone with the editor")
    return "Qtractor goes on"


def sound():
    if pathlib.Path("/dev/snd/seq").exists():
        return "not tried"
    return "not here: no ALSA sequencer (`/dev/snd/seq`), so Qtractor starts no sound and no knob moves"


def version():
    said = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "qtractor"], capture_output=True, text=True)
    return f"Qtractor {said.stdout.split('-')[0]}"


TESTS = [
    ("is listed and loads", is_listed_and_loads),
    ("the editor opens", editor_opens),
    ("a file is dropped on it", file_is_dropped),
    ("it is resized", editor_is_resized),
    ("it is closed", editor_is_closed),
]

main()
