// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The outlines of records as the panel draws them, made once for each.

use std::{collections::BTreeMap, sync::Arc};

use deck::shelf::Row;

/// Outlines by the tickets of their records.
#[derive(Default)]
pub struct Outlines {
    known: BTreeMap<u64, Arc<[f32]>>,
}

impl Outlines {
    /// The highest peaks of each record, in the order of the rows; none where nothing is known yet.
    pub fn of(&mut self, rows: &[Row]) -> Vec<Arc<[f32]>> {
        self.known.retain(|ticket, _| rows.iter().any(|row| row.slot.ticket == *ticket));
        rows.iter().map(|row| self.outline(row)).collect()
    }

    fn outline(&mut self, row: &Row) -> Arc<[f32]> {
        let Some(record) = &row.slot.record else { return Arc::default() };
        let made = || {
            let columns = record.input.wave.columns.iter();
            columns.map(|[low, high]| low.abs().max(high.abs())).collect()
        };
        self.known.entry(row.slot.ticket).or_insert_with(made).clone()
    }
}
