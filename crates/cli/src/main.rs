// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The command line.

mod demo;

/// Throw-away: writes raw float stereo into the folder of the first argument, to listen and measure.
fn main() -> anyhow::Result<()> {
    let Some(folder) = std::env::args().nth(1) else { return Ok(()) };
    let folder = std::path::Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let quiet = &|_| {};
    for (name, song) in [("clean", demo::Song::clean(quiet)), ("faulty", demo::Song::faulty(quiet))] {
        write(&folder.join(format!("{name}.f32")), &song.mix())?;
        for stem in &song.stems {
            write(&folder.join(format!("{name}-{}.f32", stem.name)), &stem.audio)?;
        }
    }
    write(&folder.join("reference.f32"), &demo::Song::reference(quiet))
}

fn write(path: &std::path::Path, audio: &dsp::Audio) -> anyhow::Result<()> {
    let [left, right] = [&audio.channels[0], &audio.channels[1]];
    let bytes: Vec<u8> =
        left.iter().zip(right).flat_map(|(l, r)| [l.to_le_bytes(), r.to_le_bytes()].concat()).collect();
    Ok(std::fs::write(path, bytes)?)
}
