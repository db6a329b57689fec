//! The sentence model's network, run by rten.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, op_registry};

use super::EncoderError;
use super::WIDTH;
use super::wordpiece::TokenId;

static GRAPH: &[u8] = include_bytes!("../../assets/minilm/model.onnx");
static WEIGHTS: &[u8] = rten::include_external_data!("../../assets/minilm/model.data");
static MULTILINGUAL_GRAPH: &[u8] = include_bytes!("../../assets/e5/model.onnx");
static MULTILINGUAL_WEIGHTS: &[u8] = rten::include_external_data!("../../assets/e5/model.data");

/// The name by which the graph refers to the file of its weights.
const WEIGHTS_NAME: &str = "model.data";
const TOKEN_INPUTS: [&str; 3] = ["input_ids", "attention_mask", "token_type_ids"];
/// The input of a network whose table of words is kept apart.
const VECTOR_INPUTS: [&str; 1] = ["embeddings"];
const OUTPUT: &str = "last_hidden_state";

/// A network ready to run.
pub(super) struct Network {
    model: Model,
    inputs: Vec<NodeId>,
    output: NodeId,
    options: RunOptions,
}

impl Network {
    /// Returns the English network, which is part of the program.
    pub(super) fn embedded() -> Result<Self, EncoderError> {
        Self::load_static(GRAPH, WEIGHTS, &TOKEN_INPUTS)
    }

    /// Returns the multilingual network, which is part of the program. It takes the vectors of words.
    pub(super) fn multilingual() -> Result<Self, EncoderError> {
        Self::load_static(MULTILINGUAL_GRAPH, MULTILINGUAL_WEIGHTS, &VECTOR_INPUTS)
    }

    fn load_static(graph: &'static [u8], weights: &'static [u8], inputs: &[&str]) -> Result<Self, EncoderError> {
        guarded(|| {
            let mut options = options();
            Self::new(options.external_data_static(WEIGHTS_NAME, weights).load_static_slice(graph)?, inputs)
        })
    }

    /// Returns a network from the bytes of its files.
    pub(super) fn from_bytes(graph: Vec<u8>, weights: Vec<u8>) -> Result<Self, EncoderError> {
        guarded(|| Self::new(options().external_data(WEIGHTS_NAME, weights).load(graph)?, &TOKEN_INPUTS))
    }

    fn new(model: Model, names: &[&str]) -> Result<Self, EncoderError> {
        let mut inputs = Vec::with_capacity(names.len());
        for name in names {
            inputs.push(node(&model, name)?);
        }
        let output = node(&model, OUTPUT)?;
        // One thread: a question is too short to be shared out, and the other cores belong to other programs.
        let options = RunOptions::default().with_thread_pool(Some(Arc::new(ThreadPool::with_num_threads(1))));
        Ok(Self { model, inputs, output, options })
    }

    /// Returns the mean of the last layer over the tokens.
    pub(super) fn run(&self, tokens: Vec<TokenId>) -> Result<[f32; WIDTH], EncoderError> {
        guarded(|| {
            let mask = vec![1; tokens.len()];
            let types = vec![0; tokens.len()];
            let mut inputs = Vec::with_capacity(self.inputs.len());
            for (&node, numbers) in self.inputs.iter().zip([tokens, mask, types]) {
                let shape = [1, numbers.len()];
                let value = Value::from_shape(shape, numbers).map_err(|_| EncoderError::Foreign)?;
                inputs.push((node, value));
            }
            self.mean_of_last_layer(inputs)
        })
    }

    /// As [`Self::run`], for a network that takes the vectors of words, one after the other.
    pub(super) fn run_vectors(&self, vectors: Vec<f32>) -> Result<[f32; WIDTH], EncoderError> {
        guarded(|| {
            let shape = [1, vectors.len() / WIDTH, WIDTH];
            let value = Value::from_shape(shape, vectors).map_err(|_| EncoderError::Foreign)?;
            self.mean_of_last_layer(self.inputs.iter().map(|&node| (node, value.clone())).collect())
        })
    }

    fn mean_of_last_layer(&self, inputs: Vec<(NodeId, Value)>) -> Result<[f32; WIDTH], EncoderError> {
        let inputs = inputs.into_iter().map(|(node, value)| (node, value.into())).collect();
        let [hidden] = self.model.run_n(inputs, [self.output], Some(self.options.clone()))?;
        let (_, hidden) = hidden.into_shape_vec::<f32, 3>().map_err(|_| EncoderError::Foreign)?;
        mean(&hidden)
    }
}

fn node(model: &Model, name: &str) -> Result<NodeId, EncoderError> {
    model.node_id(name).map_err(|_| EncoderError::Foreign)
}

/// Returns options with the operators that the network uses. The others would add 2 MB to the program.
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
    // Keeps a copy of the matrices in the order in which they are read: 10 MiB more, and 4 times as fast.
    options.prepack_weights(true);
    options
}

/// Returns the mean of rows of [`WIDTH`] numbers.
fn mean(rows: &[f32]) -> Result<[f32; WIDTH], EncoderError> {
    let (rows, rest) = rows.as_chunks::<WIDTH>();
    if rows.is_empty() || !rest.is_empty() {
        return Err(EncoderError::Foreign);
    }
    let mut sum = [0.0; WIDTH];
    for row in rows {
        for (sum, x) in sum.iter_mut().zip(row) {
            *sum += x;
        }
    }
    for sum in &mut sum {
        *sum /= rows.len() as f32;
    }
    if sum.iter().all(|x| x.is_finite()) { Ok(sum) } else { Err(EncoderError::Foreign) }
}

/// Turns a panic into an error, so that a damaged model does not end the program: rten reports most damage as an error, but
/// panics at some. (At other damage it would ask for all the memory there is; checksums keep such files out.)
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
    fn the_embedded_network_and_one_from_bytes_are_the_same() {
        let embedded = Network::embedded().unwrap().run(vec![101, 2515, 2009, 3480, 102]).unwrap();
        assert_eq!(vector(GRAPH, WEIGHTS).unwrap(), embedded);
    }

    #[test]
    fn a_truncated_file_is_an_error() {
        let unreadable =
            |graph: &[u8], weights: &[u8]| matches!(vector(graph, weights), Err(EncoderError::Unreadable(_)));
        assert!(unreadable(&[], WEIGHTS));
        assert!(unreadable(&GRAPH[..GRAPH.len() / 2], WEIGHTS));
        assert!(unreadable(GRAPH, &[]));
        assert!(unreadable(GRAPH, &WEIGHTS[..WEIGHTS.len() - 1]));
        assert!(unreadable(b"<!DOCTYPE html>", WEIGHTS));
    }

    #[test]
    fn an_unknown_token_is_an_error() {
        assert!(Network::embedded().unwrap().run(vec![1_000_000]).is_err());
        assert!(Network::embedded().unwrap().run(vec![101; 1000]).is_err());
    }

    /// The result is an error or, where a number of the network was damaged, another vector: only a checksum would notice that.
    /// Not every byte is tried: some say how much memory is needed, and asking for too much ends a process.
    #[test]
    fn a_damaged_graph_does_not_end_the_process() {
        for at in (0..GRAPH.len()).step_by(GRAPH.len() / 16) {
            let mut graph = GRAPH.to_vec();
            graph[at..].iter_mut().take(200).for_each(|byte| *byte = 0);
            let _ = vector(&graph, WEIGHTS);
        }
    }
}
