// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Equations of the kind that fitting a curve gives: as many as unknowns, symmetric and positive.

/// Replaces `right` by the unknowns of `matrix · unknowns = right`; the matrix is used up.
///
/// Gaussian elimination; a positive matrix needs no search for pivots.
pub fn solve<Row: AsMut<[f64]>>(matrix: &mut [Row], right: &mut [f64]) {
    for pivot in 0..right.len() {
        let (above, below) = matrix.split_at_mut(pivot + 1);
        let Some(upper) = above.last_mut().map(AsMut::as_mut) else { return };
        for (offset, lower) in below.iter_mut().enumerate() {
            let lower = lower.as_mut();
            let factor = lower[pivot] / upper[pivot];
            lower[pivot..].iter_mut().zip(&upper[pivot..]).for_each(|(lower, upper)| *lower -= factor * upper);
            right[pivot + 1 + offset] -= factor * right[pivot];
        }
    }
    for (n, row) in matrix.iter_mut().enumerate().rev() {
        let row = row.as_mut();
        let known: f64 = row[n + 1..].iter().zip(&right[n + 1..]).map(|(factor, unknown)| factor * unknown).sum();
        right[n] = (right[n] - known) / row[n];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unknowns_solve_the_equations() {
        let matrix = [[4.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 2.0]];
        let mut unknowns = [1.0, 2.0, 3.0];
        solve(&mut matrix.clone(), &mut unknowns);
        for (row, right) in matrix.iter().zip([1.0, 2.0, 3.0]) {
            let left: f64 = row.iter().zip(&unknowns).map(|(factor, unknown)| factor * unknown).sum();
            assert!((left - right).abs() < 1e-12, "{unknowns:?}");
        }
    }
}
