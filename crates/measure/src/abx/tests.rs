// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The known table, guessers and listeners.

use dsp::signals::Dice;

use super::*;

/// n, how many for 5 %, its p, how many for 1 %, and how often one passes who hears 75 %.
const TABLE: [(usize, usize, f64, usize, f64); 8] = [
    (8, 7, 0.0352, 8, 0.37),
    (10, 9, 0.0107, 10, 0.24),
    (12, 10, 0.0193, 11, 0.39),
    (16, 12, 0.0384, 14, 0.63),
    (20, 15, 0.0207, 16, 0.62),
    (25, 18, 0.0216, 19, 0.73),
    (30, 20, 0.0494, 22, 0.89),
    (50, 32, 0.0325, 34, 0.97),
];

#[test]
fn the_table_of_critical_counts_holds() {
    for (trials, five, p_five, one, passes) in TABLE {
        assert_eq!([critical(trials, HEARD), critical(trials, SURELY_HEARD)], [Some(five), Some(one)], "{trials}");
        assert!((p(five, trials) - p_five).abs() < 1e-4, "{trials}: {}", p(five, trials));
        assert!((power(trials, 0.75, HEARD) - passes).abs() < 0.006, "{trials}: {}", power(trials, 0.75, HEARD));
    }
    for (trials, passes) in [(8, 0.81), (10, 0.74), (12, 0.89), (16, 0.98), (20, 0.99)] {
        assert!((power(trials, 0.9, HEARD) - passes).abs() < 0.006, "{trials}: {}", power(trials, 0.9, HEARD));
    }
}

#[test]
fn eight_of_ten_and_fourteen_of_twenty_are_not_enough() {
    assert!((p(8, 10) - 0.0547).abs() < 1e-4 && !Score { right: 8, trials: 10 }.is_heard());
    assert!((p(14, 20) - 0.0577).abs() < 1e-4 && !Score { right: 14, trials: 20 }.is_heard());
}

#[test]
fn the_ends_are_exact() {
    for trials in TRIALS {
        assert_eq!(p(0, trials), 1.0);
        assert_eq!(p(trials, trials), math::exp2(-(trials as f64)));
        assert!((tail(trials / 2, trials, 0.5) - p(trials / 2, trials)).abs() < 1e-12);
    }
    assert_eq!(critical(4, HEARD), None);
    assert_eq!(critical(5, HEARD), Some(5));
    assert!((p(60, 100) - 0.0284).abs() < 1e-4);
}

#[test]
fn the_plan_is_that_of_splitmix64_and_as_often_a_as_b() {
    // The first numbers for the seed 1234567 begin 0x599e…, 0x2c73…, 0x883e…: low, low, high.
    assert_eq!(plan(1_234_567, 3), [Side::A, Side::A, Side::B]);
    let b: usize = (0..1000).map(|seed| plan(seed, 16).iter().filter(|side| **side == Side::B).count()).sum();
    assert!((7_750..8_250).contains(&b), "{b} of 16000");
}

/// How many of so many tests end with each number of right answers.
fn many_tests(tests: u64, trials: usize, hears: f64) -> Vec<f64> {
    let mut counts = vec![0.0; trials + 1];
    let mut dice = Dice::new(7);
    for seed in 0..tests {
        let plan = plan(seed, trials);
        let other = |side| if side == Side::A { Side::B } else { Side::A };
        let answers: Vec<Side> =
            plan.iter().map(|side| if dice.unipolar() < hears { *side } else { other(*side) }).collect();
        counts[Score::of(&plan, &answers).right] += 1.0 / tests as f64;
    }
    counts
}

#[test]
fn the_p_values_of_a_guesser_are_as_rare_as_they_say() {
    // Kolmogorov's limit for 20,000 tests at 1 %: 1.63/√20000.
    let counts = many_tests(20_000, 16, 0.5);
    for right in 0..=16 {
        let share: f64 = counts[right..].iter().sum();
        assert!((share - p(right, 16)).abs() < 0.0115, "{right}: {share} instead of {}", p(right, 16));
    }
}

#[test]
fn who_always_says_a_gains_nothing() {
    let passed = (0..20_000).filter(|seed| Score::of(&plan(*seed, 16), &[Side::A; 16]).is_heard()).count();
    assert!((0.033..0.044).contains(&(passed as f64 / 20_000.0)), "{passed} of 20000");
}

#[test]
fn who_hears_ninety_percent_passes_ninety_eight_tests_in_a_hundred() {
    let passed: f64 = many_tests(10_000, 16, 0.9)[12..].iter().sum();
    assert!((passed - 0.983).abs() < 0.005, "{passed}");
}

#[test]
fn the_sentence_says_heard_or_not_shown_and_never_the_same() {
    assert_eq!(
        Score { right: 12, trials: 16 }.sentence(),
        "12 of 16 right: p = 0.038. You hear a difference (less than one guesser in 20 does as well)."
    );
    assert_eq!(
        Score { right: 10, trials: 16 }.sentence(),
        "10 of 16 right: p = 0.23. Not shown; a listener who hears it 75 % of the time would pass 63 % of such \
         tests."
    );
    for trials in TRIALS {
        for right in 0..=trials {
            assert!(!Score { right, trials }.sentence().contains("same"));
        }
    }
    assert!(Score { right: 16, trials: 16 }.sentence().contains("p = 0.000015"));
}
