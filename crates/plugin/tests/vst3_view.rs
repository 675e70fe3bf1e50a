// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a VST3 view leaves behind in its host. (One test, for it counts what the whole process has.)
#![cfg(target_os = "linux")]

use std::sync::{Arc, Mutex};

use nice_plug::wrapper::vst3::vst3::{
    Class, ComPtr, ComWrapper, Interface as _,
    Steinberg::{
        IPlugFrame, IPlugFrameTrait, IPlugView, IPlugViewTrait as _, IPluginFactory, IPluginFactoryTrait as _,
        Linux::{FileDescriptor, IEventHandler, IRunLoop, IRunLoopTrait, ITimerHandler, TimerInterval},
        PClassInfo, ViewRect,
        Vst::{IEditController, IEditControllerTrait as _},
        kResultOk, tresult,
    },
};

#[test]
fn a_hundred_views_leave_neither_descriptors_nor_handlers_in_any_plugin() {
    let factory = factory();
    // SAFETY: the factory is alive.
    for index in 0..unsafe { factory.countClasses() } {
        let controller = controller(&factory, index);
        let host = Handlers::default();
        open_and_close(&controller, &host);
        let before = descriptors();
        for _ in 0..100 {
            open_and_close(&controller, &host);
        }
        assert_eq!(descriptors(), before, "plugin {index}");
        assert!(host.lock().expect("nobody panicked").is_empty(), "plugin {index}");
    }
}

/// The handlers that views have registered.
type Handlers = Arc<Mutex<Vec<usize>>>;

/// A host's frame with a run loop, which keeps no references, as most hosts do.
struct Frame(Handlers);

impl Class for Frame {
    type Interfaces = (IPlugFrame, IRunLoop);
}

impl IPlugFrameTrait for Frame {
    unsafe fn resizeView(&self, _view: *mut IPlugView, _size: *mut ViewRect) -> tresult {
        kResultOk
    }
}

impl IRunLoopTrait for Frame {
    unsafe fn registerEventHandler(&self, handler: *mut IEventHandler, _fd: FileDescriptor) -> tresult {
        self.0.lock().expect("nobody panicked").push(handler.addr());
        kResultOk
    }

    unsafe fn unregisterEventHandler(&self, handler: *mut IEventHandler) -> tresult {
        self.0.lock().expect("nobody panicked").retain(|known| *known != handler.addr());
        kResultOk
    }

    unsafe fn registerTimer(&self, _handler: *mut ITimerHandler, _every: TimerInterval) -> tresult {
        kResultOk
    }

    unsafe fn unregisterTimer(&self, _handler: *mut ITimerHandler) -> tresult {
        kResultOk
    }
}

fn open_and_close(controller: &ComPtr<IEditController>, host: &Handlers) {
    let frame = ComWrapper::new(Frame(host.clone())).to_com_ptr::<IPlugFrame>().expect("it is one");
    // SAFETY: what a host does, in the order of the VST3 API; the view is ours until it is dropped.
    unsafe {
        let view = ComPtr::from_raw(controller.createView(c"editor".as_ptr())).expect("it has an editor");
        assert_eq!(view.setFrame(frame.as_ptr()), kResultOk);
        assert_eq!(host.lock().expect("nobody panicked").len(), 1, "the view listens");
        assert_eq!(view.setFrame(std::ptr::null_mut()), kResultOk);
    }
}

fn factory() -> ComPtr<IPluginFactory> {
    // SAFETY: the factory comes with a reference for us.
    unsafe { ComPtr::from_raw(plugin::GetPluginFactory().cast()) }.expect("there is a factory")
}

fn controller(factory: &ComPtr<IPluginFactory>, index: i32) -> ComPtr<IEditController> {
    let mut object = std::ptr::null_mut();
    // SAFETY: plain data, written by the factory; the object comes with a reference for us.
    unsafe {
        let mut info: PClassInfo = std::mem::zeroed();
        assert_eq!(factory.getClassInfo(index, &raw mut info), kResultOk);
        let interface = IEditController::IID;
        factory.createInstance(info.cid.as_ptr(), interface.as_ptr().cast(), &raw mut object);
        ComPtr::from_raw(object.cast()).expect("it is made")
    }
}

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").expect("Linux tells").count()
}
