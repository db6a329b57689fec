//! How far learning has come, on a terminal.

use indicatif::{ProgressBar, ProgressStyle};

use crate::storage::EncodingProgress;

/// A bar on standard error while sentences are encoded; nothing where nobody looks.
pub(super) fn bar() -> impl Fn(EncodingProgress) {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("Learning what the FAQ means {wide_bar} {pos}/{len}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    move |progress| {
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
        if progress.done == progress.total {
            bar.finish_and_clear();
        }
    }
}

/// What takes less than about a second is not worth a line.
const WORTH_TELLING: usize = 300;

/// Lines in the log, one a tenth.
pub(super) fn log(progress: EncodingProgress) {
    let EncodingProgress { done, total } = progress;
    let tenth = |done: usize| done * 10 / total.max(1);
    if total > WORTH_TELLING && (done == total || tenth(done) > tenth(done.saturating_sub(EncodingProgress::STEP))) {
        tracing::info!(done, of = total, "learning what the FAQ means");
    }
}
