// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The outline of a take while it grows: ten highest peaks a second.

/// Peaks in a second of sound.
pub const PEAKS_PER_S: u32 = 10;

/// The outline so far.
#[derive(Clone, Debug)]
pub struct Outline {
    frames_each: usize,
    peaks: Vec<f32>,
    /// How many frames the last peak stands for.
    filled: usize,
}

impl Outline {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32) -> Self {
        Self { frames_each: (rate_hz / PEAKS_PER_S).max(1) as usize, peaks: Vec::new(), filled: 0 }
    }

    /// Hears the next samples, channel after channel, all equally long.
    pub fn push(&mut self, channels: &[&[f32]]) {
        let frames = channels.iter().map(|channel| channel.len()).min().unwrap_or(0);
        let mut start = 0;
        while start < frames {
            if self.filled == 0 {
                self.peaks.push(0.0);
            }
            let end = frames.min(start + self.frames_each - self.filled);
            let heard =
                channels.iter().flat_map(|channel| &channel[start..end]).filter(|sample| sample.is_finite());
            let highest = heard.fold(0.0_f32, |highest, sample| highest.max(sample.abs()));
            if let Some(peak) = self.peaks.last_mut() {
                *peak = peak.max(highest);
            }
            self.filled = (self.filled + end - start) % self.frames_each;
            start = end;
        }
    }

    /// Its peaks; the last one may stand for less.
    pub fn peaks(&self) -> &[f32] {
        &self.peaks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_peaks_stand_for_a_second_however_it_comes() {
        let sound: Vec<f32> = (0..16_000_u16).map(|n| f32::from(n) / 16_000.0).collect();
        let mut whole = Outline::new(8000);
        whole.push(&[&sound, &sound]);
        assert_eq!(whole.peaks().len(), 20);
        assert!((whole.peaks()[9] - 0.5).abs() < 1e-3);
        let mut pieces = Outline::new(8000);
        sound.chunks(333).for_each(|piece| pieces.push(&[piece]));
        assert_eq!(pieces.peaks(), whole.peaks());
    }
}
