# SPDX-FileCopyrightText: The Twobus authors
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plays the VST3 plugin in two foreign hosts and compares it with the command line, sample by sample.

usage: hosts.py TWOBUS.VST3 TWOBUS_BINARY

The hosts are pedalboard and DawDreamer, both built on JUCE. Without a binary of its own mind
(`-` instead of a path) gain is compared with a multiplication and the others with themselves.
"""

import math
import pathlib
import subprocess
import sys
import tempfile

import dawdreamer
import numpy
import pedalboard
import soundfile

RATES_HZ = (44_100, 48_000, 96_000)
LARGEST_DIFFERENCE_DBFS = -120.0
# Knobs as on the command line with their place on the slider, from the ranges in the manual: hosts
# speak of places only. An effect that is missing here is played with its defaults.
SETTINGS = {
    "gain": {"gain": (6.0, (6 + 60) / 84)},
    "limiter": {
        "gain": (9.0, (9 + 24) / 60),
        "ceiling": (-2.0, (-2 + 24) / 24),
        "release": (25.0, math.log(25 / 0.5) / math.log(1000 / 0.5)),
        "link-transient": (50, 0.5),
        "clip": (3.0, 3 / 12),
        "drive": (20, 0.2),
    },
    "punch": {"punch": (3.0, (3 + 6) / 12)},
    "drive": {"drive": (50, 0.5), "even": (50, 0.5)},
    "clip": {"clip": (6.0, 6 / 12), "ceiling": (-6.0, (-6 + 24) / 24)},
}


def main():
    bundle, binary = sys.argv[1], sys.argv[2]
    names = pedalboard.VST3Plugin.get_plugin_names_for_file(bundle)
    outcome = [check(name, test, bundle, binary) for name in names for test in TESTS]
    # DawDreamer opens the first plugin of a bundle, whatever one asks for.
    outcome += [check(names[0], test, bundle, binary) for test in DAWDREAMER_TESTS]
    passed = outcome.count(True)
    print(f"{passed} passed, {outcome.count(False)} failed")
    sys.exit(0 if all(outcome) and names else 1)


def check(name, test, bundle, binary):
    """Runs one test; prints what it measured."""
    try:
        print(f"ok    {name}: {title(test)}: {test(name, bundle, binary)}")
        return True
    except Exception as error:  # a host may raise anything; the test has then failed
        print(f"FAIL  {name}: {title(test)}: {str(error)[:300]}")
        return False


def the_host_hears_what_the_command_line_renders(name, bundle, binary):
    worst = -numpy.inf
    for rate_hz in RATES_HZ:
        sound = music(rate_hz)
        heard = load(name, bundle).process(sound, rate_hz, buffer_size=512, reset=True)
        worst = max(worst, difference_dbfs(heard, rendered(name, sound, rate_hz, binary, bundle)))
    require(worst <= LARGEST_DIFFERENCE_DBFS, f"differs by {worst:.1f} dBFS")
    return f"difference {worst:.1f} dBFS"


def block_size_does_not_matter(name, bundle, binary):
    sound = music(48_000)
    whole, parts = (
        load(name, bundle).process(sound, 48_000, buffer_size=size, reset=True) for size in (8192, 97)
    )
    worst = difference_dbfs(whole, parts)
    require(worst == -numpy.inf, f"differs by {worst:.1f} dBFS")
    return "bit for bit"


def latency_is_what_it_says(name, bundle, binary):
    engine, effect = dawdreamer_plugin(bundle)
    click = numpy.zeros((2, 16_384), dtype=numpy.float32)
    click[:, 1000] = 0.1
    heard = dawdreamer_render(engine, effect, click)
    late = int(numpy.argmax(numpy.abs(heard[0]))) - 1000
    require(late == effect.get_latency_samples(), f"says {effect.get_latency_samples()}, is {late} frames")
    return f"{late} frames"


def bypass_is_the_raw_sound(name, bundle, binary):
    plugin = load(name, bundle)
    plugin.bypass = True
    sound = music(48_000)
    heard = plugin.process(sound, 48_000, buffer_size=512, reset=True)
    worst = difference_dbfs(heard, sound)
    require(worst == -numpy.inf, f"differs by {worst:.1f} dBFS")
    return "bit for bit"


def a_render_ignores_how_one_listens(name, bundle, binary):
    """pedalboard renders, and says so to its plugins."""
    sound = music(48_000)
    clean = load(name, bundle).process(sound, 48_000, buffer_size=512, reset=True)
    auditions = {"hear": (0.5, 1.0), "listen": (0.2, 0.4, 0.6, 0.8, 1.0), "match": (0.0,), "band": (0.25, 0.75)}
    known = load(name, bundle).parameters
    ways = [(knob, place) for knob, places in auditions.items() if knob in known for place in places]
    for knob, place in ways:
        plugin = load(name, bundle)
        plugin.parameters[knob].raw_value = place
        heard = plugin.process(sound, 48_000, buffer_size=512, reset=True)
        worst = difference_dbfs(heard, clean)
        require(worst == -numpy.inf, f"{knob} at {place}: differs by {worst:.1f} dBFS")
    return f"{len(ways)} ways to listen, bit for bit"


def a_project_comes_back(name, bundle, binary):
    first, second = load(name, bundle), load(name, bundle, {})
    first.process(music(48_000), 48_000)  # JUCE hands knobs over with the sound, not before
    second.raw_state = first.raw_state
    for key, knob in first.parameters.items():
        require(second.parameters[key].raw_value == knob.raw_value, f"{key} was lost")
    return f"{len(first.parameters)} knobs"


def dawdreamer_equals_pedalboard(name, bundle, binary):
    engine, effect = dawdreamer_plugin(bundle)
    places = {key_of(knob): place for knob, (_, place) in settings_of(name).items()}
    for knob in effect.get_parameters_description():
        if key_of(knob["name"]) in places:
            effect.set_parameter(knob["index"], places[key_of(knob["name"])])
    sound = music(48_000)
    late = effect.get_latency_samples()
    heard = dawdreamer_render(engine, effect, numpy.pad(sound, ((0, 0), (0, late))))[:, late:]
    expected = load(name, bundle).process(sound, 48_000, buffer_size=512, reset=True)
    worst = difference_dbfs(heard, expected)
    require(worst <= LARGEST_DIFFERENCE_DBFS, f"differs by {worst:.1f} dBFS")
    return f"difference {worst:.1f} dBFS, latency {late} frames"


TESTS = (
    the_host_hears_what_the_command_line_renders,
    block_size_does_not_matter,
    bypass_is_the_raw_sound,
    a_render_ignores_how_one_listens,
    a_project_comes_back,
)


DAWDREAMER_TESTS = (latency_is_what_it_says, dawdreamer_equals_pedalboard)


def load(name, bundle, settings=None):
    """The plugin in pedalboard with its knobs turned."""
    plugin = pedalboard.load_plugin(bundle, plugin_name=name)
    for knob, (_, place) in (settings_of(name) if settings is None else settings).items():
        plugin.parameters[key_of(knob)].raw_value = place
    return plugin


def rendered(name, sound, rate_hz, binary, bundle):
    """What the command line makes of the sound with the same knobs; those that only listen are none of its effects."""
    if effect_of(name) in ("meter", "reference"):
        return sound
    if binary == "-":
        return sound * numpy.float32(10 ** (6 / 20)) if effect_of(name) == "gain" else itself(name, sound, rate_hz, bundle)
    with tempfile.TemporaryDirectory() as folder:
        before, after = (str(pathlib.Path(folder) / file) for file in ("in.wav", "out.wav"))
        soundfile.write(before, sound.T, rate_hz, subtype="FLOAT")
        knobs = [part for knob, (value, _) in settings_of(name).items() for part in (f"--{knob}", f"{value:g}")]
        subprocess.run([binary, effect_of(name), before, "-o", after, *knobs], check=True, capture_output=True)
        return soundfile.read(after, dtype="float32", always_2d=True)[0].T


def itself(name, sound, rate_hz, bundle):
    return load(name, bundle).process(sound, rate_hz, buffer_size=1024, reset=True)


def dawdreamer_plugin(bundle):
    engine = dawdreamer.RenderEngine(48_000, 512)
    effect = engine.make_plugin_processor("effect", bundle)
    return engine, effect


def dawdreamer_render(engine, effect, sound):
    player = engine.make_playback_processor("player", sound)
    engine.load_graph([(player, []), (effect, ["player"])])
    engine.render((sound.shape[1] + 1) / 48_000)  # one frame more, for it rounds down
    return engine.get_audio()[:, : sound.shape[1]]


def music(rate_hz):
    """Two seconds of noise and chords that reach above 0 dBFS now and then, the channels unlike."""
    time = numpy.arange(2 * rate_hz) / rate_hz
    dice = numpy.random.default_rng(7)
    beat = numpy.exp(-8 * (time % 0.5))
    chord = sum(numpy.sin(2 * numpy.pi * hz * time) for hz in (55, 220.5, 997, 3301))
    channels = [0.3 * beat * chord + 0.2 * beat * dice.standard_normal(time.size) for _ in range(2)]
    return numpy.array(channels, dtype=numpy.float32)


def settings_of(name):
    return SETTINGS.get(effect_of(name), {})


def effect_of(name):
    return name.removeprefix("Twobus ").lower().replace(" ", "-")


def key_of(knob):
    return knob.lower().replace("-", "_").replace(" ", "_")


def difference_dbfs(a, b):
    require(a.shape == b.shape, f"lengths differ: {a.shape} and {b.shape}")
    largest = numpy.max(numpy.abs(a.astype(numpy.float64) - b.astype(numpy.float64)))
    return 20 * numpy.log10(largest) if largest > 0 else -numpy.inf


def require(condition, message):
    if not condition:
        raise AssertionError(message)


def title(test):
    return test.__name__.replace("_", " ")


main()
