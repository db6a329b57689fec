//! `/faq teach`, and "Teach" below unanswered questions: adds phrasings to an entry or a gap, which is confirmed first if a phrasing
//! would not lead there.

use serenity::all::{CommandOptionType, CreateCommandOption};

use super::effects::Effects;
use super::failure::Failure;
use super::preview::{self, Trial};
use super::proposal::Proposal;
use super::request::{Context, ENTRY, Options, Output, Request, named_topic, required, subcommand, topic_option};
use super::saving::{self, Consent};
use crate::reply::moderation::{self as words, menu};
use crate::storage;

pub const NAME: &str = "teach";
const PHRASING: &str = "phrasing";

pub fn definition() -> CreateCommandOption {
    let phrasing = required(CommandOptionType::String, PHRASING, menu::PHRASING_OPTION);
    subcommand(NAME, menu::TEACH).add_sub_option(topic_option()).add_sub_option(phrasing)
}

pub fn request(user: u64, options: Options<'_>) -> Request {
    let entry = options.text(ENTRY);
    let phrasing = options.text(PHRASING);
    Request::learned(move |context| teach(context, user, &entry, vec![phrasing], Vec::new()))
}

/// Adds phrasings to the entry or gap that an option names. If they would not lead there, asks first.
pub fn teach(
    context: &Context,
    user: u64,
    option: &str,
    phrasings: Vec<String>,
    unanswered: Vec<i64>,
) -> Result<Output, Failure> {
    let engine = context.engine()?;
    let topic = named_topic(engine.faq(), option)?.as_str().to_owned();
    let proposal = Proposal::Teach { topic, phrasings, unanswered };
    let draft = context.drafts()?.add(user, &proposal)?;
    let trial = match Trial::run(context, &proposal) {
        Ok(Some(trial)) => trial,
        Ok(None) => {
            let text = storage::servable_text(&context.store);
            return Ok(preview::show_untried(draft, &proposal, &text).into());
        }
        Err(obstacle) => return preview::impossible(context, user, draft, &proposal, obstacle),
    };
    let effects = Effects::of(&proposal, &trial);
    if !effects.all_work() {
        return Ok(preview::show_failing_phrasings(draft, &proposal, &effects).into());
    }
    let mut output = saving::save(context, user, draft, Consent::NotAsked)?;
    let mut warnings = effects.warnings();
    warnings.extend(words::new_warnings(&preview::new_warnings(&trial.text, &trial.after.text())));
    // A repetition, which was not saved now, shows the first outcome alone.
    if output.notice.is_some() {
        for warning in warnings {
            output.view.text.push('\n');
            output.view.text.push_str(&warning);
        }
    }
    Ok(output)
}
