// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Why a record is near, in words: the kinds of likeness in which it is nearest, and what differs most.

use measure::compare;

use crate::features::{Axis, COUNT, Features, GROUPS, Group, axis, step_size};

/// One thing in which a record and a mix are alike or differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Whether it speaks for the record or against it.
    pub is_likeness: bool,
    /// Which kind of likeness, for scripts: `tone`, `width`, `rhythm`, `dynamics`. It never changes.
    pub group: &'static str,
    /// How large the difference is, in steps that one clearly hears; RMS for a likeness, signed otherwise.
    pub steps: f64,
    /// The same in words, as the end of a sentence.
    pub text: String,
}

/// At most so many likenesses are told.
const MOST_LIKENESSES: usize = 3;
/// More than this is not alike, and less than half of it is not worth telling as a difference: in steps, 1 is
/// clearly heard.
const ALIKE: f64 = 1.0;

/// The likenesses, the greatest first, and then the greatest difference.
pub fn why(mix: &Features, record: &Features) -> Vec<Reason> {
    let mut reasons = likenesses(mix, record);
    reasons.extend(greatest_difference(mix, record));
    reasons
}

/// The kinds in which no difference is clearly heard; the nearest kind if there is none.
fn likenesses(mix: &Features, record: &Features) -> Vec<Reason> {
    let mut groups: Vec<(f64, &Group)> =
        GROUPS.iter().filter_map(|group| Some((mix.group_distance(record, group)?, group))).collect();
    groups.sort_by(|a, b| a.0.total_cmp(&b.0));
    let alike = groups.iter().filter(|(steps, _)| *steps < ALIKE).count();
    groups.truncate(alike.clamp(1, MOST_LIKENESSES));
    groups.into_iter().map(|(steps, group)| likeness(mix, record, (steps, group))).collect()
}

fn likeness(mix: &Features, record: &Features, (steps, group): (f64, &Group)) -> Reason {
    let own = rms(mix, record, group);
    let text = match group.id {
        "tone" => format!("tone within {own:.1} dB"),
        "width" => format!("width within {own:.1} dB"),
        "rhythm" if steps < ALIKE / 2.0 => "as busy".to_owned(),
        "rhythm" => "nearly as busy".to_owned(),
        _ => format!("punch and peaks within {own:.1} dB"),
    };
    Reason { is_likeness: true, group: group.id, steps, text }
}

/// The differences of a group in their own unit, RMS.
fn rms(mix: &Features, record: &Features, group: &Group) -> f64 {
    let own = group.places.clone().filter_map(|place| Some(mix.step(record, place)? * step_size(place)));
    let (sum, count) = own.fold((0.0, 0_u32), |(sum, count), own| (sum + own * own, count + 1));
    (sum / f64::from(count.max(1))).sqrt()
}

/// The axis that adds most to the distance, if it is heard.
fn greatest_difference(mix: &Features, record: &Features) -> Option<Reason> {
    let share = |place: usize, steps: f64| {
        let group = group_of(place);
        group.weight * steps * steps / group.places.len() as f64
    };
    let places = (0..COUNT).filter_map(|place| Some((place, mix.step(record, place)?)));
    let (place, steps) = places.max_by(|a, b| share(a.0, a.1).total_cmp(&share(b.0, b.1)))?;
    let text = difference(axis(place), steps * step_size(place));
    (steps.abs() > ALIKE / 2.0).then(|| Reason { is_likeness: false, group: group_of(place).id, steps, text })
}

fn group_of(place: usize) -> &'static Group {
    GROUPS.iter().find(|group| group.places.contains(&place)).unwrap_or(&GROUPS[0])
}

/// What the record has more or less of than the mix; `by` is in the unit of the axis.
fn difference(axis: Axis, by: f64) -> String {
    let size = by.abs();
    let is_more = by > 0.0;
    let word = |more: &'static str, less: &'static str| if is_more { more } else { less };
    match axis {
        Axis::Tone(octave) => format!("{size:.1} dB {} around {}", word("fuller", "thinner"), octave_name(octave)),
        Axis::Width(zone) => format!("{size:.1} dB {} in the {}", word("wider", "narrower"), zone_name(zone)),
        Axis::Rhythm(zone) => {
            let times = dsp::math::exp2(size);
            format!("{times:.1} times {} in the {}", word("busier", "calmer"), zone_name(zone))
        }
        Axis::Crest(zone) => {
            format!("peaks stand {size:.1} dB {} in the {}", word("higher", "lower"), zone_name(zone))
        }
        Axis::Punch(zone) => format!("{size:.1} dB {} punch in the {}", word("more", "less"), zone_name(zone)),
        Axis::Range => format!("loud and quiet parts {size:.1} LU {}", word("further apart", "closer together")),
    }
}

/// The nominal middle of an octave (IEC 61260-1, Annex E) and the zone it lies in.
fn octave_name(octave: usize) -> &'static str {
    const NAMES: [&str; 10] = [
        "31 Hz (sub)",
        "63 Hz (bass)",
        "125 Hz (low mids)",
        "250 Hz (low mids)",
        "500 Hz (mids)",
        "1 kHz (upper mids)",
        "2 kHz (upper mids)",
        "4 kHz (presence)",
        "8 kHz (air)",
        "16 kHz (air)",
    ];
    NAMES.get(octave).unwrap_or(&"")
}

/// As in "in the low mids".
fn zone_name(zone: usize) -> String {
    let name = compare::ZONES.get(zone).map_or("", |zone| zone.name);
    match name {
        "Low mid" | "Mid" => format!("{}s", name.to_lowercase()),
        "Upper" => "upper mids".to_owned(),
        _ => name.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_said_from_the_record_s_side() {
        assert_eq!(difference(Axis::Tone(1), 3.04), "3.0 dB fuller around 63 Hz (bass)");
        assert_eq!(difference(Axis::Width(6), -4.0), "4.0 dB narrower in the air");
        assert_eq!(difference(Axis::Rhythm(5), 1.0), "2.0 times busier in the presence");
        assert_eq!(difference(Axis::Range, -4.0), "loud and quiet parts 4.0 LU closer together");
    }
}
