//! What later stages keep for the next plan: they alone know what it is.

use std::any::Any;
use std::rc::Rc;

/// One value of each type.
#[derive(Clone, Default)]
pub struct Memos(Vec<Rc<dyn Any>>);

impl Memos {
    /// The value of a type.
    pub fn get<T: Any>(&self) -> Option<Rc<T>> {
        self.0.iter().find_map(|memo| memo.clone().downcast().ok())
    }

    /// The value of a type, which is not kept any more.
    pub fn take<T: Any>(&mut self) -> Option<T> {
        let at = self.0.iter().position(|memo| memo.is::<T>())?;
        self.0.swap_remove(at).downcast().ok().and_then(Rc::into_inner)
    }

    /// Keeps a value instead of that of its type.
    pub fn put<T: Any>(&mut self, memo: T) -> Rc<T> {
        self.0.retain(|other| !other.is::<T>());
        let memo = Rc::new(memo);
        self.0.push(memo.clone());
        memo
    }
}
