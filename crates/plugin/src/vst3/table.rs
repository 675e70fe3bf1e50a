// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! An object of somebody else's class with some of its functions replaced by ours.
//!
//! A COM object begins with a pointer to the table of its functions. It is given another table: a
//! copy with our functions in it, which remembers the one it was made from.

use std::sync::{Mutex, PoisonError};

use nice_plug::wrapper::vst3::vst3::Interface;

/// A changed table; hosts see its first half only.
#[repr(C)]
struct Table<V> {
    changed: V,
    original: V,
}

/// Gives an object a changed table. The tables live as long as the library: one for each class.
///
/// # Safety
/// `object` is alive, and no other thread knows of it yet.
pub unsafe fn change<I: Interface>(object: *mut I, with: impl FnOnce(&mut I::Vtbl))
where
    I::Vtbl: Copy + Send + Sync + 'static,
{
    static MADE: Mutex<Vec<[usize; 2]>> = Mutex::new(Vec::new());
    let place = object.cast::<*const I::Vtbl>();
    // SAFETY: an interface is a pointer to its table.
    let original = unsafe { *place };
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let known = made.iter().find(|[from, _]| *from == original.addr()).map(|[_, to]| *to);
    let table = known.unwrap_or_else(|| {
        // SAFETY: tables live as long as the library.
        let table = changed_from::<I::Vtbl>(unsafe { *original }, with);
        made.push([original.addr(), table]);
        table
    });
    // SAFETY: nobody else looks at the object yet; a `Table` begins like the table it changes.
    unsafe { place.write(std::ptr::with_exposed_provenance(table)) };
}

fn changed_from<V: Copy + Send + Sync + 'static>(original: V, with: impl FnOnce(&mut V)) -> usize {
    let mut changed = original;
    with(&mut changed);
    let table: *const Table<V> = Box::leak(Box::new(Table { changed, original }));
    table.expose_provenance()
}

/// The table that an object had before it was changed.
///
/// # Safety
/// `object` is alive, and its table for `I` was changed.
pub unsafe fn original<I: Interface>(object: *mut I) -> I::Vtbl
where
    I::Vtbl: Copy,
{
    // SAFETY: a changed object points to a `Table`.
    unsafe { (**object.cast::<*const Table<I::Vtbl>>()).original }
}
