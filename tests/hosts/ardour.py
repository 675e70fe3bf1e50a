# SPDX-FileCopyrightText: The Twobus authors
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plays the VST3 plugins in Ardour: load, save, reload, automate, export, look at the editors, drop files on them.

usage: ardour.py TWOBUS.VST3 TWOBUS_BINARY FOLDER_FOR_THE_TABLE

Ardour's own Lua interpreter makes the session, its exporter renders it. Everything happens in a
scratch home, so that nobody's settings are touched.
"""

import base64
import os
import pathlib
import re
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
SECONDS = 12
LARGEST_DIFFERENCE_DBFS = -120.0
# "Working it out." changes 1.1 % of the editor's pixels, the zones of the knobs alone 0.9 % more.
SMALLEST_ANSWER = 0.015
# Ardour counts time in ticks that all usual rates divide.
TICKS = 282_240_000 // RATE_HZ
TABLE = []
SCRIPTS = pathlib.Path(__file__).parent / "ardour"
TOOLS = pathlib.Path("/usr/lib/ardour7")


def main():
    bundle, binary, pictures = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        studio = Studio(pathlib.Path(scratch), bundle, binary, pictures)
        outcome = [check(test, studio) for test in TESTS]
    table.append_to(pictures / "table.md", TABLE)
    sys.exit(0 if all(outcome) else 1)


def check(test, studio):
    """Runs one test; prints what it measured."""
    title = test.__name__.replace("_", " ")
    try:
        measured = test(studio)
        print(f"ok    Ardour 7: {title}: {measured}", flush=True)
        TABLE.append(f"| Ardour 7.3 | VST3 | {title} | {measured} |\n")
        return True
    except Exception as error:  # a host may do anything; the test has then failed
        print(f"FAIL  Ardour 7: {title}: {str(error)[:400]}", flush=True)
        return False


class Studio:
    """A home with the plugin in it, and a session of a track through the limiter."""

    def __init__(self, scratch, bundle, binary, pictures):
        self.binary, self.pictures = binary, pictures
        self.home, self.session, self.song = scratch / "home", scratch / "proof", scratch / "song.wav"
        # Ardour believes a list of plugins that is newer than the plugin.
        shutil.copytree(bundle, self.home / ".vst3" / bundle.name)
        time.sleep(1.1)
        (self.home / ".config/ardour7").mkdir(parents=True)
        (self.home / ".config/ardour7/.a7").touch()  # not the first run
        self.scan = self.run([TOOLS / "ardour-vst3-scanner", self.home / ".vst3" / bundle.name])
        self.mix = music()
        soundfile.write(self.song, self.mix, RATE_HZ, subtype="FLOAT")

    def environment(self):
        path = f"{TOOLS}:{os.environ.get('LD_LIBRARY_PATH', '')}"
        return {**scratch_home(self.home), "LD_LIBRARY_PATH": path}

    def run(self, command):
        done = subprocess.run(
            [str(part) for part in command],
            env=self.environment(),
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=180,
        )
        return done.stdout.decode(errors="replace")

    def lua(self, script, *arguments):
        return self.run(["ardour7-lua", SCRIPTS / script, self.session, *arguments])

    def export(self, name):
        """What Ardour renders, 32 bits floating point."""
        path = self.session.parent / name
        said = self.run(["ardour7-export", "-b", "float", "-o", path, self.session, "proof"])
        require(path.exists(), f"nothing was exported: {said[-300:]}")
        return soundfile.read(path, always_2d=True)[0]

    def import_song(self):
        """Puts the song on the track, by what a session file says of a region."""
        target = self.session / "interchange/proof/audiofiles/song.wav"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.song, target)
        path = self.session / "proof.ardour"
        path.write_text(with_region(path.read_text(), len(self.mix)))


def with_region(text, frames):
    """A session file with two sources, one region over both and a range around it."""
    end = frames * TICKS
    sources = "".join(
        f'<Source name="song.wav" type="audio" flags="" id="{9000 + n}" channel="{n}" gain="1"/>' for n in (0, 1)
    )
    region = (
        '<Region name="song" muted="0" opaque="1" locked="0" automatic="0" whole-file="0" start="a0" '
        f'length="a{end}@a0" sync-position="a0" stretch="1" shift="1" layering-index="0" channels="2" '
        'source-0="9000" source-1="9001" master-source-0="9000" master-source-1="9001" id="9002" type="audio" '
        'default-fade-in="0" default-fade-out="0" fade-in-active="0" fade-out-active="0" scale-amplitude="1"/>'
    )
    place = f'<Location id="9003" name="session" start="a0" end="a{end}" flags="IsSessionRange" locked="0"/>'
    text = text.replace("<Sources/>", f"<Sources>{sources}</Sources>")
    text = text.replace("<Locations/>", f"<Locations>{place}</Locations>")
    return re.sub(r'(<Playlist [^>]*name="Mix"[^>]*)/>', rf"\1>{region}</Playlist>", text)


def every_plugin_is_seen_by_the_scanner(studio):
    names = re.findall(r"Found Plugin: Twobus (\w+)", studio.scan)
    require({"Limiter", "Meter", "Reference"} <= set(names), studio.scan[-300:])
    return ", ".join(names)


def a_session_is_made_saved_and_comes_back(studio):
    made = studio.lua("make.lua")
    require(re.search(r"listed\s+Twobus Limiter", made), made[-300:])
    studio.import_song()
    said = studio.lua("reopen.lua")
    knobs = {name: float(place) for name, place in re.findall(r"knob\s+(\w+)\s+([\d.]+)", said)}
    require(abs(knobs.get("Gain", 0) - 33 / 60) < 1e-6, said[-300:])
    require(abs(knobs.get("Ceiling", 0) - 22 / 24) < 1e-6, said[-300:])
    latency = re.search(r"latency\s+(\d+)", said)
    return f"gain +9 dB, ceiling -2 dB, {latency[1]} frames late"


def the_export_is_what_the_command_line_renders(studio):
    out = studio.session.parent / "expected.wav"
    command = [studio.binary, "limiter", studio.song, "-o", out, "--gain", "9", "--ceiling", "-2"]
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    expected = soundfile.read(out, always_2d=True)[0]
    exported = studio.export("exported.wav")
    difference, late = aligned_difference_dbfs(exported, expected)
    require(difference <= LARGEST_DIFFERENCE_DBFS, f"differs by {difference:.1f} dBFS at {late} frames")
    return f"difference {difference:.1f} dBFS over {SECONDS} s"


def an_automated_gain_is_heard(studio):
    middle = SECONDS / 2
    said = studio.lua("reopen.lua", "automate", middle)
    require("points" in said, said[-300:])
    exported = studio.export("automated.wav")
    half = int(middle * RATE_HZ)
    before, after = (level_db(part) for part in (exported[: half - 2400], exported[half + 2400 :]))
    require(before - after > 20, f"{before:.1f} dB before, {after:.1f} dB after")
    return f"{before:.1f} dB before, {after:.1f} dB after the gain falls"


def a_record_is_dropped_heard_and_saved_with_the_session(studio):
    """In the mixer Reference stands under the limiter."""
    pictures = {word: studio.pictures / f"ardour-reference-{word}.png" for word in ("dropped", "heard", "again")}
    record = studio.session.parent / "record.flac"
    soundfile.write(record, 0.5 * music(seed=11), RATE_HZ, subtype="PCM_24")
    with Screen(studio.environment(), RATE_HZ) as screen:
        open_session(screen, studio)
        screen.click(464, 376, times=2, wait=5)
        require(screen.shows("Twobus Reference"), "the editor did not open")
        change = drop_on(screen, "Mix: Twobus Reference", record)
        screen.picture(pictures["dropped"])
        screen.key("space", wait=11)
        screen.key("2", wait=1)
        screen.picture(pictures["heard"])
        screen.key("1", wait=1)
        screen.key("space", wait=1)
        screen.key("ctrl+s", wait=3)
    require(record.name in saved_states(studio), "the session does not know the record")
    with Screen(studio.environment(), RATE_HZ) as screen:
        open_session(screen, studio)
        screen.click(464, 376, times=2, wait=8)
        screen.picture(pictures["again"])
    return f"{100 * change:.1f} % of the panel answers the dropped record; the session knows it again"


def saved_states(studio):
    """What the plugins of a saved session remember, as text."""
    session = (studio.session / "proof.ardour").read_text()
    chunks = re.findall(r"<chunk>([^<]+)</chunk>", session)
    return "".join(base64.b64decode(chunk).decode(errors="replace") for chunk in chunks)


def the_editor_opens_takes_a_file_listens_and_lets_the_space_bar_play(studio):
    """Ardour asks for its sound server first; places are those of a screen of 1600 by 1000."""
    path, dropped = (studio.pictures / name for name in ("ardour-limiter.png", "ardour-dropped.png"))
    with Screen(studio.environment(), RATE_HZ) as screen:
        open_session(screen, studio)
        screen.click(464, 358, times=2, wait=5)  # the plugin
        require(screen.shows("Twobus Limiter"), "the editor did not open")
        change = drop_on(screen, "Mix: Twobus Limiter", studio.song)
        screen.picture(dropped)
        screen.click(383, 146, wait=1)  # Analyse
        screen.click(420, 700, wait=1)
        screen.key("space", wait=8)
        screen.picture(path)
    return f"{100 * change:.1f} % of the panel answers the dropped bounce; {dropped.name}, {path.name}"


def open_session(screen, studio):
    """The session in a mixer."""
    screen.start("ardour", str(studio.session / "proof.ardour"))
    time.sleep(9)
    screen.key("Return")  # yes, the sound card has changed
    screen.click(808, 378)
    screen.key("Down", wait=0.5)
    screen.key("Return")  # JACK
    screen.click(1088, 681, wait=10)
    screen.key("Return", wait=6)  # yes, memory is limited
    require(screen.shows("proof - Ardour"), "Ardour did not open the session")
    screen.click(1440, 224, wait=4)  # the mixer


def drop_on(screen, title, file):
    """Drops a file on an editor; the share of its picture that changed, once it has been analysed."""
    left, top, width, height = screen.place_of(title)
    before = screen.pixels(title)
    said = screen.drop(file, (left + width // 2, top + height // 2))
    require(said == ["offered", "taken"], f"the editor did not take the file: {said}")
    for _ in range(30):
        time.sleep(2)
        change = float(numpy.mean(screen.pixels(title) != before))
        if change > SMALLEST_ANSWER:
            return change
    raise AssertionError(f"only {100 * change:.2f} % of the editor changed within a minute")


def music(seed=7):
    """Noise in beats, loud enough to be limited."""
    random = numpy.random.default_rng(seed)
    noise = random.standard_normal((SECONDS * RATE_HZ, 2)).astype(numpy.float32)
    time = numpy.arange(SECONDS * RATE_HZ) / RATE_HZ
    beat = numpy.exp(-8 * (time % 0.5)).astype(numpy.float32)
    return 0.2 * noise * beat[:, None]


def level_db(sound):
    return 10 * numpy.log10(numpy.mean(numpy.square(sound, dtype=numpy.float64)) + 1e-20)


def aligned_difference_dbfs(heard, expected):
    """The largest difference after the best shift of a few hundred frames, dBFS, and that shift."""
    best = (numpy.inf, 0)
    for late in range(-200, 201):
        a, b = (heard[late:], expected) if late >= 0 else (heard, expected[-late:])
        frames = min(len(a), len(b)) - 4800
        difference = float(numpy.max(numpy.abs(a[:frames].astype(numpy.float64) - b[:frames])))
        best = min(best, (difference, late))
    return 20 * numpy.log10(best[0] + 1e-20), best[1]


def require(condition, message):
    if not condition:
        raise AssertionError(message)


TESTS = [
    every_plugin_is_seen_by_the_scanner,
    a_session_is_made_saved_and_comes_back,
    the_export_is_what_the_command_line_renders,
    an_automated_gain_is_heard,
    the_editor_opens_takes_a_file_listens_and_lets_the_space_bar_play,
    a_record_is_dropped_heard_and_saved_with_the_session,
]

if __name__ == "__main__":
    main()
