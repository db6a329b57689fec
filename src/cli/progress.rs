//! How far learning has come, on a terminal.

use indicatif::{ProgressBar, ProgressStyle};

use crate::store::Progress;

/// A bar on standard error while sentences are encoded; nothing where nobody looks.
pub(super) fn bar() -> impl Fn(Progress) {
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

/// Lines in the log, one a tenth.
pub(super) fn log(progress: Progress) {
    let tenth = |done: usize| done * 10 / progress.total.max(1);
    if progress.done == 0
        || progress.done == progress.total
        || tenth(progress.done) > tenth(progress.done.saturating_sub(50))
    {
        tracing::info!(done = progress.done, of = progress.total, "learning what the FAQ means");
    }
}
