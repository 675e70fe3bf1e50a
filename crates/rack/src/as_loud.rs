// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A passage as it would sound on a record: through a limiter, as loud as records are.
//!
//! A mix that is not mastered has more dynamics than any record. To learn whether it will keep its punch,
//! a copy is pressed to the records' loudness and compared like with like; the mix itself is left alone.

use dsp::{Audio, Db};

use crate::{
    Preset, Sketch, Step,
    analyse::{MOST_DRIVE_DB, heard},
    render,
    solve::{self, Goal},
};

/// The ceiling of most destinations, dBTP (`targets/`).
const CEILING_DBTP: f64 = -1.0;

/// The passage through a new limiter at this loudness, or as near as it gets; `None` for silence.
pub fn as_loud(passage: &Audio, lufs: f64) -> Option<Audio> {
    let sketch = Sketch::new(passage, Db(CEILING_DBTP));
    let from_lufs = sketch.unlimited_lufs()?;
    let most_drive_db = MOST_DRIVE_DB.max(lufs - from_lufs + MOST_DRIVE_DB);
    let goal = Goal { from_lufs, lufs, most_drive_db, psr_floor_lu: None };
    let mut renders = Vec::new();
    let solution = solve::solve(
        goal,
        |drive_db| sketch.integrated_lufs(Db(drive_db)),
        |drive_db| {
            let audio = render(&limiter(drive_db)?, passage).audio;
            let heard = heard(&audio);
            renders.push((drive_db, audio));
            heard
        },
    );
    let best = renders.into_iter().find(|(drive_db, _)| *drive_db == solution.best.drive_db);
    best.map(|(_, audio)| audio)
}

fn limiter(drive_db: f64) -> Option<Preset> {
    let step = Step::new(crate::entry("limiter")?);
    Some(Preset { steps: vec![step.with("gain", drive_db).with("ceiling", CEILING_DBTP)] })
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    #[test]
    fn a_quiet_passage_comes_out_as_loud_as_asked_and_under_the_ceiling() {
        let noise = signals::pink_noise(1, 0.3, 44_100 * 8);
        let passage = Audio { rate_hz: 44_100, channels: vec![noise.clone(), noise] };
        let loud = as_loud(&passage, -9.0).unwrap();
        assert!((heard(&loud).unwrap().lufs + 9.0).abs() < 0.1);
        assert!(loud.channels[0].iter().all(|sample| sample.abs() < 0.892));
        assert!(as_loud(&Audio::silence(44_100, 2, 44_100), -9.0).is_none());
    }
}
