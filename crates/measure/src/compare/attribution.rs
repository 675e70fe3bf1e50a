// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Whose excess is it?

use dsp::math;

use super::{Comparison, Difference};
use crate::{fault::Confidence, measured::Band};

/// A stem.
pub struct Stem { pub name: String, pub bands: Vec<Band> }

#[derive(Clone, Debug, PartialEq)]
pub struct Owner { pub name: String, pub share: f64, pub suggested_db: f64, pub at_hz: f64, pub confidence: Confidence, pub score: f64, pub gain_db: f64 }

pub fn curve(c: &Comparison) -> Vec<Difference> {
    c.bands.iter().map(|b| Difference { centre_hz: b.centre_hz, db: b.tone_db.difference() }).collect()
}

fn knob(name: &str, default: f64) -> f64 { std::env::var(name).ok().and_then(|s| s.parse().ok()).unwrap_or(default) }

fn power(stem: &Stem, hz: f64) -> f64 {
    stem.bands.iter().find(|b| (b.centre_hz / hz - 1.0).abs() < 0.05).map_or(0.0, |b| math::exp10(b.level_db / 10.0))
}

fn mean_share(curve: &[Difference], range: [f64; 2], stems: &[Stem], k: usize) -> f64 {
    // share weighted by excess
    let mut s = 0.0; let mut w = 0.0;
    for d in curve.iter().filter(|d| (range[0] * 0.99..=range[1] * 1.01).contains(&d.centre_hz)) {
        let all: f64 = stems.iter().map(|s| power(s, d.centre_hz)).sum();
        if all > 0.0 { s += d.db.max(0.01) * power(&stems[k], d.centre_hz) / all; w += d.db.max(0.01); }
    }
    if w > 0.0 { s / w } else { 0.0 }
}

pub fn owners_by_share(curve: &[Difference], range: [f64; 2], stems: &[Stem]) -> Vec<Owner> {
    let mut v: Vec<Owner> = (0..stems.len()).map(|k| { let share = mean_share(curve, range, stems, k);
        Owner { name: stems[k].name.clone(), share, suggested_db: 0.0, at_hz: 0.0, confidence: Confidence::Weak, score: share, gain_db: 0.0 } }).collect();
    v.sort_by(|a, b| b.score.total_cmp(&a.score));
    v
}

fn bell_db(hz: f64, f0: f64, q: f64, g: f64) -> f64 {
    let a = math::exp10(g / 40.0);
    let w = hz / f0; let w2 = w * w;
    let n = (1.0 - w2) * (1.0 - w2);
    10.0 * math::log10((n + w2 * a * a / (q * q)) / (n + w2 / (a * a * q * q)))
}

fn cholesky(k: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let n = k.len();
    let mut l = vec![vec![0.0; n]; n];
    for i in 0..n { for j in 0..=i {
        let s: f64 = (0..j).map(|m| l[i][m] * l[j][m]).sum();
        l[i][j] = if i == j { math::sqrt((k[i][i] - s).max(1e-12)) } else { (k[i][j] - s) / l[j][j] };
    } }
    l
}

fn whitened(l: &[Vec<f64>], r: &[f64]) -> f64 {
    let mut y = vec![0.0; r.len()]; let mut q = 0.0;
    for i in 0..r.len() {
        let s: f64 = (0..i).map(|m| l[i][m] * y[m]).sum();
        y[i] = (r[i] - s) / l[i][i]; q += y[i] * y[i];
    }
    q
}

pub fn owners(curve: &[Difference], range: [f64; 2], stems: &[Stem]) -> Vec<Owner> {
    let reach = math::pow(2.0, knob("WIN", 5.0) / 3.0);
    let bands: Vec<&Difference> = curve.iter().filter(|d| (range[0] / reach * 0.99..=range[1] * reach * 1.01).contains(&d.centre_hz)).collect();
    let n = bands.len();
    let (ss, ell, sn) = (knob("SS", 1.0), knob("ELL", 3.0), knob("SN", 0.3));
    let k: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| { let d = (i as f64 - j as f64) / ell;
        100.0 + ss * ss * math::exp(-d * d / 2.0) + if i == j { sn * sn } else { 0.0 } }).collect()).collect();
    let l = cholesky(&k);
    let (sg, tau, floor, ln) = (knob("SG", 4.0), knob("TAU", 5.0), knob("FLOOR", 0.05), knob("LN", 1.0) > 0.5);
    let mut out = Vec::new();
    for k in 0..stems.len() {
        let shares: Vec<f64> = bands.iter().map(|d| { let all: f64 = stems.iter().map(|s| power(s, d.centre_hz)).sum();
            if all > 0.0 { power(&stems[k], d.centre_hz) / all } else { 0.0 } }).collect();
        let levels: Vec<f64> = bands.iter().map(|d| 10.0 * math::log10(power(&stems[k], d.centre_hz).max(1e-14))).collect();
        let mut best = (f64::NEG_INFINITY, 0.0, 0.0, 0.0);
        let lo = range[0] / 1.26; let hi = range[1] * 1.26;
        let steps = math::index_from(math::round(6.0 * math::log2(hi / lo)));
        for s in 0..=steps {
            let f0 = lo * math::pow(2.0, s as f64 / 6.0);
            for q in [0.5, 0.7, 1.0, 1.4, 2.0, 3.0] {
                for g in 1..=24 {
                    let g = g as f64 * 0.5;
                    let h: Vec<f64> = bands.iter().map(|d| bell_db(d.centre_hz, f0, q, g)).collect();
                    let r: Vec<f64> = bands.iter().zip(&h).zip(&shares).map(|((d, h), s)|
                        d.db + 10.0 * math::log10(1.0 - s * (1.0 - math::exp10(-h / 10.0)))).collect();
                    let quad = whitened(&l, &r);
                    let nn = n as f64;
                    let fit = if ln { -0.5 * nn * math::log(quad / nn + floor) } else { -0.5 * quad };
                    let mut score = fit - 0.5 * (g / sg) * (g / sg);
                    if tau < 50.0 {
                        let rough = |x: &dyn Fn(usize) -> f64| (1..n-1).map(|i| { let c = x(i-1) - 2.0*x(i) + x(i+1); c*c }).sum::<f64>();
                        score += 0.5 * (rough(&|i| levels[i]) - rough(&|i| levels[i] - h[i])) / (tau * tau);
                    }
                    if score > best.0 { best = (score, f0, q, g); }
                }
            }
        }
        out.push(Owner { name: stems[k].name.clone(), share: mean_share(curve, range, stems, k), suggested_db: 0.0, at_hz: best.1, confidence: Confidence::Weak, score: best.0, gain_db: best.3 });
    }
    out.sort_by(|a, b| b.score.total_cmp(&a.score));
    let top = out[0].score;
    let sum: f64 = out.iter().map(|o| math::exp(o.score - top)).sum();
    let p = 1.0 / sum;
    out[0].confidence = if p > 0.95 { Confidence::Sure } else if p > 0.7 { Confidence::Fair } else { Confidence::Weak };
    out
}
