//! The fake itself, tested with a small bot of its own and with bare requests.

mod bare;
mod bot;
mod echo_bot;
mod shards;
