//! What tells topics apart: weights of features, learned by [`training`], kept small and fast to add up.

mod training;

use std::thread;

use super::codec::{Decoder, encode_count, encode_numbers};
pub(super) use training::{Cost, Rows};
use training::{Machine, Problem};

/// The largest weight of a topic is stored as this.
const LARGEST: f32 = 127.0;
/// Smaller ones are left out: a quarter fewer than from 2 on, and no figure changes by half a point.
const SMALLEST: i8 = 3;
/// What a weight takes with the topic that it is for; in a full row it takes one byte.
const SPARSE_BYTES: usize = 3;
/// More weights than this, three bytes each, are more than a small host should hold; the smallest go first.
const MOST_WEIGHTS: usize = 2_000_000;

/// Weights of features for topics, eight bits each, as far as they are not next to nothing.
///
/// Eight bits are enough for a sum over a hundred features.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Classifier {
    /// Where each feature's weights begin; one more than there are features.
    starts: Vec<u32>,
    /// The topic of each weight.
    topics: Vec<u16>,
    weights: Vec<i8>,
    /// By rising id, the features that say something of so many topics that a row with all is smaller, and read faster. They
    /// have no weights above.
    full: Vec<u32>,
    /// Their rows: a weight for each topic.
    rows: Vec<i8>,
    /// What a topic's weights are to be multiplied by.
    scales: Vec<f32>,
    biases: Vec<f32>,
}

impl Classifier {
    /// Trains on rows with the topic of each, topics being below `topics`. With one topic there is nothing to tell apart.
    pub(super) fn train<R: Rows>(rows: &R, topic_of: &[usize], topics: usize, cost: Cost) -> Self {
        let problem = Problem::new(rows, topic_of, topics, cost);
        let workers = thread::available_parallelism().map_or(1, usize::from).min(topics.max(1));
        let mut trained: Vec<(usize, Rounded)> = thread::scope(|scope| {
            let problem = &problem;
            let round = move |topic| (topic, Rounded::of(&problem.solve(topic), MOST_WEIGHTS / topics));
            let work = |worker| move || (worker..topics).step_by(workers).map(round).collect::<Vec<_>>();
            let workers: Vec<_> = (0..workers).map(|worker| scope.spawn(work(worker))).collect();
            workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
        });
        trained.sort_by_key(|&(topic, _)| topic);
        Self::of(trained.into_iter().map(|(_, machine)| machine).collect(), rows.features())
    }

    /// Turns weights by topic into weights by feature.
    fn of(machines: Vec<Rounded>, features: usize) -> Self {
        let mut counts = vec![0_usize; features];
        for &(feature, _) in machines.iter().flat_map(|machine| &machine.weights) {
            counts[feature as usize] += 1;
        }
        let is_full = |count: usize| SPARSE_BYTES * count > machines.len();
        let mut classifier = Self { starts: vec![0], ..Self::default() };
        for (feature, &count) in (0..).zip(&counts) {
            let sparse = if is_full(count) { 0 } else { count };
            classifier.starts.extend(classifier.starts.last().map(|start| start + sparse as u32));
            classifier.full.extend(is_full(count).then_some(feature));
        }
        classifier.fill(&machines);
        (classifier.scales, classifier.biases) =
            machines.into_iter().map(|machine| (machine.scale, machine.bias)).unzip();
        classifier
    }

    /// Puts the weights into the rows that were laid out for them.
    fn fill(&mut self, machines: &[Rounded]) {
        let count = self.starts.last().map_or(0, |&count| count as usize);
        (self.topics, self.weights) = (vec![0; count], vec![0; count]);
        self.rows = vec![0; self.full.len() * machines.len()];
        let mut next = self.starts.clone();
        for (topic, machine) in machines.iter().enumerate() {
            for &(feature, weight) in &machine.weights {
                if let Ok(row) = self.full.binary_search(&feature) {
                    self.rows[row * machines.len() + topic] = weight;
                } else {
                    let at = &mut next[feature as usize];
                    (self.topics[*at as usize], self.weights[*at as usize]) = (topic as u16, weight);
                    *at += 1;
                }
            }
        }
    }

    /// Every topic's margin for a question's features: about 1 where it belongs, about -1 where it does not.
    pub(super) fn margins(&self, features: impl Iterator<Item = (usize, f32)>) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.scales.len()];
        for (feature, value) in features {
            let range = self.starts[feature] as usize..self.starts[feature + 1] as usize;
            for (&topic, &weight) in self.topics[range.clone()].iter().zip(&self.weights[range.clone()]) {
                sums[usize::from(topic)] += value * f32::from(weight);
            }
            let full = if range.is_empty() { self.full.binary_search(&(feature as u32)).ok() } else { None };
            if let Some(row) = full.and_then(|at| self.rows.chunks_exact(sums.len()).nth(at)) {
                sums.iter_mut().zip(row).for_each(|(sum, &weight)| *sum += value * f32::from(weight));
            }
        }
        let scaled = sums.iter().zip(&self.scales).zip(&self.biases);
        scaled.map(|((sum, scale), bias)| sum * scale + bias).collect()
    }
}

/// A classifier as bytes, so that it need not be trained again.
impl Classifier {
    /// The numbers of topics, features, weights and full rows, then everything in order.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        let counts = [self.scales.len(), self.starts.len(), self.weights.len(), self.full.len()];
        counts.into_iter().for_each(|count| encode_count(bytes, count));
        encode_numbers(bytes, self.scales.iter().chain(&self.biases).map(|value| value.to_le_bytes()));
        encode_numbers(bytes, self.starts.iter().map(|start| start.to_le_bytes()));
        encode_numbers(bytes, self.topics.iter().map(|topic| topic.to_le_bytes()));
        encode_numbers(bytes, self.weights.iter().chain(&self.rows).map(|weight| weight.to_le_bytes()));
        encode_numbers(bytes, self.full.iter().map(|feature| feature.to_le_bytes()));
    }

    /// What [`Self::encode`] wrote; none if it is no classifier of this size.
    pub(super) fn decode(decoder: &mut Decoder<'_>, topics: usize, features: usize) -> Option<Self> {
        if (decoder.count()?, decoder.count()?) != (topics, features.checked_add(1)?) {
            return None;
        }
        let (count, full) = (decoder.count()?, decoder.count()?);
        let scales = decoder.numbers(topics, f32::from_le_bytes)?;
        let biases = decoder.numbers(topics, f32::from_le_bytes)?;
        let starts = decoder.numbers(features + 1, u32::from_le_bytes)?;
        let of = decoder.numbers(count, u16::from_le_bytes)?;
        let weights = decoder.numbers(count, i8::from_le_bytes)?;
        let rows = decoder.numbers(full.checked_mul(topics)?, i8::from_le_bytes)?;
        let full = decoder.numbers(full, u32::from_le_bytes)?;
        let sound = starts.is_sorted()
            && full.is_sorted()
            && starts.last().is_some_and(|&last| last as usize == count)
            && of.iter().all(|&topic| usize::from(topic) < topics);
        sound.then_some(Self { starts, topics: of, weights, full, rows, scales, biases })
    }
}

/// One topic's weights in eight bits.
struct Rounded {
    /// By rising feature.
    weights: Vec<(u32, i8)>,
    scale: f32,
    bias: f32,
}

impl Rounded {
    /// Leaves out what is next to nothing, and all but the `most` largest weights.
    fn of(machine: &Machine, most: usize) -> Self {
        let largest = machine.weights.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
        let round = |weight: &f32| if largest > 0.0 { (weight / largest * LARGEST).round() as i8 } else { 0 };
        let rounded = (0..).zip(machine.weights.iter().map(round));
        let mut weights: Vec<(u32, i8)> = rounded.filter(|(_, weight)| weight.abs() >= SMALLEST).collect();
        if weights.len() > most {
            weights.sort_by_key(|&(_, weight)| std::cmp::Reverse(weight.abs()));
            weights.truncate(most);
            weights.sort_unstable();
        }
        Self { weights, scale: largest / LARGEST, bias: machine.bias }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) struct Points(pub Vec<[f32; 2]>);

    impl Rows for Points {
        fn rows(&self) -> usize {
            self.0.len()
        }
        fn features(&self) -> usize {
            2
        }
        fn dot(&self, row: usize, weights: &[f32]) -> f32 {
            self.0[row][0] * weights[0] + self.0[row][1] * weights[1]
        }
        fn add_to(&self, row: usize, scale: f32, weights: &mut [f32]) {
            weights[0] += scale * self.0[row][0];
            weights[1] += scale * self.0[row][1];
        }
        fn squared_length(&self, row: usize) -> f32 {
            self.0[row][0].powi(2) + self.0[row][1].powi(2)
        }
        fn likeness(&self, rows: &[u32]) -> Vec<f32> {
            let mut sum = [0.0; 2];
            rows.iter().for_each(|&row| self.add_to(row as usize, 1.0, &mut sum));
            (0..self.rows()).map(|row| self.dot(row, &sum)).collect()
        }
    }

    pub(super) const COST: Cost = Cost { c: 10.0, balanced: false };

    fn margins(classifier: &Classifier, point: [f32; 2]) -> Vec<f32> {
        classifier.margins(point.into_iter().enumerate())
    }

    #[test]
    fn separable_points_are_parted_with_a_margin() {
        let points = Points(vec![[1.0, 0.1], [0.9, 0.0], [-1.0, 0.1], [-0.8, -0.1], [0.0, 1.0], [0.1, 1.1]]);
        let classifier = Classifier::train(&points, &[0, 0, 1, 1, 2, 2], 3, COST);
        for (row, topic) in [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (5, 2)] {
            let margins = margins(&classifier, points.0[row]);
            for (other, margin) in margins.iter().enumerate() {
                assert_eq!(*margin > 0.0, other == topic, "{row}: {margins:?}");
            }
        }
    }

    #[test]
    fn training_is_the_same_every_time() {
        let points = Points((0..40).map(|n| [(n as f32 * 0.7).sin(), (n as f32 * 1.3).cos()]).collect());
        let topics: Vec<usize> = (0..40).map(|n| n % 4).collect();
        let train = || Classifier::train(&points, &topics, 4, COST);
        assert_eq!(train(), train());
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let points = Points(vec![[1.0, 0.1], [-1.0, 0.1], [0.0, 1.0]]);
        let classifier = Classifier::train(&points, &[0, 1, 2], 3, COST);
        let mut bytes = Vec::new();
        classifier.encode(&mut bytes);
        let decode = |mut bytes: &[u8], topics, features| {
            let length = bytes.len();
            Classifier::decode(&mut Decoder::new(&mut bytes, length), topics, features)
        };
        assert_eq!(decode(&bytes, 3, 2), Some(classifier));
        assert_eq!(decode(&bytes, 2, 3), None);
        for cut in 0..bytes.len() {
            assert_eq!(decode(&bytes[..cut], 3, 2), None);
        }
    }

    #[test]
    fn nothing_to_learn_from_is_no_fault() {
        assert!(margins(&Classifier::train(&Points(vec![]), &[], 0, COST), [1.0, 0.0]).is_empty());
        let one = Classifier::train(&Points(vec![[1.0, 0.0]]), &[0], 1, COST);
        assert!(margins(&one, [1.0, 0.0])[0] > 0.0);
    }
}
