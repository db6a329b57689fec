//! A set of keys that tells where each stands: half as large as a hash map.

/// How many keys share their first bits, about; they are looked through one by one.
const TOGETHER: usize = 4;

/// Keys that are spread evenly over all numbers, as hashes are, in rising order.
#[derive(Debug, Default)]
pub(super) struct Keys {
    keys: Vec<u64>,
    /// How many bits come behind the first ones.
    shift: u32,
    /// Where the keys with each value of the first bits begin; one more than there are values.
    starts: Vec<u32>,
}

impl Keys {
    /// The keys must be in rising order.
    pub(super) fn new(keys: Vec<u64>) -> Self {
        let bits = (keys.len() / TOGETHER).max(2).ilog2();
        let shift = u64::BITS - bits;
        let starts = (0..=1_u64 << bits).map(|first| keys.partition_point(|key| key >> shift < first) as u32).collect();
        Self { keys, shift, starts }
    }

    /// Where the key stands; none if it is not among them.
    pub(super) fn place(&self, key: u64) -> Option<u32> {
        let first = (key >> self.shift) as usize;
        let (from, to) = (*self.starts.get(first)?, *self.starts.get(first + 1)?);
        let near = self.keys.get(from as usize..to as usize)?;
        near.iter().zip(from..).find_map(|(&other, place)| (other == key).then_some(place))
    }

    /// The keys in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u64> {
        self.keys.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn without_keys_none_has_a_place() {
        assert_eq!(Keys::new(Vec::new()).place(0), None);
        assert_eq!(Keys::default().place(0), None);
    }

    proptest! {
        #[test]
        fn each_key_has_its_place_and_no_other_has_one(keys in prop::collection::btree_set(any::<u64>(), 0..100), other: u64) {
            let sorted: Vec<u64> = keys.iter().copied().collect();
            let places = Keys::new(sorted.clone());
            prop_assert!(sorted.iter().zip(0..).all(|(&key, place)| places.place(key) == Some(place)));
            prop_assert_eq!(places.place(other).is_some(), keys.contains(&other));
            prop_assert!(places.iter().eq(keys));
        }
    }
}
