//! `/ask`: answers a question. While it is typed, Discord shows entries to pick from.

use std::sync::Arc;

use serenity::all::{CommandOptionType, CreateCommand};
use serenity::model::id::GuildId;
use tokio::time::Instant;

use super::Context;
use super::answer::{self, Source};
use super::interactions::{Response, respond, respond_in_time};
use super::limits::{Admission, Asker};
use super::own;
use super::recording::QuestionLog;
use crate::monitoring::AskedVia;
use crate::render::{self, Audience, menu};
use crate::reply::words::Words;
use crate::reply::{self, Action, Choice, Locale, Reply};
use crate::storage::Engine;
use crate::storage::journal::JournalEvent;
use discord::model::{CommandInteraction, ResolvedValue};
use faq::{EntryId, Faq};

pub(super) const NAME: &str = "ask";
const QUESTION: &str = "question";
const PRIVATE: &str = "private";

/// Returns the command; its description says what the FAQ is about.
pub(super) fn definition(faq: Option<&Faq>) -> CreateCommand {
    let question = menu::option(CommandOptionType::String, QUESTION, Words::name_question, Words::describe_question)
        .required(true)
        .set_autocomplete(true);
    let private = menu::option(CommandOptionType::Boolean, PRIVATE, Words::name_private, Words::describe_private);
    let command = menu::command(NAME, Words::name_ask, |words| menu::ask(words, faq));
    render::available_everywhere(command.add_option(question).add_option(private))
}

struct AskOptions {
    question: String,
    audience: Audience,
}

impl AskOptions {
    fn parse(command: &CommandInteraction) -> Self {
        let mut options = Self { question: String::new(), audience: Audience::All };
        for option in command.data.options() {
            match option.value {
                ResolvedValue::String(text) if option.name == QUESTION => options.question = text.to_owned(),
                ResolvedValue::Boolean(true) if option.name == PRIVATE => options.audience = Audience::Asker,
                _ => {}
            }
        }
        options
    }
}

pub(super) async fn run(context: &Arc<Context>, command: &CommandInteraction, received: Instant) {
    let AskOptions { question, audience } = AskOptions::parse(command);
    let log = QuestionLog::new(AskedVia::Ask, command.guild_id, received);
    let asker = Asker::from(command);
    let typed = question.clone();
    respond_in_time(context, command, &question, audience, log, move |context, engine| {
        let response = match (own::picked(context, engine.faq(), asker.guild, &typed), reply::picked(&typed)) {
            (Some((reply, events)), _) => show_own(context, asker, reply, events, audience),
            (None, Some(entry)) => show_picked(context, engine, asker, &entry, audience),
            (None, None) => answer_typed(context, engine, asker, &typed, audience),
        };
        response.unwrap_or_else(|| {
            let current = context.store.current();
            Response::note(reply::too_soon(current.faq(), context.hints(asker).locale(current.faq())))
        })
    })
    .await;
}

/// Returns the entry that was picked from the list, or `None` if the asker is over a limit.
fn show_picked(
    context: &Context,
    engine: &Engine,
    asker: Asker,
    entry: &EntryId,
    audience: Audience,
) -> Option<Response> {
    let reply = reply::pressed(engine.faq(), &Action::Show(entry.clone()), context.hints(asker).locale(engine.faq()));
    if answer::admit(context, asker, &reply) != Admission::Admitted {
        return None;
    }
    context.recorder.record_picked(context.servers.journal_place(asker.guild), engine.faq(), entry);
    Some(Response { reply, audience, lead: None, confidence: None })
}

/// Returns a server's own answer that was picked from the list, or `None` if the asker is over a limit.
fn show_own(
    context: &Context,
    asker: Asker,
    reply: Reply,
    events: Vec<JournalEvent>,
    audience: Audience,
) -> Option<Response> {
    if answer::admit(context, asker, &reply) != Admission::Admitted {
        return None;
    }
    context.recorder.record_all(context.servers.journal_place(asker.guild), events);
    Some(Response { reply, audience, lead: None, confidence: None })
}

fn answer_typed(
    context: &Context,
    engine: &Arc<Engine>,
    asker: Asker,
    question: &str,
    audience: Audience,
) -> Option<Response> {
    let answer = answer::answer_command(context, engine, asker, question)?;
    Some(Response::answer(answer, audience))
}

/// Offers entries for the text that is typed so far.
pub(super) async fn autocomplete(context: &Arc<Context>, typing: &CommandInteraction) {
    let typed = match typing.data.autocomplete() {
        Some(option) => option.text().to_owned(),
        None => String::new(),
    };
    let choices = match context.store.engine() {
        Some(engine) => {
            let locale = context.hints(typing).locale(engine.faq());
            choices(context, engine, typing.guild_id, typed, locale).await
        }
        // Nobody waits for a list while typing.
        None => Vec::new(),
    };
    respond(context, typing.id, &typing.token, render::autocomplete(choices)).await;
}

async fn choices(
    context: &Arc<Context>,
    engine: Arc<Engine>,
    server: Option<GuildId>,
    typed: String,
    locale: Locale,
) -> Vec<Choice> {
    let cost = answer::match_cost(&engine, &typed);
    let own_context = Arc::clone(context);
    let matching = context.match_pool.run(Source::Interaction, cost, move || {
        let decision = engine.decide(&typed);
        let choices = reply::choices(engine.faq(), &typed, decision.choices(), locale);
        own::add_choices(&own_context, engine.faq(), server, &typed, choices)
    });
    matching.await
}
