// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The gains of a bank of fixed bands: least squares within bounds.
//!
//! ```text
//! minimise  Σ w (Σ B g − wish)² + λ Σ g²,   |g| ≤ most
//! ```
//! `B` is what a band does at 3 dB, divided by 3: gains of equalisers add up in dB to within 0.01 dB there. One
//! gain is moved at a time to where the error is least, clamped; since the error is a convex bowl, that ends
//! at its bottom (P. Tseng, Journal of Optimization Theory and Applications 109, 2001).

use dsp::Db;

use super::{Lever, SPLIT_HZ};
use crate::fit::Wish;

/// What a decibel squared of gain costs, so that neighbours never work against each other for little.
const GENTLENESS: f64 = 0.02;
/// At this gain the shape of a band is taken, dB.
const SHAPED_AT_DB: f64 = 3.0;
/// So many times each gain is moved; measured: 40 end within 0.001 dB.
const SWEEPS: usize = 60;
/// Less is not heard and left out, dB.
const LEAST_DB: f64 = 0.2;
/// The bank is asked for its own bands and half an octave above them, where it must do nothing.
const REACH: f64 = 1.42;

/// The bands of the bank that move, with their gains.
pub fn gains(wishes: &[Wish], bank: &[Lever], most_db: f64) -> Vec<Lever> {
    let wishes: Vec<Wish> = wishes.iter().filter(|wish| wish.centre_hz < SPLIT_HZ * REACH).map(own).collect();
    let shapes: Vec<Vec<f64>> = bank.iter().map(|band| shape(band, &wishes)).collect();
    let mut gains = vec![0.0; bank.len()];
    for _ in 0..SWEEPS {
        for band in 0..bank.len() {
            gains[band] = best(&wishes, &shapes, &gains, band).clamp(-most_db, most_db);
        }
    }
    let turned = bank.iter().zip(&gains).map(|(band, gain)| band.turned(Db(*gain)));
    turned.filter(|band| band.gain_db().abs() >= LEAST_DB).collect()
}

/// Above the split the bank is to do nothing.
fn own(wish: &Wish) -> Wish {
    Wish { db: if wish.centre_hz < SPLIT_HZ { wish.db } else { 0.0 }, ..*wish }
}

/// What a band does for each decibel of its gain.
fn shape(band: &Lever, wishes: &[Wish]) -> Vec<f64> {
    let at_3_db = band.turned(Db(SHAPED_AT_DB));
    wishes.iter().map(|wish| at_3_db.db(wish.centre_hz) / SHAPED_AT_DB).collect()
}

/// The gain of one band at which the error is least while the others stand still.
fn best(wishes: &[Wish], shapes: &[Vec<f64>], gains: &[f64], band: usize) -> f64 {
    let (mut above, mut below) = (0.0, GENTLENESS);
    for (n, wish) in wishes.iter().enumerate() {
        let others: f64 = (0..gains.len()).filter(|k| *k != band).map(|k| shapes[k][n] * gains[k]).sum();
        above += wish.weight * shapes[band][n] * (wish.db - others);
        below += wish.weight * shapes[band][n] * shapes[band][n];
    }
    above / below
}
