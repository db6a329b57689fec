//! A linear classifier of topics: a weight of each feature for each topic, in eight bits, which are fast to add up.
//! [`training`] learns the weights, of meanings from the rows in [`dense`].

mod dense;
mod row_map;
mod training;

use std::collections::BTreeMap;
use std::thread;

use crate::codec::{Decoder, encode_count, encode_numbers};
pub(super) use dense::DenseRows;
pub(super) use row_map::RowMap;
pub(super) use training::{Cost, Rows, Support};
use training::{Solution, TrainingSet};

/// The number that a topic's largest weight is stored as.
const MAX_QUANTIZED: f32 = 127.0;
/// Smaller weights are left out. From 3 on there are a quarter fewer than from 2 on, and no figure of quality changes by half
/// a point.
const MIN_QUANTIZED: i8 = 3;
/// The bytes that a weight takes together with its topic. In a full row it takes one byte.
const SPARSE_WEIGHT_BYTES: usize = 3;
/// The most weights of all topics together. At three bytes each, more are too much for a small host; the smallest are left
/// out first.
const MAX_WEIGHTS: usize = 2_000_000;

/// Weights of features for topics. Those near zero are left out.
///
/// Eight bits are precise enough for a sum over a hundred features.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Classifier {
    /// The first sparse weight of each feature; one more than there are features.
    starts: Vec<u32>,
    /// The topic of each sparse weight.
    topics: Vec<u16>,
    weights: Vec<i8>,
    /// The features, by rising id, with weights for most topics. A row with a weight for every topic is smaller for these, and
    /// faster to read. They have no sparse weights.
    full_features: Vec<u32>,
    /// The rows of the full features.
    full_rows: Vec<i8>,
    /// The factor of each topic's weights.
    scales: Vec<f32>,
    biases: Vec<f32>,
}

impl Classifier {
    /// Trains on rows with the topic of each. The topics are below `topics`. With one topic there is nothing to separate. `start`
    /// is what each topic rested on when nearly the same rows were trained on; `None` for a new topic. Also returns what they rest on now.
    pub(super) fn train<R: Rows>(
        rows: &R,
        topic_of: &[usize],
        topics: usize,
        cost: Cost,
        start: Option<&[Option<Support>]>,
    ) -> (Self, Vec<Support>) {
        let set = TrainingSet::new(rows, topic_of, topics, cost);
        let workers = thread::available_parallelism().map_or(1, usize::from).min(topics.max(1));
        let mut trained: BTreeMap<usize, (QuantizedModel, Support)> = BTreeMap::new();
        thread::scope(|scope| {
            let mut handles = Vec::new();
            for worker in 0..workers {
                handles.push(scope.spawn({
                    let set = &set;
                    move || train_topics(set, (worker..topics).step_by(workers), MAX_WEIGHTS / topics.max(1), start)
                }));
            }
            for handle in handles {
                trained.extend(handle.join().unwrap_or_default());
            }
        });
        let (models, supports) = trained.into_values().unzip();
        (Self::from_models(models, rows.features()), supports)
    }

    /// Trains on rows of two topics, for the margin of topic 0 alone. See [`Self::train`].
    pub(super) fn train_first<R: Rows>(
        rows: &R,
        topic_of: &[usize],
        cost: Cost,
        start: Option<&Support>,
    ) -> (Self, Support) {
        let set = TrainingSet::new(rows, topic_of, 2, cost);
        let mut solution = Solution::default();
        let support = set.solve(0, start, &mut solution);
        (Self::from_models(vec![QuantizedModel::new(&solution, MAX_WEIGHTS)], rows.features()), support)
    }

    /// Turns weights by topic, in the order of the topics, into weights by feature.
    fn from_models(models: Vec<QuantizedModel>, features: usize) -> Self {
        let mut counts = vec![0_usize; features];
        for model in &models {
            for &(feature, _) in &model.weights {
                counts[feature as usize] += 1;
            }
        }
        let mut classifier = Self { starts: vec![0], ..Self::default() };
        let mut start = 0;
        for (feature, &count) in (0..).zip(&counts) {
            if SPARSE_WEIGHT_BYTES * count > models.len() {
                classifier.full_features.push(feature);
            } else {
                start += count as u32;
            }
            classifier.starts.push(start);
        }
        classifier.fill(&models);
        for model in models {
            classifier.scales.push(model.scale);
            classifier.biases.push(model.bias);
        }
        classifier
    }

    /// Puts the weights into the rows that were laid out for them.
    fn fill(&mut self, models: &[QuantizedModel]) {
        let mut next = self.starts.clone();
        let count = next.last().copied().unwrap_or_default() as usize;
        self.topics = vec![0; count];
        self.weights = vec![0; count];
        self.full_rows = vec![0; self.full_features.len() * models.len()];
        for (topic, model) in models.iter().enumerate() {
            for &(feature, weight) in &model.weights {
                if let Ok(row) = self.full_features.binary_search(&feature) {
                    self.full_rows[row * models.len() + topic] = weight;
                } else {
                    let at = next[feature as usize] as usize;
                    self.topics[at] = topic as u16;
                    self.weights[at] = weight;
                    next[feature as usize] += 1;
                }
            }
        }
    }

    /// Returns every topic's margin for a question's features: about 1 where the question belongs, about -1 elsewhere.
    pub(super) fn margins(&self, features: impl Iterator<Item = (usize, f32)>) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.scales.len()];
        for (feature, value) in features {
            let range = self.starts[feature] as usize..self.starts[feature + 1] as usize;
            if range.is_empty() {
                self.add_full_row(feature, value, &mut sums);
                continue;
            }
            for (&topic, &weight) in self.topics[range.clone()].iter().zip(&self.weights[range]) {
                sums[usize::from(topic)] += value * f32::from(weight);
            }
        }
        for ((sum, scale), bias) in sums.iter_mut().zip(&self.scales).zip(&self.biases) {
            *sum = *sum * scale + bias;
        }
        sums
    }

    fn add_full_row(&self, feature: usize, value: f32, sums: &mut [f32]) {
        let Ok(at) = self.full_features.binary_search(&(feature as u32)) else { return };
        let row = &self.full_rows[at * sums.len()..][..sums.len()];
        for (sum, &weight) in sums.iter_mut().zip(row) {
            *sum += value * f32::from(weight);
        }
    }

    /// Encodes the numbers of topics, features, weights and full rows, then everything in order.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        for count in [self.scales.len(), self.starts.len(), self.weights.len(), self.full_features.len()] {
            encode_count(bytes, count);
        }
        encode_numbers(bytes, &self.scales, f32::to_le_bytes);
        encode_numbers(bytes, &self.biases, f32::to_le_bytes);
        encode_numbers(bytes, &self.starts, u32::to_le_bytes);
        encode_numbers(bytes, &self.topics, u16::to_le_bytes);
        encode_numbers(bytes, &self.weights, i8::to_le_bytes);
        encode_numbers(bytes, &self.full_rows, i8::to_le_bytes);
        encode_numbers(bytes, &self.full_features, u32::to_le_bytes);
    }

    /// Decodes the bytes of [`Self::encode`]; `None` if they are no classifier of this size.
    pub(super) fn decode(decoder: &mut Decoder<'_>, topics: usize, features: usize) -> Option<Self> {
        let start_count = features.checked_add(1)?;
        if decoder.count()? != topics || decoder.count()? != start_count {
            return None;
        }
        let weight_count = decoder.count()?;
        let full_count = decoder.count()?;
        let classifier = Self {
            scales: decoder.numbers(topics, f32::from_le_bytes)?,
            biases: decoder.numbers(topics, f32::from_le_bytes)?,
            starts: decoder.numbers(start_count, u32::from_le_bytes)?,
            topics: decoder.numbers(weight_count, u16::from_le_bytes)?,
            weights: decoder.numbers(weight_count, i8::from_le_bytes)?,
            full_rows: decoder.numbers(full_count.checked_mul(topics)?, i8::from_le_bytes)?,
            full_features: decoder.numbers(full_count, u32::from_le_bytes)?,
        };
        let is_sound = classifier.starts.is_sorted()
            && classifier.full_features.is_sorted()
            && classifier.starts.last() == Some(&u32::try_from(weight_count).ok()?)
            && classifier.topics.iter().all(|&topic| usize::from(topic) < topics);
        is_sound.then_some(classifier)
    }
}

/// Trains the models of some topics, each with its topic.
fn train_topics<R: Rows>(
    set: &TrainingSet<'_, R>,
    topics: impl Iterator<Item = usize>,
    max_weights: usize,
    start: Option<&[Option<Support>]>,
) -> Vec<(usize, (QuantizedModel, Support))> {
    let mut trained = Vec::new();
    let mut solution = Solution::default();
    for topic in topics {
        let support = set.solve(topic, start.and_then(|start| start.get(topic)?.as_ref()), &mut solution);
        trained.push((topic, (QuantizedModel::new(&solution, max_weights), support)));
    }
    trained
}

/// One topic's weights in eight bits.
struct QuantizedModel {
    /// By rising feature.
    weights: Vec<(u32, i8)>,
    scale: f32,
    bias: f32,
}

impl QuantizedModel {
    /// Leaves out weights near zero, and all but the `max_weights` largest ones.
    fn new(model: &Solution, max_weights: usize) -> Self {
        let mut largest = 0.0_f32;
        for weight in &model.weights {
            largest = largest.max(weight.abs());
        }
        let mut weights: Vec<(u32, i8)> = Vec::new();
        for (feature, weight) in (0..).zip(&model.weights) {
            let quantized = if largest > 0.0 { (weight / largest * MAX_QUANTIZED).round() as i8 } else { 0 };
            if quantized.abs() >= MIN_QUANTIZED {
                weights.push((feature, quantized));
            }
        }
        if weights.len() > max_weights {
            weights.sort_by_key(|&(_, weight)| std::cmp::Reverse(weight.abs()));
            weights.truncate(max_weights);
            weights.sort_unstable();
        }
        Self { weights, scale: largest / MAX_QUANTIZED, bias: model.bias }
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
        fn similarities(&self, rows: &[u32]) -> Vec<f32> {
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
    fn separable_points_are_separated_with_a_margin() {
        let points = Points(vec![[1.0, 0.1], [0.9, 0.0], [-1.0, 0.1], [-0.8, -0.1], [0.0, 1.0], [0.1, 1.1]]);
        let classifier = Classifier::train(&points, &[0, 0, 1, 1, 2, 2], 3, COST, None).0;
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
        let train = || Classifier::train(&points, &topics, 4, COST, None);
        assert_eq!(train(), train());
    }

    #[test]
    fn only_what_was_encoded_is_decoded() {
        let points = Points(vec![[1.0, 0.1], [-1.0, 0.1], [0.0, 1.0]]);
        let classifier = Classifier::train(&points, &[0, 1, 2], 3, COST, None).0;
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
    fn training_on_nothing_does_not_fail() {
        assert!(margins(&Classifier::train(&Points(vec![]), &[], 0, COST, None).0, [1.0, 0.0]).is_empty());
        let (one, _) = Classifier::train(&Points(vec![[1.0, 0.0]]), &[0], 1, COST, None);
        assert!(margins(&one, [1.0, 0.0])[0] > 0.0);
    }
}
