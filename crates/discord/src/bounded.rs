//! A map of bounded size, so that a bot that runs for months does not grow.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// A map that removes its oldest entry when a new one would exceed its capacity.
#[derive(Debug)]
pub struct Bounded<K, V> {
    capacity: usize,
    values: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K: Clone + Eq + Hash, V> Bounded<K, V> {
    /// Creates an empty map of at most `capacity` entries.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, values: HashMap::new(), order: VecDeque::new() }
    }

    pub fn get(&self, key: &K) -> Option<&V> {
        self.values.get(key)
    }

    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.values.get_mut(key)
    }

    /// Returns all entries, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.values.iter()
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        let value = self.values.remove(key)?;
        self.order.retain(|other| other != key);
        Some(value)
    }

    /// Inserts `value` under a new `key`. Returns false and does nothing if the key has a value already.
    pub fn insert_new(&mut self, key: K, value: V) -> bool {
        if self.capacity == 0 || self.values.contains_key(&key) {
            return false;
        }
        if self.order.len() == self.capacity
            && let Some(oldest) = self.order.pop_front()
        {
            self.values.remove(&oldest);
        }
        self.order.push_back(key.clone());
        self.values.insert(key, value);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_entry_is_removed() {
        let mut map = Bounded::new(2);
        assert!(map.insert_new(1, "one"));
        assert!(map.insert_new(2, "two"));
        assert!(!map.insert_new(1, "another"));
        assert!(map.insert_new(3, "three"));
        assert_eq!((map.get(&1), map.get(&2), map.get(&3)), (None, Some(&"two"), Some(&"three")));
        assert!(map.insert_new(1, "again"));
        assert_eq!(map.get(&2), None);
        assert_eq!((map.remove(&3), map.remove(&3)), (Some("three"), None));
        assert!(map.insert_new(4, "four"));
        assert_eq!(map.get(&1), Some(&"again"));
    }
}
