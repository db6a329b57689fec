//! `/faq unanswered` and `/faq stats` of a server: what is asked there, and nowhere else.

use std::sync::Arc;

use super::ids::ComponentId;
use super::view::View;
use super::{Caller, Context, Outcome};
use crate::moderation::stats::{self, MONTH, WEEK};
use crate::reply::local::{self as words, UnansweredLine};

/// How many questions a page shows.
const PAGE_LENGTH: usize = 15;

/// Shows a page of the questions without an answer, the most frequent first.
pub async fn list(context: &Arc<Context>, caller: Caller, page: usize) -> Outcome {
    let place = context.servers.journal_place(Some(caller.server));
    let questions = context.blocking(move |context| Ok(context.journal.unanswered_in(place)?)).await?;
    let page = page.min(questions.len().saturating_sub(1) / PAGE_LENGTH);
    let mut lines = Vec::new();
    for question in questions.iter().skip(page * PAGE_LENGTH).take(PAGE_LENGTH) {
        let gap = question.gap.as_ref().map(|gap| gap.as_str());
        lines.push(UnansweredLine { text: &question.text, asked: question.asked, gap });
    }
    let view = View::text(words::unanswered(&lines, questions.len()));
    Ok(view.page_buttons(page, PAGE_LENGTH, questions.len(), ComponentId::UnansweredPage).into())
}

/// Shows how much was asked and answered.
pub async fn statistics(context: &Arc<Context>, caller: Caller) -> Outcome {
    let place = context.servers.journal_place(Some(caller.server));
    let (text, files) = context
        .blocking(move |context| {
            let week = context.journal.statistics_in(place, WEEK)?;
            let month = context.journal.statistics_in(place, MONTH)?;
            Ok(stats::shown(&week, &month))
        })
        .await?;
    Ok(View { files, ..View::text(text) }.into())
}
