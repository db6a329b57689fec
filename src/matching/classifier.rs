//! One linear support vector machine a topic, with squared hinge loss, trained by dual coordinate descent.
//!
//! The method is that of Hsieh, Chang, Lin, Keerthi and Sundararajan, "A dual coordinate descent method for large-scale
//! linear SVM" (ICML 2008), with its shrinking. It is deterministic: the order of the examples comes from a fixed seed.

use std::thread;

use super::kept::{Source, put, put_count};

/// Training stops when no example's gradient violates optimality by more than this (LIBLINEAR's default).
const TOLERANCE: f32 = 0.1;
/// Passes over the examples at most; most topics need about ten.
const MOST_PASSES: usize = 60;
/// The largest weight of a topic is stored as this.
const LARGEST: f32 = 127.0;
/// Smaller ones are left out: three of four weights, and no figure changes.
const SMALLEST: i8 = 2;
/// More weights than this, three bytes each, are more than a small host should hold; the smallest go first.
const MOST_WEIGHTS: usize = 2_000_000;
/// With more topics than this, a topic is parted from some examples of others instead of from all.
const MANY_TOPICS: usize = 2_000;
/// Then it is parted from the nearest, which are hard to tell from its own,
const NEAR: usize = 200;
/// and from a few that stand for the rest.
const RANDOM: usize = 50;

/// Examples to learn from, as rows of features.
pub(super) trait Rows: Sync {
    /// How many rows there are.
    fn rows(&self) -> usize;
    /// How many features there are.
    fn features(&self) -> usize;
    /// The row's dot product with a vector of all features.
    fn dot(&self, row: usize, weights: &[f32]) -> f32;
    /// Adds the row, scaled, to a vector of all features.
    fn add_to(&self, row: usize, scale: f32, weights: &mut [f32]);
    /// The row's squared length.
    fn squared_length(&self, row: usize) -> f32;
    /// Every row's dot product with the sum of some rows.
    fn likeness(&self, rows: &[u32]) -> Vec<f32>;
}

/// How strictly the examples are to be parted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    /// The price of an example on the wrong side: larger fits closer.
    pub c: f32,
    /// Whether a topic's examples weigh the more the fewer they are.
    pub balanced: bool,
}

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
        let mut starts = vec![0_u32; features + 1];
        for &(feature, _) in machines.iter().flat_map(|machine| &machine.weights) {
            starts[feature as usize + 1] += 1;
        }
        for feature in 0..features {
            starts[feature + 1] += starts[feature];
        }
        let count = starts.last().map_or(0, |&count| count as usize);
        let (mut topics, mut weights) = (vec![0; count], vec![0; count]);
        let mut next = starts.clone();
        for (topic, machine) in (0..).zip(&machines) {
            for &(feature, weight) in &machine.weights {
                let at = &mut next[feature as usize];
                (topics[*at as usize], weights[*at as usize]) = (topic, weight);
                *at += 1;
            }
        }
        let (scales, biases) = machines.into_iter().map(|machine| (machine.scale, machine.bias)).unzip();
        Self { starts, topics, weights, scales, biases }
    }

    /// Every topic's margin for a question's features: about 1 where it belongs, about -1 where it does not.
    pub(super) fn margins(&self, features: impl Iterator<Item = (usize, f32)>) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.scales.len()];
        for (feature, value) in features {
            let range = self.starts[feature] as usize..self.starts[feature + 1] as usize;
            for (&topic, &weight) in self.topics[range.clone()].iter().zip(&self.weights[range]) {
                sums[usize::from(topic)] += value * f32::from(weight);
            }
        }
        let scaled = sums.iter().zip(&self.scales).zip(&self.biases);
        scaled.map(|((sum, scale), bias)| sum * scale + bias).collect()
    }
}

/// A classifier as bytes, so that it need not be trained again.
impl Classifier {
    /// The numbers of topics, features and weights, then everything in order.
    pub(super) fn keep(&self, bytes: &mut Vec<u8>) {
        let counts = [self.scales.len(), self.starts.len(), self.weights.len()];
        counts.into_iter().for_each(|count| put_count(bytes, count));
        put(bytes, self.scales.iter().chain(&self.biases).map(|value| value.to_le_bytes()));
        put(bytes, self.starts.iter().map(|start| start.to_le_bytes()));
        put(bytes, self.topics.iter().map(|topic| topic.to_le_bytes()));
        put(bytes, self.weights.iter().map(|weight| weight.to_le_bytes()));
    }

    /// What [`Self::keep`] wrote; none if it is no classifier of this size.
    pub(super) fn recall(source: &mut Source<'_>, topics: usize, features: usize) -> Option<Self> {
        if (source.count()?, source.count()?) != (topics, features.checked_add(1)?) {
            return None;
        }
        let count = source.count()?;
        let scales = source.numbers(topics, f32::from_le_bytes)?;
        let biases = source.numbers(topics, f32::from_le_bytes)?;
        let starts = source.numbers(features + 1, u32::from_le_bytes)?;
        let of = source.numbers(count, u16::from_le_bytes)?;
        let weights = source.numbers(count, i8::from_le_bytes)?;
        let sound = starts.is_sorted()
            && starts.last().is_some_and(|&last| last as usize == count)
            && of.iter().all(|&topic| usize::from(topic) < topics);
        sound.then_some(Self { starts, topics: of, weights, scales, biases })
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
        let mut weights: Vec<(u32, i8)> = (0..).zip(machine.weights.iter().map(round)).collect();
        weights.retain(|(_, weight)| weight.abs() >= SMALLEST);
        if weights.len() > most {
            weights.sort_by_key(|&(_, weight)| std::cmp::Reverse(weight.abs()));
            weights.truncate(most);
            weights.sort_unstable();
        }
        Self { weights, scale: largest / LARGEST, bias: machine.bias }
    }
}

/// All that the machines have in common.
struct Problem<'a, R> {
    rows: &'a R,
    topic_of: &'a [usize],
    squared_lengths: Vec<f32>,
    /// 1 / 2C of a topic's own examples.
    own_slack: Vec<f32>,
    other_slack: f32,
}

/// One topic's weights.
struct Machine {
    weights: Vec<f32>,
    bias: f32,
}

impl<'a, R: Rows> Problem<'a, R> {
    fn new(rows: &'a R, topic_of: &'a [usize], topics: usize, cost: Cost) -> Self {
        let mut counts = vec![0_usize; topics];
        topic_of.iter().for_each(|&topic| counts[topic] += 1);
        let weight = |count: usize| match cost.balanced {
            true => topic_of.len() as f32 / (topics * count.max(1)) as f32,
            false => 1.0,
        };
        Self {
            rows,
            topic_of,
            squared_lengths: (0..rows.rows()).map(|row| rows.squared_length(row)).collect(),
            own_slack: counts.into_iter().map(|count| 0.5 / (cost.c * weight(count))).collect(),
            other_slack: 0.5 / cost.c,
        }
    }

    /// Parts one topic's examples from all others, or from some where there are many.
    fn solve(&self, topic: usize) -> Machine {
        let mut machine = Machine { weights: vec![0.0; self.rows.features()], bias: 0.0 };
        let mut alphas = vec![0.0_f32; self.rows.rows()];
        let mut random = Shuffle(topic as u64 + 1);
        let all = self.rows_for(topic, &mut random);
        let mut active = all.clone();
        let mut largest_before = f32::INFINITY;
        for _ in 0..MOST_PASSES {
            random.shuffle(&mut active);
            let (mut largest, mut smallest) = (f32::NEG_INFINITY, f32::INFINITY);
            active.retain(|&row| {
                let gradient = self.step(row as usize, topic, &mut machine, &mut alphas, largest_before);
                largest = largest.max(gradient.unwrap_or(largest));
                smallest = smallest.min(gradient.unwrap_or(smallest));
                gradient.is_some()
            });
            if active.is_empty() || largest - smallest <= TOLERANCE {
                // What was set aside gets another look before the work counts as done.
                if active.len() == all.len() || largest_before == f32::INFINITY {
                    break;
                }
                active.clone_from(&all);
                largest_before = f32::INFINITY;
                continue;
            }
            largest_before = if largest > 0.0 { largest } else { f32::INFINITY };
        }
        machine
    }

    /// The rows that a topic is learned from: its own, and all others or the nearest and a few more.
    fn rows_for(&self, topic: usize, random: &mut Shuffle) -> Vec<u32> {
        let count = self.rows.rows() as u32;
        if self.own_slack.len() <= MANY_TOPICS {
            return (0..count).collect();
        }
        let (own, mut others): (Vec<u32>, Vec<u32>) = (0..count).partition(|&row| self.topic_of[row as usize] == topic);
        let likeness = self.rows.likeness(&own);
        let nearer = |a: &u32, b: &u32| likeness[*b as usize].total_cmp(&likeness[*a as usize]).then(a.cmp(b));
        if others.len() > NEAR + RANDOM {
            others.select_nth_unstable_by(NEAR, nearer);
            let (_, rest) = others.split_at_mut(NEAR);
            random.shuffle(rest);
            others.truncate(NEAR + RANDOM);
        }
        [own, others].concat()
    }

    /// Moves one example's multiplier to its optimum. The projected gradient, or none if the example may be set aside.
    fn step(&self, row: usize, topic: usize, machine: &mut Machine, alphas: &mut [f32], largest: f32) -> Option<f32> {
        let own = self.topic_of[row] == topic;
        let (sign, slack) = if own { (1.0, self.own_slack[topic]) } else { (-1.0, self.other_slack) };
        let alpha = alphas[row];
        let margin = sign * (self.rows.dot(row, &machine.weights) + machine.bias);
        let gradient = margin - 1.0 + slack * alpha;
        if alpha == 0.0 && gradient > largest {
            return None;
        }
        let projected = if alpha == 0.0 { gradient.min(0.0) } else { gradient };
        if projected.abs() > 1e-9 {
            let moved = (alpha - gradient / (self.squared_lengths[row] + 1.0 + slack)).max(0.0);
            let change = (moved - alpha) * sign;
            alphas[row] = moved;
            machine.bias += change;
            self.rows.add_to(row, change, &mut machine.weights);
        }
        Some(projected)
    }
}

/// A small generator (xorshift64*) with a fixed seed: training must come out the same every time.
struct Shuffle(u64);

impl Shuffle {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }

    fn shuffle(&mut self, items: &mut [u32]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Points(Vec<[f32; 2]>);

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

    const COST: Cost = Cost { c: 10.0, balanced: false };

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

    /// Each topic lies around the circle between two others; parting it from its neighbours parts it from all.
    #[test]
    fn among_many_topics_the_nearest_are_enough() {
        let topics = MANY_TOPICS + 1;
        let angle = |topic: usize| topic as f32 / topics as f32 * std::f32::consts::TAU;
        let points = Points((0..topics).map(|topic| [angle(topic).cos(), angle(topic).sin()]).collect());
        let topic_of: Vec<usize> = (0..topics).collect();
        let problem = Problem::new(&points, &topic_of, topics, COST);
        let rows = problem.rows_for(500, &mut Shuffle(1));
        assert_eq!(rows.len(), 1 + NEAR + RANDOM);
        assert!((400..=600).all(|near| rows.contains(&near)), "100 on either side and itself");
        assert!(rows[1 + NEAR..].iter().any(|&row| !(300..700).contains(&row)), "and some from elsewhere");
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
        classifier.keep(&mut bytes);
        let recall = |mut bytes: &[u8], topics, features| {
            let length = bytes.len();
            Classifier::recall(&mut Source::new(&mut bytes, length), topics, features)
        };
        assert_eq!(recall(&bytes, 3, 2), Some(classifier));
        assert_eq!(recall(&bytes, 2, 3), None);
        for cut in 0..bytes.len() {
            assert_eq!(recall(&bytes[..cut], 3, 2), None);
        }
    }

    #[test]
    fn nothing_to_learn_from_is_no_fault() {
        assert!(margins(&Classifier::train(&Points(vec![]), &[], 0, COST), [1.0, 0.0]).is_empty());
        let one = Classifier::train(&Points(vec![[1.0, 0.0]]), &[0], 1, COST);
        assert!(margins(&one, [1.0, 0.0])[0] > 0.0);
    }
}
