//! The binary: everything it does is in the library's `cli`.

use std::process::ExitCode;

/// Gives back what it no longer needs, as `.cargo/config.toml` tells it to: what learning a FAQ took would stay otherwise.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    micropen_faq::cli::main()
}
