//! `/faq stats`: how much is asked and answered, in words and as a picture.

use serenity::all::CreateCommandOption;

use super::chart;
use super::context::Context;
use super::failure::Failure;
use super::log_channel::attached;
use super::request::{Output, Request, subcommand};
use super::view::View;
use crate::reply::moderation::{self as words, UsageSummary, gap, menu};
use crate::storage::journal::{Gap, Statistics};

pub const NAME: &str = "stats";

/// The spans of time that numbers are shown for, in days.
const WEEK: u32 = 7;
const MONTH: u32 = 30;

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::STATS)
}

pub fn request() -> Request {
    Request::work(stats)
}

fn stats(context: &Context) -> Result<Output, Failure> {
    let week = context.journal.statistics(WEEK)?;
    let month = context.journal.statistics(MONTH)?;
    let text = words::statistics(&[summary(WEEK, &week), summary(MONTH, &month)]);
    let mut view = View::text(text);
    if let Some(png) = chart::by_day(&month.days) {
        view.files.push(attached("questions-by-day.png", png));
    }
    Ok(view.into())
}

fn summary(days: u32, statistics: &Statistics) -> UsageSummary {
    let total = statistics.total;
    let mut answers = Vec::new();
    for (entry, counts) in &statistics.entries {
        if counts.answered > 0 {
            answers.push((entry.to_string(), counts.answered));
        }
    }
    let mut gaps = Vec::new();
    for (gap, count) in &statistics.gaps {
        gaps.push((gap_name(gap), *count));
    }
    UsageSummary {
        days,
        answered: total.answered,
        referred: total.referred,
        helpful: total.helpful,
        not_meant: total.not_meant,
        answers,
        gaps,
    }
}

fn gap_name(gap: &Gap) -> String {
    match gap {
        Gap::Named(id) | Gap::Urgent(id) => id.to_string(),
        Gap::General => gap::GENERAL.to_owned(),
        Gap::Ambiguous => gap::AMBIGUOUS.to_owned(),
        Gap::Foreign => gap::FOREIGN.to_owned(),
        Gap::NoWords => gap::NO_WORDS.to_owned(),
    }
}
