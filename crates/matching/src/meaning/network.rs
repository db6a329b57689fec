//! The sentence model's network, run by rten.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, op_registry};

use super::EncoderError;
use super::vector::WIDTH;
use super::wordpiece::TokenId;

static GRAPH: &[u8] = include_bytes!("../../assets/minilm/model.onnx");
static WEIGHTS: &[u8] = rten::include_external_data!("../../assets/minilm/model.data");

/// Under what name a network speaks of its weights.
const WEIGHTS_NAME: &str = "model.data";
const INPUTS: [&str; 3] = ["input_ids", "attention_mask", "token_type_ids"];
const OUTPUT: &str = "last_hidden_state";

/// A network ready to run.
pub(super) struct Network {
    model: Model,
    inputs: [NodeId; 3],
    output: NodeId,
    options: RunOptions,
}

impl Network {
    /// The network that the program carries.
    pub(super) fn embedded() -> Result<Self, EncoderError> {
        guarded(|| {
            let mut options = options();
            Self::new(options.external_data_static(WEIGHTS_NAME, WEIGHTS).load_static_slice(GRAPH)?)
        })
    }

    /// A network from the bytes of its files.
    pub(super) fn from_bytes(graph: Vec<u8>, weights: Vec<u8>) -> Result<Self, EncoderError> {
        guarded(|| Self::new(options().external_data(WEIGHTS_NAME, weights).load(graph)?))
    }

    fn new(model: Model) -> Result<Self, EncoderError> {
        let node = |name| model.node_id(name).map_err(|_| EncoderError::Foreign);
        let [ids, mask, kinds] = INPUTS;
        let (inputs, output) = ([node(ids)?, node(mask)?, node(kinds)?], node(OUTPUT)?);
        // One thread: a question is too short to share, and the other cores belong to whoever else is on the machine.
        let options = RunOptions::default().with_thread_pool(Some(Arc::new(ThreadPool::with_num_threads(1))));
        Ok(Self { model, inputs, output, options })
    }

    /// The mean of the last layer over the tokens.
    pub(super) fn run(&self, tokens: Vec<TokenId>) -> Result<[f32; WIDTH], EncoderError> {
        guarded(|| {
            let shape = [1, tokens.len()];
            let [ids, mask, kinds] = self.inputs;
            let (ones, zeros) = (vec![1; tokens.len()], vec![0; tokens.len()]);
            let value = |numbers| Value::from_shape(shape, numbers).map_err(|_| EncoderError::Foreign);
            let inputs = vec![(ids, value(tokens)?.into()), (mask, value(ones)?.into()), (kinds, value(zeros)?.into())];
            let [hidden] = self.model.run_n(inputs, [self.output], Some(self.options.clone()))?;
            let (_, hidden) = hidden.into_shape_vec::<f32, 3>().map_err(|_| EncoderError::Foreign)?;
            mean(&hidden)
        })
    }
}

/// Only the operators that the network uses: the others would be 2 MB of the program.
fn options() -> ModelOptions {
    let operators = op_registry!(
        Add,
        Cast,
        Div,
        DynamicQuantizeLinear,
        Erf,
        Gather,
        LayerNormalization,
        MatMul,
        MatMulInteger,
        Mul,
        Reshape,
        Shape,
        Slice,
        Softmax,
        Split,
        Sub,
        Transpose,
        Unsqueeze
    );
    let mut options = ModelOptions::with_ops(operators);
    // A copy of the matrices in the order in which they are read: 10 MiB for runs 4 times as fast.
    options.prepack_weights(true);
    options
}

/// The mean of rows of [`WIDTH`] numbers.
fn mean(rows: &[f32]) -> Result<[f32; WIDTH], EncoderError> {
    let (rows, rest) = rows.as_chunks::<WIDTH>();
    if rows.is_empty() || !rest.is_empty() {
        return Err(EncoderError::Foreign);
    }
    let mut sum = [0.0; WIDTH];
    for row in rows {
        sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }
    let mean = sum.map(|x| x / rows.len() as f32);
    if mean.iter().all(|x| x.is_finite()) { Ok(mean) } else { Err(EncoderError::Foreign) }
}

/// A damaged model must not end the program: rten answers most damage with an error, but some with a panic. (Some it
/// would answer by asking for all the memory there is; checksums keep such files out.)
fn guarded<T>(work: impl FnOnce() -> Result<T, EncoderError>) -> Result<T, EncoderError> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(EncoderError::Damaged))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(graph: &[u8], weights: &[u8]) -> Result<[f32; WIDTH], EncoderError> {
        Network::from_bytes(graph.to_vec(), weights.to_vec())?.run(vec![101, 2515, 2009, 3480, 102])
    }

    #[test]
    fn from_bytes_it_is_the_embedded_one() {
        let embedded = Network::embedded().unwrap().run(vec![101, 2515, 2009, 3480, 102]).unwrap();
        assert_eq!(vector(GRAPH, WEIGHTS).unwrap(), embedded);
    }

    #[test]
    fn a_file_cut_short_is_an_error() {
        let unreadable =
            |graph: &[u8], weights: &[u8]| matches!(vector(graph, weights), Err(EncoderError::Unreadable(_)));
        assert!(unreadable(&[], WEIGHTS));
        assert!(unreadable(&GRAPH[..GRAPH.len() / 2], WEIGHTS));
        assert!(unreadable(GRAPH, &[]));
        assert!(unreadable(GRAPH, &WEIGHTS[..WEIGHTS.len() - 1]));
        assert!(unreadable(b"<!DOCTYPE html>", WEIGHTS));
    }

    #[test]
    fn a_token_that_is_none_is_an_error() {
        assert!(Network::embedded().unwrap().run(vec![1_000_000]).is_err());
        assert!(Network::embedded().unwrap().run(vec![101; 1000]).is_err());
    }

    /// An error or, where a number of the network was hit, another vector: only a checksum would tell. Not every byte is
    /// tried: some say how much memory is wanted, and to want too much ends a process.
    #[test]
    fn a_damaged_graph_is_survived() {
        for at in (0..GRAPH.len()).step_by(GRAPH.len() / 16) {
            let mut graph = GRAPH.to_vec();
            graph[at..].iter_mut().take(200).for_each(|byte| *byte = 0);
            let _ = vector(&graph, WEIGHTS);
        }
    }
}
