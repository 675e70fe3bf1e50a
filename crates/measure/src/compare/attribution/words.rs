// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The owner of a difference inside an advice.

use super::Owner;
use crate::{
    compare::hertz,
    fault::{Confidence, Fault},
    words::signed,
};

/// A stem with less than this has no part in it.
const LEAST_SHARE: f64 = 0.15;

/// Says whose difference it is, and what to try there; `full` if there is too much, not too little.
pub fn name(fault: &mut Fault, full: bool, owners: &[Owner]) {
    match owners {
        [first, ..] if first.stands_out() && first.share >= LEAST_SHARE => {
            one(fault, first, full.then(|| largest(owners)));
        }
        [first, second, ..] if full => two(fault, [first, second]),
        _ => {}
    }
}

/// One stem stands out; where another is larger in an excess, the reason is told.
fn one(fault: &mut Fault, owner: &Owner, largest: Option<&Owner>) {
    let Owner { name, at_hz, .. } = owner;
    let reason = match largest {
        None => format!("The largest part of what is there, {}, is {name}.", percent(owner)),
        Some(largest) if largest.name == *name => format!("{} of it is {name}.", percent(owner)),
        Some(largest) => format!(
            "It has the shape of a boost of {name}, {} of what is there; {} has more ({}), but not of that shape.",
            percent(owner),
            largest.name,
            percent(largest)
        ),
    };
    let not = if largest.is_some() { ", not on the master" } else { "; the master has nothing to raise" };
    fault.message = format!("{} {reason}", fault.message);
    fault.action = format!("Try {} dB at {} on {name} first{not}.", signed(owner.suggested_db), hertz(*at_hz));
    fault.stem = Some(name.clone());
    fault.confidence = fault.confidence.min(owner.confidence);
}

/// Nobody stands out: two share it, and neither is blamed.
fn two(fault: &mut Fault, owners: [&Owner; 2]) {
    let [first, second] = owners;
    fault.message = format!(
        "{} {} ({}) and {} ({}) share it.",
        fault.message,
        first.name,
        percent(first),
        second.name,
        percent(second)
    );
    fault.action = format!(
        "Try {} dB at {} on {} or on {}, whichever misses it less, not on the master.",
        signed(first.suggested_db.max(second.suggested_db)),
        hertz(first.at_hz),
        first.name,
        second.name
    );
    fault.confidence = Confidence::Weak;
}

fn largest(owners: &[Owner]) -> &Owner {
    owners.iter().fold(&owners[0], |largest, owner| if owner.share > largest.share { owner } else { largest })
}

fn percent(owner: &Owner) -> String {
    format!("{:.0} %", owner.share * 100.0)
}
