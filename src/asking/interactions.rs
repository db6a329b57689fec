//! Responses to interactions, in time: Discord gives an interaction up after three seconds.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use serenity::builder::CreateInteractionResponse;
use serenity::model::id::InteractionId;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use super::Context;
use super::answer::{self, Answer, Source};
use super::recording::QuestionLog;
use crate::render::{self, Audience};
use crate::reply::{self, Action, Locale, Reply};
use crate::storage::{Engine, LEARNING_TIMEOUT};
use discord::model::{CommandInteraction, ComponentInteraction};
use discord::rest::{ALREADY_ACKNOWLEDGED, RestError};

/// The time after which the asker of a slow answer sees that the bot works on it. Discord gives up after twice that.
const DEFERRAL_DELAY: Duration = Duration::from_millis(1_500);

/// The response to a command, before it is sent.
pub(super) struct Response {
    pub reply: Reply,
    pub audience: Audience,
    /// A line above the reply.
    pub lead: Option<String>,
    /// The confidence of the best entry, 0 to 1, if a question was matched.
    pub confidence: Option<f32>,
}

impl Response {
    pub fn answer(answer: Answer, audience: Audience) -> Self {
        Self { reply: answer.reply, audience, lead: None, confidence: Some(answer.confidence) }
    }

    /// A note to the asker in place of an answer.
    pub fn note(reply: Reply) -> Self {
        Self { reply, audience: Audience::Asker, lead: None, confidence: None }
    }
}

/// Responds to a command that asks `question` with the result of `prepare`, which runs in the match pool once the FAQ is learned.
/// If that takes long, `audience` first sees that the bot is working on it.
pub(super) async fn respond_in_time(
    context: &Arc<Context>,
    command: &CommandInteraction,
    question: &str,
    audience: Audience,
    log: QuestionLog,
    prepare: impl FnOnce(&Context, &Arc<Engine>) -> Response + Send + 'static,
) {
    let due = log.received() + DEFERRAL_DELAY;
    let own_context = Arc::clone(context);
    let responding = async {
        let preparing = async {
            let Some(engine) = context.store.learned_by(log.received() + LEARNING_TIMEOUT).await else {
                let current = context.store.current();
                let locale = context.hints(command).locale(current.faq());
                return Response::note(reply::still_learning(current.faq(), locale));
            };
            let cost = answer::match_cost(&engine, question);
            context.match_pool.run(Source::Interaction, cost, move || prepare(&own_context, &engine)).await
        };
        let deferring = respond(context, command.id, &command.token, render::deferral(audience));
        let (response, is_deferred) = in_time(preparing, deferring, due).await;
        let is_sent = if is_deferred {
            send_deferred(context, command, &response).await
        } else {
            let rendered = render::response(&response.reply, response.audience, response.lead.as_deref());
            respond(context, command.id, &command.token, rendered).await
        };
        log.answered(&context.metrics, response.reply.tone, response.confidence, is_sent);
    };
    responding.instrument(log.span()).await;
}

/// Returns the result of `preparing`, and whether it was not there at `due`, so that `deferring` ran in the meantime.
async fn in_time<T, D>(
    preparing: impl Future<Output = T>,
    deferring: impl Future<Output = D>,
    due: Instant,
) -> (T, bool) {
    let mut preparing = pin!(preparing);
    if let Ok(result) = timeout_at(due, &mut preparing).await {
        return (result, false);
    }
    let (_, result) = tokio::join!(deferring, preparing);
    (result, true)
}

/// Puts the response in place of the deferral, or an apology if Discord does not take it. Returns whether it was sent.
async fn send_deferred(context: &Context, command: &CommandInteraction, response: &Response) -> bool {
    // Editing the deferral may be repeated after a failure; a new message might then appear twice.
    let edit = render::deferred(&response.reply, response.lead.as_deref());
    let Err(error) = context.rest.edit_response(&command.token, &edit, &[]).await else { return true };
    tracing::warn!(%error, "a slow answer was not sent");
    // Otherwise the asker would see that the bot is thinking, and wait.
    let current = context.store.current();
    let apology = reply::failure(current.faq(), context.hints(command).locale(current.faq()));
    let apology = render::deferred(&apology, None);
    if let Err(error) = context.rest.edit_response(&command.token, &apology, &[]).await {
        tracing::warn!(%error, "an apology was not sent");
    }
    false
}

/// Returns whether the response was sent.
pub(super) async fn respond(
    context: &Context,
    id: InteractionId,
    token: &str,
    response: CreateInteractionResponse,
) -> bool {
    match context.rest.respond(id, token, &response).await {
        Ok(_) => true,
        Err(error) => {
            tracing::warn!(%error, "an interaction was not answered");
            false
        }
    }
}

/// Responds with a reply that only the asker sees.
pub(super) async fn respond_with_note(context: &Context, id: InteractionId, token: &str, reply: &Reply) {
    respond(context, id, token, render::response(reply, Audience::Asker, None)).await;
}

/// Records a press of a button below a reply, and shows its result to the person who pressed the button.
pub(super) async fn on_press(context: &Context, button: &ComponentInteraction) {
    let snapshot = context.store.current();
    let locale = context.hints(button).locale(snapshot.faq());
    let reply = match Action::parse(&button.custom_id) {
        Some(action) => {
            // Discord always names the message. If it does not, a person counts once for all such messages.
            let message = button.message_id.unwrap_or_default();
            let place = context.servers.journal_place(button.guild_id);
            context.recorder.record_press(place, snapshot.faq(), &action, button.user.id, message);
            reply::pressed(snapshot.faq(), &action, locale)
        }
        None => reply::unknown_button(locale),
    };
    respond_with_note(context, button.id, &button.token, &reply).await;
}

/// Apologizes for a failure, in place of the response that is still missing.
pub async fn apologize(context: &Context, id: InteractionId, token: &str) {
    let snapshot = context.store.current();
    let reply = reply::failure(snapshot.faq(), Locale::of_faq(snapshot.faq()));
    let apology = render::response(&reply, Audience::Asker, None);
    let mut sent = context.rest.respond(id, token, &apology).await.map(|_| ());
    if let Err(RestError::Refused { code: ALREADY_ACKNOWLEDGED, .. }) = sent {
        let apology = render::follow_up(&reply, Audience::Asker);
        sent = context.rest.follow_up(token, &apology).await.map(|_| ());
    }
    if let Err(error) = sent {
        tracing::warn!(%error, "an apology was not sent");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::sleep;

    #[tokio::test(start_paused = true)]
    async fn a_slow_answer_is_deferred_within_a_second_and_a_half() {
        let start = Instant::now();
        let mut told = None;
        let deferring = async { told = Some(start.elapsed()) };
        let (_, is_deferred) = in_time(sleep(Duration::from_secs(10)), deferring, start + DEFERRAL_DELAY).await;
        let rounding = Duration::from_millis(1);
        assert!(is_deferred && told.is_some_and(|told| told <= DEFERRAL_DELAY + rounding), "{told:?}");
        let deferring = async { panic!("it is not slow") };
        let due = Instant::now() + DEFERRAL_DELAY;
        assert!(!in_time(sleep(Duration::from_secs(1)), deferring, due).await.1);
    }

    #[tokio::test(start_paused = true)]
    async fn time_in_the_queue_counts_before_a_deferral() {
        let received = Instant::now();
        let mut told = None;
        sleep(Duration::from_secs(1)).await;
        let deferring = async { told = Some(received.elapsed()) };
        in_time(sleep(Duration::from_secs(10)), deferring, received + DEFERRAL_DELAY).await;
        assert!(told.is_some_and(|told| told <= DEFERRAL_DELAY + Duration::from_millis(1)), "{told:?}");
        let deferring = async { panic!("it is there") };
        let (_, is_deferred) = in_time(async {}, deferring, received + DEFERRAL_DELAY).await;
        assert!(!is_deferred, "an answer that is late, but takes no time, is sent at once");
    }
}
