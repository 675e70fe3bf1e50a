// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A passage of a file, without the rest of it in memory.

use std::path::Path;

use dsp::{Audio, math, mend};
use measure::Span;

use super::Decoder;
use crate::error::Result;

/// Reads what lies between two times; what is not sound is silence.
///
/// # Errors
/// As [`Decoder::open`].
pub fn decode_span(path: &Path, span: Span) -> Result<Audio> {
    let mut decoder = Decoder::open(path)?;
    let rate_hz = decoder.format().rate_hz;
    let frame = |seconds: f64| math::index_from(seconds.max(0.0) * f64::from(rate_hz));
    let wanted = frame(span.from_s)..frame(span.to_s);
    let mut passage = Audio::silence(rate_hz, decoder.format().channels, 0);
    let mut block = passage.clone();
    let mut start = 0;
    while start < wanted.end && decoder.read(&mut block)? > 0 {
        let inside =
            wanted.start.saturating_sub(start).min(block.frames())..(wanted.end - start).min(block.frames());
        for (kept, channel) in passage.channels.iter_mut().zip(&block.channels) {
            kept.extend_from_slice(&channel[inside.clone()]);
        }
        start += block.frames();
    }
    for channel in &mut passage.channels {
        mend::mend(channel);
    }
    Ok(passage)
}
