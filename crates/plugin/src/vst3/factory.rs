// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The list of plugins as VST3 hosts read it, and the making of one.
//!
//! Source: Steinberg, VST 3 API, `IPluginFactory`, `IPluginFactory2`, `IPluginFactory3`.

use std::ffi::c_void;

use nice_plug::wrapper::vst3::{
    PluginInfo, Vst3Plugin, Wrapper,
    vst3::{
        Class, ComPtr, ComWrapper,
        Steinberg::{
            FIDString, FUnknown, IPluginFactory, IPluginFactory2, IPluginFactory2Trait, IPluginFactory3,
            IPluginFactory3Trait, IPluginFactoryTrait, PClassInfo, PClassInfo2, PClassInfoW, PFactoryInfo, TUID,
            Vst::IEditController, int32, kInvalidArgument, kResultOk, tresult,
        },
    },
};

use super::frame;

/// All plugins of this library.
pub struct Factory {
    kinds: Vec<Kind>,
}

/// One plugin: what it is called, and how one is made.
pub struct Kind {
    info: PluginInfo,
    make: fn() -> ComPtr<IEditController>,
}

impl Kind {
    /// The plugin `P`.
    pub fn of<P: Vst3Plugin>() -> Self {
        Self { info: PluginInfo::for_plugin::<P>(), make: make::<P> }
    }
}

fn make<P: Vst3Plugin>() -> ComPtr<IEditController> {
    let controller = ComWrapper::new(Wrapper::<P>::new()).to_com_ptr().expect("the wrapper is a controller");
    // SAFETY: the controller was made on the line above, and nobody else knows of it yet.
    unsafe { frame::lend_to_views_of(&controller) };
    controller
}

impl Factory {
    /// A factory with one reference, which is the caller's.
    pub fn with(kinds: Vec<Kind>) -> *mut c_void {
        let factory = ComWrapper::new(Self { kinds }).to_com_ptr::<IPluginFactory>();
        factory.map_or(std::ptr::null_mut(), |factory| factory.into_raw().cast())
    }

    fn kind(&self, index: int32) -> Option<&Kind> {
        self.kinds.get(usize::try_from(index).ok()?)
    }
}

impl Class for Factory {
    type Interfaces = (IPluginFactory, IPluginFactory2, IPluginFactory3);
}

impl IPluginFactoryTrait for Factory {
    unsafe fn getFactoryInfo(&self, info: *mut PFactoryInfo) -> tresult {
        // SAFETY: the host gives a place for the answer, or null.
        unsafe { answer(info, self.kind(0).map(|kind| kind.info.create_factory_info())) }
    }

    unsafe fn countClasses(&self) -> int32 {
        int32::try_from(self.kinds.len()).unwrap_or(int32::MAX)
    }

    unsafe fn getClassInfo(&self, index: int32, info: *mut PClassInfo) -> tresult {
        // SAFETY: as above.
        unsafe { answer(info, self.kind(index).map(|kind| kind.info.create_class_info())) }
    }

    unsafe fn createInstance(&self, class: FIDString, interface: FIDString, object: *mut *mut c_void) -> tresult {
        if class.is_null() || interface.is_null() || object.is_null() {
            return kInvalidArgument;
        }
        // SAFETY: VST3 hands ids over as pointers to 16 bytes.
        let class = unsafe { *class.cast::<[u8; 16]>() };
        let Some(kind) = self.kinds.iter().find(|kind| *kind.info.cid == class) else {
            return kInvalidArgument;
        };
        let made = (kind.make)();
        let unknown = made.as_ptr().cast::<FUnknown>();
        // SAFETY: every interface begins with the table of `FUnknown`, and `made` lives until the
        // host has a reference of its own.
        unsafe { ((*(*unknown).vtbl).queryInterface)(unknown, interface.cast::<TUID>(), object) }
    }
}

impl IPluginFactory2Trait for Factory {
    unsafe fn getClassInfo2(&self, index: int32, info: *mut PClassInfo2) -> tresult {
        // SAFETY: as above.
        unsafe { answer(info, self.kind(index).map(|kind| kind.info.create_class_info_2())) }
    }
}

impl IPluginFactory3Trait for Factory {
    unsafe fn getClassInfoUnicode(&self, index: int32, info: *mut PClassInfoW) -> tresult {
        // SAFETY: as above.
        unsafe { answer(info, self.kind(index).map(|kind| kind.info.create_class_info_unicode())) }
    }

    unsafe fn setHostContext(&self, _context: *mut FUnknown) -> tresult {
        kResultOk
    }
}

/// Writes an answer where the host wants it.
///
/// # Safety
/// `place` is null or can be written.
unsafe fn answer<T>(place: *mut T, value: Option<T>) -> tresult {
    let Some(value) = value.filter(|_| !place.is_null()) else {
        return kInvalidArgument;
    };
    // SAFETY: promised by the caller.
    unsafe { place.write(value) };
    kResultOk
}
