//! Coordinates in which questions about one subject are near each other.
//!
//! The vectors of all questions about one field are alike, and questions about one subject differ in much that does not matter here:
//! who asks, how, and how politely. The examples of a FAQ's topics show in which directions questions about one subject differ. These
//! count less in the new coordinates (within-class covariance normalization), also for subjects that the FAQ does not know.

use super::{Vector, WIDTH};

/// How many examples of each topic are looked at. More make no difference.
const MAX_EXAMPLES_PER_TOPIC: usize = 20;
/// The fewest examples to learn from. With 800, pairs of questions about subjects that were held out are grouped as well as with 1,700;
/// with 400 and fewer, wrong pairs become frequent.
const MIN_EXAMPLES: usize = 800;
/// How much of the mean variance is added to that in each direction, since few examples underestimate it.
const SMOOTHING: f64 = 0.3;

/// The coordinates, see the module.
pub struct SubjectSpace {
    mean: [f32; WIDTH],
    /// The Cholesky factor of the covariance within topics: the rows of a lower triangle.
    factor: Vec<Vec<f64>>,
}

impl SubjectSpace {
    /// Learns from the vectors of examples, each with the number of its topic, topic after topic. Returns `None` if there are too few.
    pub fn learn<'v>(examples: impl IntoIterator<Item = (usize, &'v Vector)>) -> Option<Self> {
        let topics = by_topic(examples);
        let count: usize = topics.iter().map(Vec::len).sum();
        if count < MIN_EXAMPLES {
            return None;
        }
        let mean = mean(topics.iter().flatten().copied());
        let mut covariance = covariance(&topics, count);
        let variance: f64 = (0..WIDTH).map(|index| covariance[index][index]).sum::<f64>() / WIDTH as f64;
        for (index, row) in covariance.iter_mut().enumerate() {
            row[index] += SMOOTHING * variance;
        }
        Some(Self { mean, factor: cholesky(covariance)? })
    }

    /// Returns a vector in these coordinates.
    pub fn transform(&self, vector: &Vector) -> Vector {
        let mut solved = [0.0_f64; WIDTH];
        for (index, (number, mean)) in vector.numbers().zip(&self.mean).enumerate() {
            let row = &self.factor[index];
            let known: f64 = row[..index].iter().zip(&solved).map(|(a, b)| a * b).sum();
            solved[index] = (f64::from(number - mean) - known) / row[index];
        }
        Vector::towards(&solved.map(|number| number as f32))
    }
}

/// Returns the first examples of each topic that has several.
fn by_topic<'v>(examples: impl IntoIterator<Item = (usize, &'v Vector)>) -> Vec<Vec<&'v Vector>> {
    let mut topics: Vec<Vec<&Vector>> = Vec::new();
    let mut last = None;
    for (topic, vector) in examples {
        if last != Some(topic) {
            topics.push(Vec::new());
            last = Some(topic);
        }
        if let Some(topic) = topics.last_mut()
            && topic.len() < MAX_EXAMPLES_PER_TOPIC
        {
            topic.push(vector);
        }
    }
    topics.retain(|topic| topic.len() > 1);
    topics
}

fn mean<'v>(vectors: impl Iterator<Item = &'v Vector>) -> [f32; WIDTH] {
    let mut sum = [0.0; WIDTH];
    let mut count = 0.0;
    for vector in vectors {
        vector.add_to(1.0, &mut sum);
        count += 1.0;
    }
    sum.map(|number| number / count)
}

/// Returns the lower triangle of the covariance within topics.
fn covariance(topics: &[Vec<&Vector>], count: usize) -> Vec<Vec<f64>> {
    let mut sums: Vec<Vec<f32>> = (0..WIDTH).map(|index| vec![0.0; index + 1]).collect();
    for topic in topics {
        let mean = mean(topic.iter().copied());
        for vector in topic {
            let mut deviation = mean.map(|number| -number);
            vector.add_to(1.0, &mut deviation);
            for (row, &factor) in sums.iter_mut().zip(&deviation) {
                for (sum, &number) in row.iter_mut().zip(&deviation) {
                    *sum += factor * number;
                }
            }
        }
    }
    let scaled = |row: Vec<f32>| row.into_iter().map(|sum| f64::from(sum) / count as f64).collect();
    sums.into_iter().map(scaled).collect()
}

/// Returns the Cholesky factor of a symmetric matrix, of which the lower triangle is given. Returns `None` if it is not positive.
fn cholesky(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    for row in 0..matrix.len() {
        for column in 0..=row {
            let product: f64 = matrix[row][..column].iter().zip(&matrix[column]).map(|(a, b)| a * b).sum();
            let rest = matrix[row][column] - product;
            matrix[row][column] = if row == column {
                if rest <= 0.0 {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / matrix[column][column]
            };
        }
    }
    Some(matrix)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a vector of a subject, said in a way of its own.
    fn said(random: &mut fastrand::Rng, subject: usize) -> Vector {
        let mut numbers = [0.0; WIDTH];
        for number in &mut numbers[..4] {
            *number = 2.0 * random.f32() - 1.0;
        }
        numbers[4 + subject] = 0.3;
        Vector::towards(&numbers)
    }

    #[test]
    fn questions_about_one_unknown_subject_are_nearer_than_before() {
        let mut random = fastrand::Rng::with_seed(1);
        let mut examples = Vec::new();
        for subject in 0..50 {
            for _ in 0..MAX_EXAMPLES_PER_TOPIC {
                examples.push((subject, said(&mut random, subject)));
            }
        }
        let space = SubjectSpace::learn(examples.iter().map(|(topic, vector)| (*topic, vector))).unwrap();
        let [mut before, mut after] = [[0.0; 2]; 2];
        for _ in 0..100 {
            let [one, same, other] = [60, 60, 61].map(|subject| said(&mut random, subject));
            let [new_one, new_same, new_other] = [one, same, other].map(|vector| space.transform(&vector));
            for (cosines, same, other) in [
                (&mut before, one.dot(&same), one.dot(&other)),
                (&mut after, new_one.dot(&new_same), new_one.dot(&new_other)),
            ] {
                cosines[0] += same / 100.0;
                cosines[1] += other / 100.0;
            }
        }
        assert!(before[0] < 0.3, "{before:?}");
        assert!(after[0] > 0.7 && after[1] < 0.3, "{after:?}");
    }

    #[test]
    fn few_examples_teach_nothing() {
        let mut random = fastrand::Rng::with_seed(1);
        let vectors: Vec<Vector> = (0..MIN_EXAMPLES).map(|_| said(&mut random, 0)).collect();
        // All but the first twenty of a topic are left out.
        assert!(SubjectSpace::learn(vectors.iter().map(|vector| (0, vector))).is_none());
        assert!(SubjectSpace::learn([]).is_none());
    }

    #[test]
    fn a_factor_times_itself_is_the_matrix() {
        let factor = cholesky(vec![vec![4.0], vec![2.0, 5.0], vec![2.0, 3.0, 6.0]]).unwrap();
        assert_eq!(factor, [vec![2.0], vec![1.0, 2.0], vec![1.0, 1.0, 2.0]]);
        assert!(cholesky(vec![vec![1.0], vec![2.0, 1.0]]).is_none());
    }
}
