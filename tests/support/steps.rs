//! Counts what a thread allocates: the same work allocates the same, however fast the machine is.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// Allocations and their bytes, as the system makes them.
pub struct Counting;

thread_local! {
    static COUNT: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

fn count(bytes: usize) {
    // A thread that ends allocates no more that matters.
    let _ = COUNT.try_with(|cell| {
        let (allocations, all) = cell.get();
        cell.set((allocations + 1, all + bytes as u64));
    });
}

// SAFETY: all is done by the system's allocator, with the arguments as they are; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promises are those of the system's allocator.
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

/// How many allocations of this thread some work makes, and of how many bytes.
pub fn allocated(work: impl FnOnce()) -> (u64, u64) {
    let (allocations, bytes) = COUNT.get();
    work();
    let (all, all_bytes) = COUNT.get();
    (all - allocations, all_bytes - bytes)
}
