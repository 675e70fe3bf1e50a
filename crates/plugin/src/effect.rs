// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The one adapter between an effect and every plugin format.

use std::sync::Arc;

use dsp::{Stream, math};
use nice_plug::prelude::*;
use rack::{Entry, Params as _, Processor};
use window::Shape;

use crate::{
    editor::{self, App},
    engine::{Engine, Moment},
    flush::Flush,
    frame::Frame,
    identity::Identity,
    knobs::Knobs,
    state,
    telemetry::Telemetry,
};

/// Rates outside are a host's mistake: below, filters fold; above, a second of sound is megabytes.
const RATES_HZ: std::ops::RangeInclusive<u32> = 8_000..=384_000;

/// The effect `P` as hosts see it: knobs, state, latency, bypass, editor.
pub struct Host<P> {
    knobs: Arc<Knobs>,
    telemetry: Arc<Telemetry>,
    window: Arc<Shape>,
    engine: Option<Engine>,
    _effect: std::marker::PhantomData<fn() -> P>,
}

impl<P: Processor> Host<P> {
    const ENTRY: Entry = Entry::of::<P>();

    fn stream_from(layout: &AudioIOLayout, config: &BufferConfig) -> Option<Stream> {
        let channels = layout.main_output_channels?.get();
        let rate = math::index_from(math::round(f64::from(config.sample_rate)));
        let rate_hz = u32::try_from(rate).ok().filter(|rate_hz| RATES_HZ.contains(rate_hz))?;
        let longest_block = usize::try_from(config.max_buffer_size).ok()?.max(1);
        Some(Stream { rate_hz, channels: usize::try_from(channels).ok()?, longest_block })
    }
}

impl<P: Processor> Default for Host<P> {
    fn default() -> Self {
        let window = editor::shape(&Self::ENTRY);
        Self {
            knobs: Arc::new(Knobs::new(P::INFO.id, P::Params::SPECS, window.clone())),
            telemetry: Arc::default(),
            window,
            engine: None,
            _effect: std::marker::PhantomData,
        }
    }
}

impl<P: Processor> Plugin for Host<P> {
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
        let app = App::new(&Self::ENTRY, self.knobs.clone(), self.telemetry.clone());
        Some(Frame::new(Self::NAME.to_owned(), app, self.window.clone()))
    }

    fn filter_state(state: &mut PluginState) {
        state::restore(P::Params::SPECS, state);
    }

    /// Also called when a project is loaded while the sound runs, and before a render; the engine
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
        if self.engine.as_ref().is_none_or(|engine| *engine.stream() != stream) {
            let mut engine = Engine::new(&Self::ENTRY, &self.knobs, &stream);
            engine.connect(&self.telemetry.tap);
            self.engine = Some(engine);
        }
        if let Some(engine) = &mut self.engine {
            engine.turn(&self.knobs);
            engine.set_offline(config.process_mode == ProcessMode::Offline);
            context.set_latency_samples(frames_from(engine.latency()));
        }
        true
    }

    fn reset(&mut self) {
        if let Some(engine) = &mut self.engine {
            engine.reset();
        }
    }

    fn process(
        &mut self,
        buffer: &mut Buffer<'_>,
        _aux: &mut AuxiliaryBuffers<'_>,
        context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
        let Some(engine) = &mut self.engine else {
            return ProcessStatus::Normal;
        };
        let _flush = Flush::begin();
        engine.process(&self.knobs, buffer.as_slice(), moment(context.transport()), &self.telemetry);
        let latency = frames_from(engine.latency());
        context.set_latency_samples(latency);
        if latency == 0 { ProcessStatus::Normal } else { ProcessStatus::Tail(latency) }
    }
}

impl<P: Processor> ClapPlugin for Host<P> {
    const CLAP_ID: &'static str = Identity::<P>::CLAP_ID;
    const CLAP_DESCRIPTION: Option<&'static str> = Some(P::INFO.summary);
    const CLAP_MANUAL_URL: Option<&'static str> = None;
    const CLAP_SUPPORT_URL: Option<&'static str> = None;
    const CLAP_FEATURES: &'static [ClapFeature] =
        &[ClapFeature::AudioEffect, ClapFeature::Mastering, ClapFeature::Stereo, ClapFeature::Mono];
}

impl<P: Processor> Vst3Plugin for Host<P> {
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
