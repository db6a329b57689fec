//! Requests to Discord. Each is given up in time, tried again where that helps, and never sent twice where it cannot be
//! told apart; failures are told without addresses, which may hold tokens.
//!
//! serenity's own limiter is not used: a limit on the whole bot does not stop its other requests, a `Retry-After` that
//! is no number makes it spin, and it neither gives up nor tries again after a fault of Discord's.

mod error;
mod files;
mod forbidden;
mod lanes;
mod requests;
mod retrying;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::{Client, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ApplicationId, ChannelId};
use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, sleep};

use crate::monitoring::Metrics;
pub use error::RestError;
pub use files::Attached;
use forbidden::Forbidden;
use lanes::Lanes;
pub use requests::GatewayBot;
use retrying::{Trouble, pause, seconds};

/// Discord's own base.
const DISCORD: &str = "https://discord.com";
/// How many requests are on their way at once, and so how many connections are open. More wait for their turn.
const CONNECTIONS: usize = 20;
/// How long Discord may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

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
    metrics: Arc<Metrics>,
}

/// What Discord says of a refusal.
#[derive(Deserialize)]
struct Complaint {
    code: isize,
}

impl Rest {
    /// Speaks to Discord's API at `api`, or at Discord's own address; `metrics` count what comes to nothing.
    ///
    /// # Errors
    /// [`RestError::Failed`] if there is no TLS on this machine.
    pub fn new(token: &SecretString, api: Option<&str>, metrics: Arc<Metrics>) -> Result<Self, RestError> {
        let client = Client::builder()
            .timeout(PATIENCE)
            .pool_max_idle_per_host(CONNECTIONS)
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
            metrics,
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
    /// Why it failed for good: no answer within 10 s, a refusal, or a limit or a fault of Discord's that three tries
    /// within a minute did not get past.
    pub async fn perform(&self, request: Request<'_>) -> Result<Response, RestError> {
        self.perform_with(request, &[]).await
    }

    /// Performs a request that carries files, as [`Self::perform`] does.
    async fn perform_with(&self, request: Request<'_>, files: &[Attached]) -> Result<Response, RestError> {
        let channel = written_to(&request);
        if channel.is_some_and(|channel| self.forbidden.holds(channel)) {
            return Err(RestError::Forbidden);
        }
        let outcome = match request.route_ref() {
            // Discord does not limit them, and each is awaited by somebody.
            Route::InteractionResponse { .. }
            | Route::WebhookFollowupMessages { .. }
            | Route::WebhookOriginalInteractionResponse { .. } => {
                self.try_hard(request, files, &mut Instant::now()).await
            }
            _ => {
                let lane = self.lanes.of(&request);
                let mut free = lane.lock().await;
                self.try_hard(request, files, &mut free).await
            }
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
        let own_token = uses_the_bots_token(&request);
        let (mut tried, mut waited) = (0, Duration::ZERO);
        loop {
            self.lanes.wait(*free).await;
            let outcome = self.try_once(request.clone(), files).await;
            tried += 1;
            if let Some(kind) = error::trouble(&outcome) {
                self.metrics.rest_error(kind);
            }
            if let Ok(response) = &outcome {
                *free = Instant::now() + until_reset(response);
            }
            let trouble = match &outcome {
                Ok(response) if response.status().is_success() => return outcome,
                Ok(response) => Trouble::of(response),
                Err(RestError::Unreached) => Trouble::Passing,
                Err(_) => return outcome,
            };
            let Some(pause) = pause(trouble, tried, waited, fastrand::f64()) else {
                return Err(self.refusal(outcome?, own_token).await);
            };
            if outcome.is_ok_and(|response| header(&response, "x-ratelimit-global").is_some()) {
                self.lanes.close(pause);
            }
            waited += pause;
            sleep(pause).await;
        }
    }

    async fn try_once(&self, request: Request<'_>, files: &[Attached]) -> Result<Response, RestError> {
        let token = self.authorization.expose_secret();
        let request = files::build(request, files, |request| {
            request.build(&self.client, token, self.api.as_deref()).map_err(|error| RestError::of(&error))
        })?;
        let _room = self.connections.acquire().await;
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

/// The channel that a request writes to.
fn written_to(request: &Request<'_>) -> Option<ChannelId> {
    match (request.method_ref(), request.route_ref()) {
        (LightMethod::Post, Route::ChannelMessages { channel_id }) => Some(*channel_id),
        _ => None,
    }
}

/// Interactions are answered with their own tokens, which run out.
fn uses_the_bots_token(request: &Request<'_>) -> bool {
    !matches!(
        request.route_ref(),
        Route::InteractionResponse { .. }
            | Route::WebhookFollowupMessages { .. }
            | Route::WebhookOriginalInteractionResponse { .. }
    )
}

impl<'a> Trouble<'a> {
    fn of(response: &'a Response) -> Self {
        match response.status().as_u16() {
            429 => Self::Limited { retry_after: header(response, "retry-after") },
            500..=599 => Self::Passing,
            _ => Self::Lasting,
        }
    }
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

/// How long Discord wants no further request of this kind.
fn until_reset(response: &Response) -> Duration {
    let used_up = header(response, "x-ratelimit-remaining") == Some("0");
    let reset = seconds(header(response, "x-ratelimit-reset-after")).unwrap_or_default();
    if used_up { reset.min(retrying::LONGEST) } else { Duration::ZERO }
}
