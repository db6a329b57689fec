//! From a message or an interaction to a reply that is sent.

mod asked;
mod interactions;
mod limiting;
pub mod listening;
mod messages;
mod missed;
mod places;
mod rankings;
mod recording;
mod replies;
mod thinking;

use std::sync::Arc;

use serenity::all::{
    CommandOptionType, CommandType, CreateCommand, CreateCommandOption, InstallationContext, InteractionContext,
};
use serenity::model::id::{ApplicationId, ChannelId, GuildId, UserId};
use tokio::time::Instant;

use crate::clock::Clock;
use crate::monitoring::Metrics;
use crate::registering;
use crate::reply::words::menu;
use crate::reply::{Reply, Tone};
use crate::storage::Store;
use crate::storage::journal::Journal;
use discord::rest::Rest;
use limiting::{Asker, Limits, Turn};
use listening::Glance;
use missed::Lately;
use places::Places;
use rankings::Rankings;
use recording::Recorder;
use replies::Replies;
use thinking::Thinkers;

/// `/ask`.
const ASK: &str = "ask";
/// `/ask question`.
const QUESTION: &str = "question";
/// `/ask private`.
const PRIVATE: &str = "private";
/// `/topics`.
const TOPICS: &str = "topics";
/// `/privacy`.
const PRIVACY: &str = "privacy";

/// Returns everybody's commands.
pub fn definitions() -> Vec<CreateCommand> {
    let question = CreateCommandOption::new(CommandOptionType::String, QUESTION, menu::ASK_QUESTION)
        .required(true)
        .set_autocomplete(true);
    let private = CreateCommandOption::new(CommandOptionType::Boolean, PRIVATE, menu::ASK_PRIVATE);
    vec![
        everywhere(CreateCommand::new(ASK).description(menu::ASK).add_option(question).add_option(private)),
        everywhere(CreateCommand::new(TOPICS).description(menu::TOPICS)),
        everywhere(CreateCommand::new(PRIVACY).description(menu::PRIVACY)),
        everywhere(CreateCommand::new(menu::ANSWER_FROM_THE_GUIDE).kind(CommandType::Message)),
    ]
}

/// In servers and in direct conversations with the bot.
fn everywhere(command: CreateCommand) -> CreateCommand {
    command
        .contexts(vec![InteractionContext::Guild, InteractionContext::BotDm])
        .integration_types(vec![InstallationContext::Guild])
}

/// Answers whoever asks.
#[derive(Clone)]
pub struct Asking {
    store: Arc<Store>,
    rest: Arc<Rest>,
    bot: UserId,
    places: Arc<Places>,
    replies: Arc<Replies>,
    recorder: Arc<Recorder>,
    limits: Arc<Limits>,
    thinkers: Arc<Thinkers>,
    rankings: Arc<Rankings>,
    lately: Arc<Lately>,
    metrics: Arc<Metrics>,
    clock: Clock,
}

impl Asking {
    /// `bot` is the bot's own id; in `faq_channels` every question is answered; `clock` tells the seconds
    /// since 1970.
    pub fn new(
        store: Arc<Store>,
        journal: Journal,
        rest: Arc<Rest>,
        bot: UserId,
        faq_channels: Vec<ChannelId>,
        metrics: Arc<Metrics>,
        clock: Clock,
    ) -> Self {
        let (places, recorder) = (Arc::new(Places::new(faq_channels)), Arc::new(Recorder::new(journal)));
        let thinkers = Arc::<Thinkers>::default();
        thinkers.watched_by(&metrics);
        Self {
            store,
            rest,
            bot,
            places,
            replies: Arc::default(),
            recorder,
            limits: Arc::default(),
            thinkers,
            rankings: Arc::default(),
            lately: Arc::default(),
            metrics,
            clock,
        }
    }

    /// Whether a message, new or edited, may be meant for the bot.
    pub fn concerned_by(&self, glance: &Glance) -> bool {
        glance.may_be_for(self.bot, self.places.listens())
    }

    /// Whether a question gets this reply now. An emergency does not wait for questions.
    fn turn(&self, asker: Asker, reply: &Reply) -> Turn {
        let now = Instant::now();
        if reply.tone == Tone::Urgent { self.limits.alarm(asker, now) } else { self.limits.ask(asker, now) }
    }

    /// Takes note of the application, under whose id interactions are answered.
    pub fn introduce(&self, application: ApplicationId) {
        self.rest.set_application(application);
    }

    /// Sees to it that Discord knows the commands, those of the moderators in their server `home`.
    pub async fn register(&self, application: ApplicationId, home: Option<GuildId>) {
        registering::register(&self.rest, application, home).await;
    }
}
