//! Where a text lies among meanings: a direction in 384 dimensions, a byte each.

/// The numbers of a vector.
pub const WIDTH: usize = 384;

/// The largest of the numbers a direction is rounded to.
const TOP: f32 = 127.0;

/// A direction: 384 whole numbers and the factor that makes its length 1. Takes 388 bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vector {
    values: [i8; WIDTH],
    scale: f32,
}

impl Vector {
    /// The direction of these numbers, rounded to 8 bits each. Of zeros alone it is the zero vector, which is like nothing.
    pub fn towards(direction: &[f32; WIDTH]) -> Self {
        let largest = direction.iter().fold(0.0_f32, |largest, x| largest.max(x.abs()));
        let factor = if largest > 0.0 { TOP / largest } else { 0.0 };
        // A cast of a float saturates, so that nothing wraps.
        Self::new(direction.map(|x| (x * factor).round() as i8))
    }

    fn new(values: [i8; WIDTH]) -> Self {
        let length = (product(&values, &values) as f32).sqrt();
        let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
        Self { values, scale }
    }

    /// Its numbers, in order.
    pub fn numbers(&self) -> impl Iterator<Item = f32> {
        self.values.iter().map(|&value| f32::from(value) * self.scale)
    }

    /// The whole numbers as bytes, from which [`Self::from_bytes`] makes the same vector.
    pub fn to_bytes(&self) -> [u8; WIDTH] {
        self.values.map(i8::cast_unsigned)
    }

    /// The vector of these bytes; there is one for any.
    pub fn from_bytes(bytes: &[u8; WIDTH]) -> Self {
        Self::new(bytes.map(|byte| byte.cast_signed().max(-i8::MAX)))
    }

    /// The cosine with another, -1 to 1.
    pub fn dot(&self, other: &Self) -> f32 {
        product(&self.values, &other.values) as f32 * (self.scale * other.scale)
    }

    /// The cosine with each of many others, in half the time that [`Self::dot`] takes.
    pub fn cosines(&self, others: &[Self]) -> Vec<f32> {
        let wide = self.values.map(i16::from);
        let cosine = |other: &Self| wide_product(&wide, &other.values) as f32 * (self.scale * other.scale);
        others.iter().map(cosine).collect()
    }

    /// The inner product with `weights`, of which there are [`WIDTH`]; those that lack count as zero.
    pub fn dot_f32(&self, weights: &[f32]) -> f32 {
        // Sums of their own for each lane: floats must be added in the order written, which would leave one lane only.
        let mut sums = [0.0_f32; LANES];
        for (values, weights) in self.values.chunks_exact(LANES).zip(weights.chunks_exact(LANES)) {
            for ((sum, &value), &weight) in sums.iter_mut().zip(values).zip(weights) {
                *sum += f32::from(value) * weight;
            }
        }
        sums.iter().sum::<f32>() * self.scale
    }

    /// Adds `factor` times this vector to `sum`, which has [`WIDTH`] numbers.
    pub fn add_to(&self, factor: f32, sum: &mut [f32]) {
        let factor = factor * self.scale;
        for (sum, &value) in sum.iter_mut().zip(&self.values) {
            *sum += factor * f32::from(value);
        }
    }
}

/// Numbers that are added side by side; 384 is a multiple of it.
const LANES: usize = 32;

/// The exact inner product: at most 384 * 128 * 128.
fn product(a: &[i8; WIDTH], b: &[i8; WIDTH]) -> i32 {
    a.iter().zip(b).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
}

/// The same of numbers from -127 to 127. Any processor multiplies eight 16-bit numbers at once, and the sum of two products
/// still fits into one.
fn wide_product(a: &[i16; WIDTH], b: &[i8; WIDTH]) -> i32 {
    let mut sums = [0_i32; LANES / 2];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        let (a, b) = (a.split_at(LANES / 2), b.split_at(LANES / 2));
        let pairs = a.0.iter().zip(b.0).zip(a.1.iter().zip(b.1));
        for (sum, ((a, b), (c, d))) in sums.iter_mut().zip(pairs) {
            *sum += i32::from(a * i16::from(*b) + c * i16::from(*d));
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn direction() -> impl Strategy<Value = Box<[f32; WIDTH]>> {
        prop::collection::vec(-1.0_f32..1.0, WIDTH).prop_map(|numbers| numbers.try_into().unwrap())
    }

    #[test]
    fn zeros_are_like_nothing() {
        let zero = Vector::towards(&[0.0; WIDTH]);
        assert_eq!(zero.dot(&zero), 0.0);
        assert_eq!(zero.dot(&Vector::towards(&[1.0; WIDTH])), 0.0);
    }

    proptest! {
        #[test]
        fn rounding_hardly_turns_it(numbers in direction()) {
            let vector = Vector::towards(&numbers);
            let length = numbers.iter().map(|x| x * x).sum::<f32>().sqrt();
            prop_assert!((vector.dot(&vector) - 1.0).abs() < 1e-5);
            prop_assert!((vector.dot_f32(numbers.as_slice()) / length - 1.0).abs() < 1e-3);
        }

        #[test]
        fn every_way_to_multiply_gives_the_same(a in direction(), b in direction()) {
            let (a, b) = (Vector::towards(&a), Vector::towards(&b));
            let mut sum = [0.0; WIDTH];
            b.add_to(2.0, &mut sum);
            prop_assert!((a.dot_f32(&sum) - 2.0 * a.dot(&b)).abs() < 1e-4);
        }

        #[test]
        fn many_at_once_are_compared_as_one_by_one(bytes in prop::collection::vec(prop::sample::select(vec![0x80, 0x81, 0, 1, 0x7f]), 2 * WIDTH)) {
            let vectors = bytes.as_chunks::<WIDTH>().0.iter().map(Vector::from_bytes).collect::<Vec<_>>();
            let alone: Vec<f32> = vectors.iter().map(|vector| vectors[0].dot(vector)).collect();
            prop_assert_eq!(vectors[0].cosines(&vectors), alone);
        }

        #[test]
        fn bytes_lead_back_to_it(numbers in direction()) {
            let vector = Vector::towards(&numbers);
            prop_assert_eq!(Vector::from_bytes(&vector.to_bytes()), vector);
        }

        #[test]
        fn any_bytes_are_a_vector(bytes in prop::collection::vec(any::<u8>(), WIDTH)) {
            let vector = Vector::from_bytes(&bytes.try_into().unwrap());
            prop_assert!(vector.dot(&vector).is_finite());
        }
    }
}
