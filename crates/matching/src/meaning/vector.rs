//! The vector of a text: a direction in 384 dimensions, in one byte for each.

/// The dimensions of a vector.
pub const WIDTH: usize = 384;

/// The whole number that the largest number of a direction is rounded to.
const MAX_VALUE: f32 = 127.0;

/// A direction: 384 whole numbers and the factor that makes its length 1, in 388 bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vector {
    values: [i8; WIDTH],
    scale: f32,
}

impl Vector {
    /// Returns the direction of these numbers, rounded to 8 bits each. Zeros give the zero vector, whose cosine with any vector
    /// is 0.
    pub fn towards(direction: &[f32; WIDTH]) -> Self {
        let mut largest = 0.0_f32;
        for x in direction {
            largest = largest.max(x.abs());
        }
        let factor = if largest > 0.0 { MAX_VALUE / largest } else { 0.0 };
        let mut values = [0; WIDTH];
        for (value, x) in values.iter_mut().zip(direction) {
            // Casting a float saturates instead of wrapping.
            *value = (x * factor).round() as i8;
        }
        Self::new(values)
    }

    fn new(values: [i8; WIDTH]) -> Self {
        let length = (product(&values, &values) as f32).sqrt();
        let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
        Self { values, scale }
    }

    /// Returns its numbers, in order.
    pub fn numbers(&self) -> impl Iterator<Item = f32> {
        self.values.iter().map(|&value| f32::from(value) * self.scale)
    }

    /// Returns its whole numbers as bytes, from which [`Self::from_bytes`] makes the same vector.
    pub fn to_bytes(&self) -> [u8; WIDTH] {
        self.values.map(i8::cast_unsigned)
    }

    /// Returns the vector of these bytes. Any bytes are a vector.
    pub fn from_bytes(bytes: &[u8; WIDTH]) -> Self {
        Self::new(bytes.map(|byte| byte.cast_signed().max(-i8::MAX)))
    }

    /// Returns the cosine with another vector, -1 to 1.
    pub fn dot(&self, other: &Self) -> f32 {
        product(&self.values, &other.values) as f32 * (self.scale * other.scale)
    }

    /// Returns the cosine with each of many others, in half the time that [`Self::dot`] takes.
    pub fn cosines(&self, others: &[Self]) -> Vec<f32> {
        let wide = self.values.map(i16::from);
        let mut cosines = Vec::with_capacity(others.len());
        for other in others {
            cosines.push(wide_product(&wide, &other.values) as f32 * (self.scale * other.scale));
        }
        cosines
    }

    /// Returns the inner product with `weights`, of which there are [`WIDTH`]. Missing ones count as zero.
    pub fn dot_f32(&self, weights: &[f32]) -> f32 {
        // Each lane has its own sum. A single sum must be added in the order written, which uses one lane only.
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

/// Numbers that are added side by side, so that the compiler uses vector instructions. 384 is a multiple of it.
const LANES: usize = 32;

/// Returns the exact inner product: at most 384 * 128 * 128.
fn product(a: &[i8; WIDTH], b: &[i8; WIDTH]) -> i32 {
    a.iter().zip(b).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
}

/// Returns the inner product of numbers from -127 to 127. Any processor multiplies eight 16-bit numbers at once, and the sum
/// of two products still fits into 16 bits.
fn wide_product(a: &[i16; WIDTH], b: &[i8; WIDTH]) -> i32 {
    let mut sums = [0_i32; LANES / 2];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        let (a_left, a_right) = a.split_at(LANES / 2);
        let (b_left, b_right) = b.split_at(LANES / 2);
        // Zipped rather than indexed: the compiler would check every index and use no vector instructions.
        let pairs = a_left.iter().zip(b_left).zip(a_right.iter().zip(b_right));
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
    fn the_zero_vector_has_cosine_0_with_any() {
        let zero = Vector::towards(&[0.0; WIDTH]);
        assert_eq!(zero.dot(&zero), 0.0);
        assert_eq!(zero.dot(&Vector::towards(&[1.0; WIDTH])), 0.0);
    }

    proptest! {
        #[test]
        fn rounding_hardly_changes_the_direction(numbers in direction()) {
            let vector = Vector::towards(&numbers);
            let length = numbers.iter().map(|x| x * x).sum::<f32>().sqrt();
            prop_assert!((vector.dot(&vector) - 1.0).abs() < 1e-5);
            prop_assert!((vector.dot_f32(numbers.as_slice()) / length - 1.0).abs() < 1e-3);
        }

        #[test]
        fn every_way_to_multiply_gives_the_same_result(a in direction(), b in direction()) {
            let (a, b) = (Vector::towards(&a), Vector::towards(&b));
            let mut sum = [0.0; WIDTH];
            b.add_to(2.0, &mut sum);
            prop_assert!((a.dot_f32(&sum) - 2.0 * a.dot(&b)).abs() < 1e-4);
        }

        #[test]
        fn cosines_are_those_of_each_pair(bytes in prop::collection::vec(prop::sample::select(vec![0x80, 0x81, 0, 1, 0x7f]), 2 * WIDTH)) {
            let vectors = bytes.as_chunks::<WIDTH>().0.iter().map(Vector::from_bytes).collect::<Vec<_>>();
            let alone: Vec<f32> = vectors.iter().map(|vector| vectors[0].dot(vector)).collect();
            prop_assert_eq!(vectors[0].cosines(&vectors), alone);
        }

        #[test]
        fn bytes_give_the_same_vector(numbers in direction()) {
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
