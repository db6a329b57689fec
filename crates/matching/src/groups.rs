//! Which examples are about which topic.

/// Numbers that are compared side by side.
const LANES: usize = 8;

/// The examples of each topic. They stand together, in the order of the topics.
#[derive(Debug)]
pub(super) struct Groups {
    /// Where each topic's examples begin; one more than there are topics.
    starts: Box<[usize]>,
}

impl Groups {
    /// Groups examples by the topic of each, topics being in rising order and below `topics`.
    pub(super) fn new(topic_of: impl Iterator<Item = usize>, topics: usize) -> Self {
        let mut starts = vec![0; topics + 1];
        topic_of.for_each(|topic| starts[topic + 1] += 1);
        for topic in 0..topics {
            starts[topic + 1] += starts[topic];
        }
        Self { starts: starts.into() }
    }

    /// How many topics there are.
    pub(super) fn topics(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many examples there are.
    pub(super) fn examples(&self) -> usize {
        self.starts[self.topics()]
    }

    /// The topic of each example.
    pub(super) fn topic_of(&self) -> Vec<usize> {
        let repeated = |(topic, bounds): (usize, &[usize; 2])| std::iter::repeat_n(topic, bounds[1] - bounds[0]);
        self.starts.array_windows().enumerate().flat_map(repeated).collect()
    }

    /// The largest of each topic's examples' cosines, 0 if none is larger.
    pub(super) fn largest(&self, cosines: &[f32]) -> Vec<f32> {
        self.starts.array_windows().map(|&[from, to]| largest(&cosines[from..to])).collect()
    }

    /// The example with the largest of a topic's cosines; none if the topic has no examples.
    pub(super) fn nearest(&self, topic: usize, cosines: &[f32]) -> Option<usize> {
        let (from, to) = (*self.starts.get(topic)?, *self.starts.get(topic + 1)?);
        (from..to).rev().max_by(|&a, &b| cosines[a].total_cmp(&cosines[b]))
    }
}

fn largest(cosines: &[f32]) -> f32 {
    let (blocks, rest) = cosines.as_chunks::<LANES>();
    let mut lanes = [0.0_f32; LANES];
    for block in blocks {
        for (largest, &cosine) in lanes.iter_mut().zip(block) {
            // `f32::max` minds what is no number, and would be compared one by one.
            *largest = if cosine > *largest { cosine } else { *largest };
        }
    }
    lanes.iter().chain(rest).fold(0.0, |largest, &cosine| largest.max(cosine))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_topic_has_its_nearest_example(
            cosines in prop::collection::vec(prop::collection::vec(-0.5_f32..1.0, 0..30), 0..6),
        ) {
            let topic_of = || cosines.iter().enumerate().flat_map(|(topic, own)| own.iter().map(move |_| topic));
            let groups = Groups::new(topic_of(), cosines.len());
            let flat: Vec<f32> = cosines.concat();
            prop_assert_eq!((groups.topics(), groups.examples()), (cosines.len(), flat.len()));
            prop_assert!(groups.topic_of().into_iter().eq(topic_of()));
            let largest = groups.largest(&flat);
            for (topic, own) in cosines.iter().enumerate() {
                prop_assert_eq!(largest[topic], own.iter().copied().fold(0.0, f32::max));
                let nearest = groups.nearest(topic, &flat);
                prop_assert_eq!(nearest.is_some(), !own.is_empty());
                if let Some(nearest) = nearest {
                    prop_assert_eq!(topic_of().nth(nearest), Some(topic));
                    prop_assert!(own.iter().all(|&cosine| cosine <= flat[nearest]));
                }
            }
        }
    }

    #[test]
    fn of_examples_as_near_the_first_is_taken() {
        assert_eq!(Groups::new([0, 0, 0].into_iter(), 1).nearest(0, &[0.1, 0.5, 0.5]), Some(1));
        assert_eq!(Groups::new([].into_iter(), 0).nearest(0, &[]), None);
    }
}
