//! Memory for libdeflate.

use libdeflate_sys as sys;
use std::alloc::{Layout, alloc, dealloc};
use std::ffi::c_void;
use std::ptr;

/// Lets libdeflate use Rust's allocator.
pub(super) fn options() -> sys::libdeflate_options {
    sys::libdeflate_options {
        sizeof_options: size_of::<sys::libdeflate_options>(),
        malloc_func: Some(allocate),
        free_func: Some(free),
    }
}

/// Length of the size that is stored before each allocation, because freeing needs it.
const BEFORE: usize = size_of::<usize>();

/// `malloc` by Rust's allocator, as there is no C library in WebAssembly.
unsafe extern "C" fn allocate(size: usize) -> *mut c_void {
    let Some(layout) = layout(size) else { return ptr::null_mut() };
    // SAFETY: the layout is not empty, and what is allocated begins with room for a `usize`.
    unsafe {
        let all = alloc(layout);
        if all.is_null() {
            return ptr::null_mut();
        }
        all.cast::<usize>().write(size);
        all.add(BEFORE).cast()
    }
}

/// `free` for memory from [`allocate`].
unsafe extern "C" fn free(given: *mut c_void) {
    // SAFETY: the memory is from `allocate`, so its size is stored before it.
    unsafe {
        let all = given.cast::<u8>().sub(BEFORE);
        if let Some(layout) = layout(all.cast::<usize>().read()) {
            dealloc(all, layout);
        }
    }
}

fn layout(size: usize) -> Option<Layout> {
    Layout::from_size_align(size.checked_add(BEFORE)?, align_of::<usize>()).ok()
}
