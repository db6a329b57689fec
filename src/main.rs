//! The binary. Everything it does is in the library's `cli`.

use std::process::ExitCode;

/// Returns freed memory to the system, as `.cargo/config.toml` configures it. Otherwise the process would keep the memory
/// that learning an FAQ needs.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    micropen_faq::cli::main()
}
