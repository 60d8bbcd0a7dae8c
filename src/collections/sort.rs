//! Sorting.

use super::order::arrange;
use std::cmp::Ordering;

/// Sorts stably, as std's method of this name does.
pub fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, T::cmp);
}

/// Sorts stably, as std's method of this name does.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

/// Sorts stably, as std's method of this name does.
pub fn sort_by<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut order = order(list.len(), &mut |a, b| compare(&list[a as usize], &list[b as usize]));
    arrange(&mut order, &mut |a, b| list.swap(a, b));
}

/// Returns the positions of `length` elements, in the order of the elements.
#[inline(never)]
fn order(length: usize, compare: &mut dyn FnMut(u32, u32) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..length as u32).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}
