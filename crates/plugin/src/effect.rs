// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The one adapter between an effect and every plugin format.

use std::sync::Arc;

use dsp::{Stream, math};
use nice_plug::prelude::*;
use rack::{Entry, Params as _, Processor};
use window::Shape;

use crate::{
    editor::App,
    engine::{Engine, Moment},
    flush::Flush,
    frame::Frame,
    hand::Hand,
    identity::Identity,
    knobs::Knobs,
    machine::Machine,
    state,
};

/// Rates outside are a host's mistake: below, filters fold; above, a second of sound is megabytes.
const RATES_HZ: std::ops::RangeInclusive<u32> = 8_000..=384_000;

/// The effect `P` as hosts see it: knobs, state, latency, bypass, editor; `M` is how it sounds.
pub struct Host<P, M: Machine = Engine> {
    knobs: Arc<Knobs>,
    shared: M::Shared,
    window: Arc<Shape>,
    machine: Option<M>,
    _effect: std::marker::PhantomData<fn() -> P>,
}

impl<P: Processor, M: Machine> Host<P, M> {
    const ENTRY: Entry = Entry::of::<P>();

    fn stream_from(layout: &AudioIOLayout, config: &BufferConfig) -> Option<Stream> {
        let channels = layout.main_output_channels?.get();
        let rate = math::index_from(math::round(f64::from(config.sample_rate)));
        let rate_hz = u32::try_from(rate).ok().filter(|rate_hz| RATES_HZ.contains(rate_hz))?;
        let longest_block = usize::try_from(config.max_buffer_size).ok()?.max(1);
        Some(Stream { rate_hz, channels: usize::try_from(channels).ok()?, longest_block })
    }
}

impl<P: Processor, M: Machine> Default for Host<P, M> {
    fn default() -> Self {
        let (window, shared) = (M::shape(&Self::ENTRY), M::Shared::default());
        Self {
            knobs: Arc::new(M::knobs(&Self::ENTRY, &shared, window.clone())),
            shared,
            window,
            machine: None,
            _effect: std::marker::PhantomData,
        }
    }
}

impl<P: Processor, M: Machine> Plugin for Host<P, M> {
    const NAME: &'static str = Identity::<P>::NAME;
    const VENDOR: &'static str = "Twobus";
    const URL: &'static str = "";
    const EMAIL: &'static str = "";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const AUDIO_IO_LAYOUTS: &'static [AudioIOLayout] = &[layout_of(2), layout_of(1)];
    const SAMPLE_ACCURATE_AUTOMATION: bool = true;

    type Editor = Frame<App>;
    type SysExMessage = ();
    type BackgroundTask = ();

    fn params(&self) -> Arc<dyn Params> {
        self.knobs.clone()
    }

    fn editor(&mut self, _executor: AsyncExecutor<Self>) -> Option<Self::Editor> {
        let hand = Hand::new(&Self::ENTRY, self.knobs.clone());
        let app = App::new(M::face(&Self::ENTRY, &self.shared), hand);
        Some(Frame::new(Self::NAME.to_owned(), app, self.window.clone()))
    }

    fn filter_state(state: &mut PluginState) {
        state::restore(P::Params::SPECS, state);
    }

    /// Also called when a project is loaded while the sound runs, and before a render; the machine
    /// stays warm then: it knows what the mix has taught it.
    fn activate(
        &mut self,
        layout: &AudioIOLayout,
        config: &BufferConfig,
        context: &mut impl ActivateContext<Self>,
    ) -> bool {
        let Some(stream) = Self::stream_from(layout, config) else {
            return false;
        };
        if self.machine.as_ref().is_none_or(|machine| *machine.stream() != stream) {
            self.machine = Some(M::new(&Self::ENTRY, &self.knobs, &self.shared, &stream));
        }
        if let Some(machine) = &mut self.machine {
            machine.turn(&self.knobs);
            machine.set_offline(config.process_mode == ProcessMode::Offline);
            context.set_latency_samples(frames_from(machine.latency()));
        }
        true
    }

    fn reset(&mut self) {
        if let Some(machine) = &mut self.machine {
            machine.reset();
        }
    }

    fn process(
        &mut self,
        buffer: &mut Buffer<'_>,
        _aux: &mut AuxiliaryBuffers<'_>,
        context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
        let Some(machine) = &mut self.machine else {
            return ProcessStatus::Normal;
        };
        let _flush = Flush::begin();
        machine.process(&self.knobs, buffer.as_slice(), moment(context.transport()), &self.shared);
        let latency = frames_from(machine.latency());
        context.set_latency_samples(latency);
        if latency == 0 { ProcessStatus::Normal } else { ProcessStatus::Tail(latency) }
    }
}

impl<P: Processor, M: Machine> ClapPlugin for Host<P, M> {
    const CLAP_ID: &'static str = Identity::<P>::CLAP_ID;
    const CLAP_DESCRIPTION: Option<&'static str> = Some(P::INFO.summary);
    const CLAP_MANUAL_URL: Option<&'static str> = None;
    const CLAP_SUPPORT_URL: Option<&'static str> = None;
    const CLAP_FEATURES: &'static [ClapFeature] =
        &[ClapFeature::AudioEffect, ClapFeature::Mastering, ClapFeature::Stereo, ClapFeature::Mono];
}

impl<P: Processor, M: Machine> Vst3Plugin for Host<P, M> {
    const VST3_CLASS_ID: [u8; 16] = Identity::<P>::VST3_CLASS_ID;
    const VST3_SUBCATEGORIES: &'static [Vst3SubCategory] = &[Vst3SubCategory::Fx, Vst3SubCategory::Mastering];
}

fn moment(transport: &Transport) -> Moment {
    Moment { playing: transport.playing, song_frame: transport.pos_samples() }
}

const fn layout_of(channels: u32) -> AudioIOLayout {
    AudioIOLayout {
        main_input_channels: NonZeroU32::new(channels),
        main_output_channels: NonZeroU32::new(channels),
        ..AudioIOLayout::const_default()
    }
}

fn frames_from(latency: usize) -> u32 {
    u32::try_from(latency).unwrap_or(u32::MAX)
}
