//! The entry interface of maps.

use super::map::BTreeMap;
use super::order::Place;
use std::mem;

impl<K: Ord, V> BTreeMap<K, V> {
    /// Sets the value of a key and returns the previous value. An existing key is not replaced.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.entry(key) {
            Entry::Occupied(mut entry) => Some(mem::replace(entry.get_mut(), value)),
            Entry::Vacant(entry) => {
                entry.insert(value);
                None
            }
        }
    }

    /// Returns the entry of the greatest key, to change or remove it.
    pub fn last_entry(&mut self) -> Option<OccupiedEntry<'_, K, V>> {
        let position = self.order.last()?;
        let place = self.find(&self.entries[position as usize].0).ok()?.0;
        Some(OccupiedEntry { map: self, place, position })
    }

    /// Returns the entry of a key, occupied or vacant.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        match self.find(&key) {
            Ok((place, position)) => Entry::Occupied(OccupiedEntry { map: self, place, position }),
            Err(place) => Entry::Vacant(VacantEntry { map: self, place, key }),
        }
    }
}

/// The entry of a key.
pub enum Entry<'a, K, V> {
    /// An entry with a value.
    Occupied(OccupiedEntry<'a, K, V>),
    /// An entry without a value.
    Vacant(VacantEntry<'a, K, V>),
}

impl<'a, K: Ord, V> Entry<'a, K, V> {
    /// Inserts a value if there is none.
    pub fn or_insert(self, value: V) -> &'a mut V {
        self.or_insert_with(|| value)
    }

    /// Inserts a value if there is none.
    pub fn or_insert_with(self, value: impl FnOnce() -> V) -> &'a mut V {
        match self {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(value()),
        }
    }

    /// Inserts the default value if there is none.
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }
}

/// A key and its value.
pub struct OccupiedEntry<'a, K, V> {
    pub(super) map: &'a mut BTreeMap<K, V>,
    pub(super) place: Place,
    pub(super) position: u32,
}

impl<'a, K: Ord, V> OccupiedEntry<'a, K, V> {
    /// Returns the key as it is in the map.
    pub fn key(&self) -> &K {
        &self.map.entries[self.position as usize].0
    }

    /// The value.
    pub fn get(&self) -> &V {
        &self.map.entries[self.position as usize].1
    }

    /// Returns the value, mutable.
    pub fn get_mut(&mut self) -> &mut V {
        &mut self.map.entries[self.position as usize].1
    }

    /// Returns the value, mutable for as long as the map is borrowed.
    pub fn into_mut(self) -> &'a mut V {
        &mut self.map.entries[self.position as usize].1
    }

    /// Removes the key, and returns its value.
    pub fn remove(self) -> V {
        self.map.take(self.place, self.position).1
    }
}

/// The entry of a key that is not in the map.
pub struct VacantEntry<'a, K, V> {
    pub(super) map: &'a mut BTreeMap<K, V>,
    pub(super) place: Place,
    pub(super) key: K,
}

impl<'a, K, V> VacantEntry<'a, K, V> {
    /// The key.
    pub fn key(&self) -> &K {
        &self.key
    }

    /// Inserts the key with a value.
    pub fn insert(self, value: V) -> &'a mut V {
        let position = self.map.entries.len();
        self.map.order.insert(self.place, position as u32);
        self.map.entries.push((self.key, value));
        &mut self.map.entries[position].1
    }
}
