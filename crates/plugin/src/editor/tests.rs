// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a host hears of a hand on the editor.

use std::sync::Mutex;

use nice_plug::{
    context::{PluginApi, gui::GuiContextInner},
    params::internals::ParamPtr,
    plugin::PluginState,
};

use nice_plug::prelude::Param;
use ui::{Edit, Target, Turn};

use super::*;
use crate::knobs::{Dial, Knobs};

/// A host that writes down what it is told.
#[derive(Default)]
struct Notes(Mutex<Vec<(&'static str, ParamPtr)>>);

impl Notes {
    fn note(&self, what: &'static str, param: ParamPtr) {
        self.0.lock().unwrap().push((what, param));
    }
}

impl GuiContextInner for Notes {
    fn plugin_api(&self) -> PluginApi {
        PluginApi::Clap
    }
    unsafe fn raw_begin_set_parameter(&self, param: ParamPtr) {
        self.note("begin", param);
    }
    unsafe fn raw_set_parameter_normalized(&self, param: ParamPtr, _position: f32) {
        self.note("set", param);
    }
    unsafe fn raw_end_set_parameter(&self, param: ParamPtr) {
        self.note("end", param);
    }
    fn get_state(&self) -> PluginState {
        unreachable!("the editor saves nothing")
    }
    fn set_state(&self, _state: PluginState) {
        unreachable!("the editor loads nothing")
    }
    fn request_restart(&self) {}
}

/// A limiter's editor and what its host hears.
fn editor() -> (App, Arc<Notes>) {
    let entry = rack::entry("limiter").expect("it is in the rack");
    let knobs = Arc::new(Knobs::new(entry.info.id, entry.params, shape(entry)));
    let app = App::new(face(entry, Arc::default()), Hand::new(entry, knobs));
    let (mut app, notes) = (app, Arc::new(Notes::default()));
    app.meet(GuiContext::new(notes.clone()));
    (app, notes)
}

fn gesture(param: ParamPtr) -> Vec<(&'static str, ParamPtr)> {
    ["begin", "set", "end"].map(|what| (what, param)).to_vec()
}

#[test]
fn a_turned_knob_is_one_gesture_from_touch_to_release() {
    let (mut app, notes) = editor();
    let edits = Turn::at_once(3.0).into_iter().map(|turn| Edit { target: Target::Knob(0), turn });
    app.hand.apply_all(edits.collect());
    let Dial::Number(gain) = &app.hand.knobs.of_effect()[0].dial else { panic!("gain is a number") };
    assert_eq!(*notes.0.lock().unwrap(), gesture(gain.as_ptr()));
}

#[test]
fn the_way_one_listens_is_a_gesture_as_well() {
    let (mut app, notes) = editor();
    app.hand.listen(0, 1.0);
    let Dial::Choice(hear) = &app.hand.knobs.auditions()[0].dial else { panic!("one of three") };
    assert_eq!(*notes.0.lock().unwrap(), gesture(hear.as_ptr()));
}

#[test]
fn what_is_no_knob_marks_the_project_as_changed() {
    let (app, notes) = editor();
    app.hand.mark_changed();
    let revision = app.hand.knobs.revision();
    assert_eq!(*notes.0.lock().unwrap(), gesture(revision.as_ptr()));
    assert_ne!(app.hand.knobs.next_revision(), revision.value(), "the same again would be no change");
}

#[test]
fn an_editor_at_rest_asks_for_no_frame() {
    let (mut app, _notes) = editor();
    app.is_stale();
    assert!(!app.is_stale(), "nothing moved");
}
