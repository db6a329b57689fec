//! Requests to Discord. Each is given up in time, tried again where that helps, and never sent twice where it cannot be
//! told apart; failures are told without addresses, which may hold tokens.
//!
//! serenity's own limiter is not used: a limit on the whole bot does not stop its other requests, a `Retry-After` that
//! is no number makes it spin, and it neither gives up nor tries again after a fault of Discord's.

mod error;
mod files;
mod forbidden;
mod lanes;
mod manner;
mod requests;
mod retrying;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::{Client, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serenity::http::Request;
use serenity::model::id::ApplicationId;
use tokio::sync::{Notify, Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep};

use crate::Stats;
pub use error::RestError;
pub use files::Attached;
use forbidden::Forbidden;
use lanes::{Lanes, Limit};
use manner::{Repeating, answers_interaction, repeating, written_to};
pub use requests::{GatewayBot, PAGE};
use retrying::{Tries, Trouble, seconds};

/// Discord's own base.
const DISCORD: &str = "https://discord.com";
/// How many requests are on their way at once, and so how many connections are open. More wait for their turn.
const CONNECTIONS: usize = 16;
/// How many more are kept for answers to interactions, since Discord waits three seconds for them.
const FOR_INTERACTIONS: usize = 12;
/// How long Discord may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Discord's code for an interaction that was acknowledged before.
pub const ACKNOWLEDGED: isize = 40_060;

/// The way to Discord's API.
#[derive(Debug)]
pub struct Rest {
    client: Client,
    authorization: SecretString,
    /// Another base than Discord's own.
    api: Option<String>,
    application: OnceLock<ApplicationId>,
    lanes: Lanes,
    forbidden: Forbidden,
    refused: Notify,
    connections: Semaphore,
    for_interactions: Semaphore,
    stats: Arc<Stats>,
}

/// What Discord says of a refusal.
#[derive(Deserialize)]
struct Complaint {
    code: isize,
}

impl Rest {
    /// Speaks to Discord's API at `api`, or at Discord's own address; `stats` counts what comes to nothing.
    ///
    /// # Errors
    /// [`RestError::Failed`] if there is no TLS on this machine.
    pub fn new(token: &SecretString, api: Option<&str>, stats: Arc<Stats>) -> Result<Self, RestError> {
        let client = Client::builder()
            .timeout(PATIENCE)
            .pool_max_idle_per_host(CONNECTIONS + FOR_INTERACTIONS)
            .build()
            .map_err(|_| RestError::Failed)?;
        let authorization = SecretString::from(format!("Bot {}", token.expose_secret()));
        Ok(Self {
            client,
            authorization,
            api: api.map(str::to_owned),
            application: OnceLock::new(),
            lanes: Lanes::default(),
            forbidden: Forbidden::default(),
            refused: Notify::new(),
            connections: Semaphore::new(CONNECTIONS),
            for_interactions: Semaphore::new(FOR_INTERACTIONS),
            stats,
        })
    }

    /// The base of the API.
    pub fn address(&self) -> &str {
        self.api.as_deref().unwrap_or(DISCORD)
    }

    /// Resolves once Discord has refused the token.
    pub async fn refused(&self) {
        self.refused.notified().await;
    }

    /// Performs a request, after those to the same channel that came before it.
    ///
    /// # Errors
    /// Why it failed for good: no answer within 10 s, a refusal, a limit that is too long to wait for, or a limit or a fault
    /// of Discord's that three tries within a minute did not get past.
    pub async fn perform(&self, request: Request<'_>) -> Result<Response, RestError> {
        self.perform_with(request, &[]).await
    }

    /// Performs a request that carries files, as [`Self::perform`] does.
    async fn perform_with(&self, request: Request<'_>, files: &[Attached]) -> Result<Response, RestError> {
        let channel = written_to(&request);
        if channel.is_some_and(|channel| self.forbidden.holds(channel)) {
            return Err(RestError::Forbidden);
        }
        let outcome = if answers_interaction(&request) {
            self.try_hard(request, files, &mut Instant::now()).await
        } else {
            let lane = self.lanes.of(&request);
            let mut free = lane.lock().await;
            self.try_hard(request, files, &mut free).await
        };
        if let (Some(channel), Err(RestError::Refused { status: 403, .. })) = (channel, &outcome) {
            self.forbidden.remember(channel);
        }
        outcome
    }

    /// Tries until there is no point in it; `free` tells when the lane is.
    async fn try_hard(
        &self,
        request: Request<'_>,
        files: &[Attached],
        free: &mut Instant,
    ) -> Result<Response, RestError> {
        let (for_interaction, repeating) = (answers_interaction(&request), repeating(&request));
        let mut tries = Tries::default();
        loop {
            let room = self.turn(for_interaction, *free).await?;
            let outcome = self.try_once(request.clone(), files).await;
            drop(room);
            if let Some(kind) = error::trouble(&outcome) {
                self.stats.count_failure(kind);
            }
            if let Ok(response) = &outcome {
                *free = Instant::now() + until_reset(response);
                if response.status().is_success() {
                    return outcome;
                }
            }
            let limit = outcome.as_ref().map_or(Limit::Lane, |response| limit(response, for_interaction));
            let trouble = Trouble::of(&outcome, limit, repeating);
            let (pause, again) = tries.after(trouble, fastrand::f64());
            match trouble {
                Trouble::Limited { .. } => self.lanes.close(limit, pause, free),
                _ if again => sleep(pause).await,
                _ => {}
            }
            if !again {
                let refusal = self.refusal(outcome?, !for_interaction).await;
                let done = repeating == Repeating::AtOnce && tries.several() && refusal.code() == Some(ACKNOWLEDGED);
                return Err(if done { RestError::Repeated } else { refusal });
            }
        }
    }

    /// Room for a request whose lane is free from `free` on, once Discord takes it.
    async fn turn(&self, for_interaction: bool, free: Instant) -> Result<SemaphorePermit<'_>, RestError> {
        lanes::until(free).await?;
        if for_interaction {
            lanes::until(self.lanes.hears()).await?;
            return self.for_interactions.acquire().await.map_err(|_| RestError::Failed);
        }
        let room = self.connections.acquire().await.map_err(|_| RestError::Failed)?;
        // After the wait for room: Discord may have set a limit meanwhile.
        self.lanes.turn().await?;
        Ok(room)
    }

    async fn try_once(&self, request: Request<'_>, files: &[Attached]) -> Result<Response, RestError> {
        let token = self.authorization.expose_secret();
        // Files take their time on a slow line.
        let twice = repeating(&request) == Repeating::Always && files.is_empty();
        let mut request = files::build(request, files, |request| {
            request.build(&self.client, token, self.api.as_deref()).map_err(|error| RestError::of(&error))
        })?;
        if twice {
            *request.timeout_mut() = Some(PATIENCE / retrying::LATE);
        }
        self.client.execute(request).await.map_err(|error| RestError::of_connection(&error))
    }

    async fn refusal(&self, response: Response, own_token: bool) -> RestError {
        let status = response.status().as_u16();
        if status == 401 && own_token {
            self.refused.notify_one();
        }
        let code = response.json::<Complaint>().await.map_or(-1, |complaint| complaint.code);
        RestError::Refused { status, code }
    }
}

impl<'a> Trouble<'a> {
    /// What came in the way of a request that was not done.
    fn of(outcome: &'a Result<Response, RestError>, limit: Limit, repeating: Repeating) -> Self {
        let fault = if repeating == Repeating::Never { Self::Lasting } else { Self::Passing };
        match outcome {
            Ok(response) => match response.status().as_u16() {
                429 => Self::Limited { retry_after: header(response, "retry-after"), of_all: limit != Limit::Lane },
                500..=599 => fault,
                _ => Self::Lasting,
            },
            Err(RestError::Unreached) => Self::Passing,
            Err(RestError::Failed) => fault,
            Err(RestError::Late) if repeating == Repeating::Always => Self::Late,
            Err(_) => Self::Lasting,
        }
    }
}

/// Whom a limit is for, if the response tells of one.
fn limit(response: &Response, for_interaction: bool) -> Limit {
    // What stands between the bot and Discord knows nothing of Discord's limits.
    if !response.headers().keys().any(|name| name.as_str().starts_with("x-ratelimit-")) {
        return Limit::Address;
    }
    let of_bot = header(response, "x-ratelimit-global").is_some() && !for_interaction;
    if of_bot { Limit::Bot } else { Limit::Lane }
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

/// How long Discord wants no further request of this kind.
fn until_reset(response: &Response) -> Duration {
    let used_up = header(response, "x-ratelimit-remaining") == Some("0");
    let reset = seconds(header(response, "x-ratelimit-reset-after")).unwrap_or_default();
    if used_up { reset } else { Duration::ZERO }
}
