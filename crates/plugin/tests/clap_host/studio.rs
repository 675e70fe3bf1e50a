// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A CLAP host of the smallest kind: loads the plugin from this very program and plays it.

use std::ffi::{CStr, CString};

use clack_extensions::{
    audio_ports_config::PluginAudioPortsConfig,
    gui::{GuiApiType, GuiConfiguration, GuiSize, HostGui, HostGuiImpl, PluginGui, Window},
    latency::PluginLatency,
    params::{ParamInfoBuffer, ParamInfoFlags, PluginParams},
    render::{PluginRender, RenderMode},
    state::PluginState,
};
use clack_host::{
    events::{Pckn, event_types::ParamValueEvent},
    prelude::*,
    utils::ClapId,
};
use dsp::{Audio, Stream};

/// A plugin in its host.
pub struct Studio {
    instance: PluginInstance<Quiet>,
    processor: Option<StoppedPluginAudioProcessor<Quiet>>,
    rate_hz: u32,
}

/// A knob, as the host knows it.
#[derive(Clone, Debug)]
pub struct HostKnob {
    pub id: ClapId,
    pub name: String,
    pub range: [f64; 2],
    pub default: f64,
    pub is_bypass: bool,
    /// Whether it belongs to the project: saved, rendered, recorded.
    pub is_automatable: bool,
}

/// A knob turned at a frame, to a place on its slider.
#[derive(Clone, Copy)]
pub struct Move {
    pub frame: usize,
    pub knob: ClapId,
    pub place: f64,
}

/// A host that never asks for anything.
pub struct Quiet;

pub struct QuietShared;

impl SharedHandler<'_> for QuietShared {
    fn request_restart(&self) {}
    fn request_process(&self) {}
    fn request_callback(&self) {}
}

impl HostHandlers for Quiet {
    type Shared<'a> = QuietShared;
    type MainThread<'a> = ();
    type AudioProcessor<'a> = ();

    fn declare_extensions(builder: &mut HostExtensions<'_, Self>, _shared: &QuietShared) {
        builder.register::<HostGui>();
    }
}

/// It lets editors be as they like.
impl HostGuiImpl for QuietShared {
    fn resize_hints_changed(&self) {}
    fn request_resize(&self, _size: GuiSize) -> Result<(), HostError> {
        Ok(())
    }
    fn request_show(&self) -> Result<(), HostError> {
        Ok(())
    }
    fn request_hide(&self) -> Result<(), HostError> {
        Ok(())
    }
    fn closed(&self, _was_destroyed: bool) {}
}

/// The ids of all plugins there are, with their names.
pub fn plugins() -> Vec<(String, String)> {
    let entry = entry();
    let factory = entry.get_plugin_factory().expect("the entry has plugins");
    let text = |text: Option<&CStr>| text.expect("it is named").to_str().expect("it is UTF-8").to_owned();
    factory.plugin_descriptors().map(|plugin| (text(plugin.id()), text(plugin.name()))).collect()
}

impl Studio {
    /// Opens a plugin by its id, not yet active.
    pub fn open(id: &str) -> Self {
        let about = HostInfo::new("Studio", "Twobus", "", "1").expect("no zero bytes");
        let id = CString::new(id).expect("no zero bytes");
        let instance = PluginInstance::new(|()| QuietShared, |_| (), &entry(), &id, &about).expect("it opens");
        Self { instance, processor: None, rate_hz: 0 }
    }

    /// Opens a plugin, ready to play in stereo.
    pub fn playing(id: &str, rate_hz: u32, longest_block: usize) -> Self {
        let mut studio = Self::open(id);
        studio.activate(&Stream { rate_hz, channels: 2, longest_block }).expect("it activates");
        studio
    }

    /// Activates or, with another stream, re-activates.
    pub fn activate(&mut self, stream: &Stream) -> Result<(), String> {
        self.deactivate();
        self.select(stream.channels);
        let longest = u32::try_from(stream.longest_block).expect("blocks are short");
        let config = PluginAudioConfiguration {
            sample_rate: f64::from(stream.rate_hz),
            min_frames_count: 1,
            max_frames_count: longest,
        };
        self.rate_hz = stream.rate_hz;
        self.processor = Some(self.instance.activate(|_, ()| (), config).map_err(|error| error.to_string())?);
        Ok(())
    }

    /// Says that what follows is rendered, not played, and activates anew, as hosts do.
    pub fn render(&mut self, longest_block: usize) {
        self.deactivate();
        let handle = self.instance.plugin_handle();
        let render: PluginRender = handle.get_extension().expect("it knows renders");
        render.set(&handle, RenderMode::Offline).expect("it renders");
        self.activate(&Stream { rate_hz: self.rate_hz, channels: 2, longest_block }).expect("it activates");
    }

    pub fn deactivate(&mut self) {
        if let Some(processor) = self.processor.take() {
            self.instance.deactivate(processor);
        }
    }

    /// Layout 0 is stereo, layout 1 mono.
    fn select(&mut self, channels: usize) {
        let handle = self.instance.plugin_handle();
        let layouts: PluginAudioPortsConfig = handle.get_extension().expect("it has layouts");
        let id = ClapId::new(u32::from(channels == 1));
        layouts.select(&handle, id).expect("it has that layout");
    }

    pub fn knobs(&mut self) -> Vec<HostKnob> {
        let handle = self.instance.plugin_handle();
        let params: PluginParams = handle.get_extension().expect("it has knobs");
        let knob = |index| {
            let mut buffer = ParamInfoBuffer::new();
            let info = params.get_info(&handle, index, &mut buffer).expect("the index is in range");
            HostKnob {
                id: info.id,
                name: String::from_utf8_lossy(info.name).into_owned(),
                range: [info.min_value, info.max_value],
                default: info.default_value,
                is_bypass: info.flags.contains(ParamInfoFlags::IS_BYPASS),
                is_automatable: info.flags.contains(ParamInfoFlags::IS_AUTOMATABLE)
                    && !info.flags.contains(ParamInfoFlags::IS_HIDDEN),
            }
        };
        (0..params.count(&handle)).map(knob).collect()
    }

    pub fn bypass(&mut self) -> HostKnob {
        self.knobs().into_iter().find(|knob| knob.is_bypass).expect("every plugin has a bypass")
    }

    pub fn place(&mut self, knob: ClapId) -> f64 {
        let handle = self.instance.plugin_handle();
        let params: PluginParams = handle.get_extension().expect("it has knobs");
        params.get_value(&handle, knob).expect("it has this knob")
    }

    pub fn text(&mut self, knob: ClapId, place: f64) -> String {
        let handle = self.instance.plugin_handle();
        let params: PluginParams = handle.get_extension().expect("it has knobs");
        let mut buffer = [0; 128];
        let text = params.value_to_text(&handle, knob, place, &mut buffer).expect("it can write");
        String::from_utf8_lossy(text).trim_end_matches('\0').to_owned()
    }

    pub fn place_of(&mut self, knob: ClapId, text: &str) -> Option<f64> {
        let handle = self.instance.plugin_handle();
        let params: PluginParams = handle.get_extension().expect("it has knobs");
        params.text_to_value(&handle, knob, &CString::new(text).expect("no zero bytes"))
    }

    pub fn latency(&mut self) -> usize {
        let handle = self.instance.plugin_handle();
        let latency: PluginLatency = handle.get_extension().expect("it tells its latency");
        usize::try_from(latency.get(&handle)).expect("latencies are short")
    }

    /// Opens the editor inside a window of the screen; gives its size in pixels.
    pub fn open_editor(&mut self, parent: std::ffi::c_ulong) -> [u32; 2] {
        let handle = self.instance.plugin_handle();
        let gui: PluginGui = handle.get_extension().expect("it has an editor");
        gui.create(&handle, GuiConfiguration { api_type: GuiApiType::X11, is_floating: false }).expect("it opens");
        let size = gui.get_size(&handle).expect("it has a size");
        // SAFETY: the screen's own window outlives the editor.
        unsafe { gui.set_parent(&handle, Window::from_x11_handle(parent)) }.expect("it moves in");
        gui.show(&handle).expect("it is seen");
        [size.width, size.height]
    }

    /// Drags the editor to another size; gives the size it took.
    pub fn resize_editor(&mut self, [width, height]: [u32; 2]) -> [u32; 2] {
        let handle = self.instance.plugin_handle();
        let gui: PluginGui = handle.get_extension().expect("it has an editor");
        assert!(gui.can_resize(&handle));
        gui.set_size(&handle, GuiSize { width, height }).expect("it takes the size");
        let size = gui.get_size(&handle).expect("it has a size");
        [size.width, size.height]
    }

    pub fn close_editor(&mut self) {
        let handle = self.instance.plugin_handle();
        let gui: PluginGui = handle.get_extension().expect("it has an editor");
        gui.destroy(&handle);
    }

    pub fn save(&mut self) -> Vec<u8> {
        let handle = self.instance.plugin_handle();
        let state: PluginState = handle.get_extension().expect("it has a state");
        let mut bytes = Vec::new();
        state.save(&handle, &mut bytes).expect("it saves");
        bytes
    }

    pub fn load(&mut self, mut bytes: &[u8]) -> Result<(), String> {
        let handle = self.instance.plugin_handle();
        let state: PluginState = handle.get_extension().expect("it has a state");
        state.load(&handle, &mut bytes).map_err(|error| error.to_string())
    }

    /// Plays a sound in blocks of the given sizes, over and over, while knobs move.
    pub fn play(&mut self, sound: &Audio, sizes: &[usize], moves: &[Move]) -> Audio {
        assert_eq!(sound.rate_hz, self.rate_hz, "the studio was activated at another rate");
        let mut processor = self.processor.take().expect("it is active").start_processing().expect("it starts");
        let mut heard = Audio::silence(sound.rate_hz, sound.channels.len(), sound.frames());
        let mut sizes = sizes.iter().copied().cycle();
        let mut start = 0;
        while start < sound.frames() {
            let end = sound.frames().min(start + sizes.next().expect("cycles"));
            play_block(&mut processor, sound, &mut heard, start..end, moves);
            start = end;
        }
        self.processor = Some(processor.stop_processing());
        heard
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        self.deactivate();
    }
}

fn entry() -> PluginEntry {
    // SAFETY: the entry is a static of this program, made by the framework for the CLAP ABI.
    unsafe { PluginEntry::load_from_raw(&plugin::clap_entry, c"/nowhere/Twobus.clap") }.expect("it loads")
}

fn play_block(
    processor: &mut StartedPluginAudioProcessor<Quiet>,
    sound: &Audio,
    heard: &mut Audio,
    range: std::ops::Range<usize>,
    moves: &[Move],
) {
    let mut input: Vec<Vec<f32>> = sound.channels.iter().map(|channel| channel[range.clone()].to_vec()).collect();
    let mut ports = [AudioPorts::with_capacity(2, 1), AudioPorts::with_capacity(2, 1)];
    let [into, out] = &mut ports;
    let into = into.with_input_buffers([AudioPortBuffer {
        latency: 0,
        channels: AudioPortBufferType::f32_input_only(input.iter_mut().map(InputChannel::variable)),
    }]);
    let channels = heard.channels.iter_mut().map(|channel| &mut channel[range.clone()]);
    let mut out = out.with_output_buffers([AudioPortBuffer {
        latency: 0,
        channels: AudioPortBufferType::f32_output_only(channels),
    }]);
    let mut events = EventBuffer::new();
    for turn in moves.iter().filter(|turn| range.contains(&turn.frame)) {
        let time = u32::try_from(turn.frame - range.start).expect("blocks are short");
        events.push(&ParamValueEvent::new(time, turn.knob, Pckn::match_all(), turn.place));
    }
    let mut answers = EventBuffer::new();
    processor
        .process(&into, &mut out, &events.as_input(), &mut answers.as_output(), None, None)
        .expect("it plays");
}
