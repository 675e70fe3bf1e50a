// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a view gets as the frame of its host: passes everything on, and keeps nothing.
//!
//! Source: Steinberg, VST 3 API, `IPlugFrame` and `IRunLoop`; of the framework's handler, nice-plug
//! 0.4.2, `wrapper/vst3/view.rs`, whose `into_raw` is the reference that nobody took back.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicPtr, Ordering::SeqCst},
};

use nice_plug::wrapper::vst3::vst3::{
    Class, ComPtr, ComRef, ComWrapper,
    Steinberg::{
        FIDString, FUnknown, IPlugFrame, IPlugFrameTrait, IPlugView,
        Linux::{
            FileDescriptor, IEventHandler, IEventHandlerTrait, IRunLoop, IRunLoopTrait, ITimerHandler,
            TimerInterval,
        },
        ViewRect,
        Vst::IEditController,
        kResultFalse, tresult,
    },
};

use super::table;

/// From now on every view of this controller gets our frame instead of the host's.
///
/// # Safety
/// No other thread knows of the controller yet.
pub unsafe fn lend_to_views_of(controller: &ComPtr<IEditController>) {
    // SAFETY: promised by the caller.
    unsafe { table::change(controller.as_ptr(), |functions| functions.createView = create_view) };
}

unsafe extern "system" fn create_view(controller: *mut IEditController, name: FIDString) -> *mut IPlugView {
    // SAFETY: this function stands in no table but those of `lend_to_views_of`.
    let view = unsafe { (table::original(controller).createView)(controller, name) };
    if !view.is_null() {
        // SAFETY: the view was made on the line above; the host does not know of it yet.
        unsafe { table::change(view, |functions| functions.setFrame = set_frame) };
    }
    view
}

unsafe extern "system" fn set_frame(view: *mut IPlugView, frame: *mut IPlugFrame) -> tresult {
    // SAFETY: this function stands in no table but those of `create_view`; the host's frame is alive
    // during the call.
    unsafe {
        let set = table::original(view).setFrame;
        let lent = ComRef::from_raw(frame).and_then(Frame::around);
        // The view takes a reference of its own to what it gets.
        lent.map_or_else(|| set(view, frame), |lent| set(view, lent.as_ptr()))
    }
}

/// A host's frame and its run loop, for one view.
pub struct Frame {
    theirs: ComPtr<IPlugFrame>,
    run_loop: ComPtr<IRunLoop>,
    ears: Mutex<Vec<ComWrapper<Ear>>>,
}

impl Frame {
    /// Stands before a host's frame; nothing if the host has no run loop, for then nothing leaks.
    fn around(frame: ComRef<'_, IPlugFrame>) -> Option<ComPtr<IPlugFrame>> {
        let run_loop = frame.cast::<IRunLoop>()?;
        ComWrapper::new(Self { theirs: frame.to_com_ptr(), run_loop, ears: Mutex::default() }).to_com_ptr()
    }

    fn ears(&self) -> MutexGuard<'_, Vec<ComWrapper<Ear>>> {
        self.ears.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Class for Frame {
    type Interfaces = (IPlugFrame, IRunLoop);
}

impl IPlugFrameTrait for Frame {
    unsafe fn resizeView(&self, view: *mut IPlugView, size: *mut ViewRect) -> tresult {
        // SAFETY: what the view says is passed on as it is.
        unsafe { self.theirs.resizeView(view, size) }
    }
}

impl IRunLoopTrait for Frame {
    unsafe fn registerEventHandler(&self, handler: *mut IEventHandler, fd: FileDescriptor) -> tresult {
        let ear = ComWrapper::new(Ear { handler: AtomicPtr::new(handler) });
        let Some(heard) = ear.as_com_ref::<IEventHandler>().map(|ear| ear.as_ptr()) else {
            return kResultFalse;
        };
        // SAFETY: the ear lives until it is unregistered; the handler is alive, its maker calls.
        unsafe {
            let result = self.run_loop.registerEventHandler(heard, fd);
            self.ears().push(ear);
            take_back(handler);
            result
        }
    }

    unsafe fn unregisterEventHandler(&self, handler: *mut IEventHandler) -> tresult {
        let mut ears = self.ears();
        let Some(index) = ears.iter().position(|ear| ear.handler.load(SeqCst) == handler) else {
            return kResultFalse;
        };
        let ear = ears.swap_remove(index);
        drop(ears);
        ear.handler.store(std::ptr::null_mut(), SeqCst);
        let heard = ear.as_com_ref::<IEventHandler>().map_or(std::ptr::null_mut(), |ear| ear.as_ptr());
        // SAFETY: it was registered under this pointer, and it is still alive.
        unsafe { self.run_loop.unregisterEventHandler(heard) }
    }

    unsafe fn registerTimer(&self, handler: *mut ITimerHandler, milliseconds: TimerInterval) -> tresult {
        // SAFETY: what the view says is passed on as it is.
        unsafe { self.run_loop.registerTimer(handler, milliseconds) }
    }

    unsafe fn unregisterTimer(&self, handler: *mut ITimerHandler) -> tresult {
        // SAFETY: as above.
        unsafe { self.run_loop.unregisterTimer(handler) }
    }
}

/// What the host's run loop calls: the handler of a view while it lives, nobody afterwards.
struct Ear {
    handler: AtomicPtr<IEventHandler>,
}

impl Class for Ear {
    type Interfaces = (IEventHandler,);
}

impl IEventHandlerTrait for Ear {
    unsafe fn onFDIsSet(&self, fd: FileDescriptor) {
        // SAFETY: a handler unregisters itself before it goes; null is nobody.
        let handler = unsafe { ComRef::from_raw(self.handler.load(SeqCst)) };
        // What it does may close its view; it lives until it has done it.
        if let Some(handler) = handler.map(|handler| handler.to_com_ptr()) {
            // SAFETY: the host calls on the thread of the view.
            unsafe { handler.onFDIsSet(fd) };
        }
    }
}

/// Releases the reference that came with a handler's pointer, if one came.
///
/// While a handler registers itself, its maker holds one reference; a second is the one given away.
///
/// # Safety
/// The handler is alive, and its maker is registering it.
unsafe fn take_back(handler: *mut IEventHandler) {
    let unknown = handler.cast::<FUnknown>();
    // SAFETY: promised by the caller; the count is never left lower than the maker's own reference.
    unsafe {
        let functions = &*(*unknown).vtbl;
        let with_ours = (functions.addRef)(unknown);
        (functions.release)(unknown);
        if with_ours > 2 {
            (functions.release)(unknown);
        }
    }
}
