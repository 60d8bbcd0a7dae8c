//! Values that later stages keep for the next plan. Only those stages know their types.

use std::any::Any;
use std::rc::Rc;

/// At most one value of each type.
#[derive(Clone, Default)]
pub struct AnyMap(Vec<Rc<dyn Any>>);

impl AnyMap {
    /// Returns the value of a type.
    pub fn get<T: Any>(&self) -> Option<Rc<T>> {
        self.0.iter().find_map(|memo| memo.clone().downcast().ok())
    }

    /// Removes the value of a type, and returns it unless it is still in use.
    pub fn take<T: Any>(&mut self) -> Option<T> {
        let at = self.0.iter().position(|memo| memo.is::<T>())?;
        self.0.swap_remove(at).downcast().ok().and_then(Rc::into_inner)
    }

    /// Keeps a value, in place of the earlier value of its type.
    pub fn put<T: Any>(&mut self, memo: T) -> Rc<T> {
        self.0.retain(|other| !other.is::<T>());
        let memo = Rc::new(memo);
        self.0.push(memo.clone());
        memo
    }
}
