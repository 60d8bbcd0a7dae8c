//! Counts the allocations of a thread. The same work makes the same allocations, however fast the
//! machine is.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, which counts allocations and their bytes.
pub struct Counting;

thread_local! {
    static COUNT: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

fn count(bytes: usize) {
    // The counter may no longer exist while a thread ends. Its last allocations do not matter.
    let _ = COUNT.try_with(|cell| {
        let (allocations, all) = cell.get();
        cell.set((allocations + 1, all + bytes as u64));
    });
}

// SAFETY: the system's allocator does all the work, with unchanged arguments. Counting does not allocate.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller fulfils the requirements of the system's allocator.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: as above; the memory is the system's.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above; the memory is the system's.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Returns the number of allocations of this thread during some work, and their bytes.
pub fn allocated(work: impl FnOnce()) -> (u64, u64) {
    let (allocations, bytes) = COUNT.get();
    work();
    let (all, all_bytes) = COUNT.get();
    (all - allocations, all_bytes - bytes)
}
