//! Requests to Discord. Each has a timeout, is retried where that helps, and is never sent twice where Discord could not
//! recognise the repetition. Errors name no addresses, which may hold tokens.
//!
//! serenity's own HTTP client is not used: it does not stop other requests at a limit on the whole bot, spins on a
//! `Retry-After` that is not a number, and has neither timeouts nor retries.

mod body;
mod endpoints;
mod error;
mod rate_limit;
mod request;
mod retry;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::{Client, Response, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serenity::model::id::{ApplicationId, ChannelId};
use tokio::sync::{Notify, Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep};

use crate::{ProxySettings, Stats, tls};
use body::{MAX_ERROR_BYTES, read_body};
pub use endpoints::{GatewayBot, MESSAGES_PER_PAGE};
pub use error::{RequestFailure, RestError};
use rate_limit::{ForbiddenChannels, RateLimiter, Scope, wait_until};
pub use request::FileUpload;
use request::{Idempotency, Request};
use retry::{FailedAttempt, MAX_TIMEOUTS, RetryPolicy, parse_seconds};

const DISCORD_URL: &str = "https://discord.com";
/// Discord blocks clients whose name has another form. The address is the library's, since this program has none of its own.
const USER_AGENT: &str =
    concat!("DiscordBot (https://github.com/serenity-rs/serenity, ", env!("CARGO_PKG_VERSION"), ")");
/// The number of requests that are under way at once, and so of open connections. Further requests wait.
const MAX_CONNECTIONS: usize = 16;
/// The number of further connections for answers to interactions, since Discord waits only three seconds for them.
const MAX_INTERACTION_CONNECTIONS: usize = 12;
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// Discord's error code for an interaction that has a response already.
pub const ALREADY_ACKNOWLEDGED: isize = 40_060;

/// A client of Discord's API.
#[derive(Debug)]
pub struct Rest {
    client: Client,
    authorization: SecretString,
    base_url: String,
    application: OnceLock<ApplicationId>,
    limiter: RateLimiter,
    forbidden: ForbiddenChannels,
    token_refused: Notify,
    connections: Semaphore,
    interaction_connections: Semaphore,
    stats: Arc<Stats>,
}

/// The body of a refusal.
#[derive(Deserialize)]
struct ErrorBody {
    code: isize,
}

impl Rest {
    /// Creates a client of the API at `base_url`, or at Discord's own address, which may be behind a proxy; `stats` counts
    /// failed attempts.
    ///
    /// # Errors
    /// [`RestError::Failed`] if TLS cannot be used on this machine.
    pub fn new(
        token: &SecretString,
        base_url: Option<&str>,
        proxy: &ProxySettings,
        stats: Arc<Stats>,
    ) -> Result<Self, RestError> {
        Ok(Self {
            client: client(proxy)?,
            authorization: SecretString::from(format!("Bot {}", token.expose_secret())),
            base_url: base_url.unwrap_or(DISCORD_URL).to_owned(),
            application: OnceLock::new(),
            limiter: RateLimiter::default(),
            forbidden: ForbiddenChannels::default(),
            token_refused: Notify::new(),
            connections: Semaphore::new(MAX_CONNECTIONS),
            interaction_connections: Semaphore::new(MAX_INTERACTION_CONNECTIONS),
            stats,
        })
    }

    /// Returns the address of the API.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns once Discord has refused the token.
    pub async fn token_refused(&self) {
        self.token_refused.notified().await;
    }

    /// Returns for how long a channel that refused the bot is still left alone; `None` if it is not.
    pub fn left_alone_for(&self, channel: ChannelId) -> Option<Duration> {
        self.forbidden.remaining(channel)
    }

    /// Allows requests again to a channel that refused the bot, because the permissions there may have changed.
    pub fn retry_channel(&self, channel: ChannelId) {
        self.forbidden.remove(channel);
    }

    /// Performs a request, after all earlier requests in its bucket.
    ///
    /// # Errors
    /// The reason why it failed for good: no response within 10 s, a refusal, a limit that is too long to wait for, or a
    /// limit or a fault of Discord's that lasted for three attempts within a minute.
    async fn perform(&self, request: Request<'_>) -> Result<Response, RestError> {
        let channel = request.target_channel();
        if let Some(channel) = channel
            && self.forbidden.remaining(channel).is_some()
        {
            return Err(RestError::Forbidden);
        }
        let outcome = if request.answers_interaction() {
            self.attempt_repeatedly(&request, &mut Instant::now()).await
        } else {
            let bucket = self.limiter.bucket(request.bucket_key());
            let mut free_at = bucket.lock().await;
            self.attempt_repeatedly(&request, &mut free_at).await
        };
        // A message with files may be refused because of them alone.
        if let (Some(channel), Err(RestError::Refused { status: 403, .. })) = (channel, &outcome)
            && !request.has_files()
        {
            self.forbidden.insert(channel);
        }
        outcome
    }

    /// Attempts a request for as long as the retry policy allows; its bucket is free from `bucket_free_at` on.
    async fn attempt_repeatedly(
        &self,
        request: &Request<'_>,
        bucket_free_at: &mut Instant,
    ) -> Result<Response, RestError> {
        let for_interaction = request.answers_interaction();
        let idempotency = request.idempotency();
        let mut policy = RetryPolicy::new(idempotency);
        loop {
            let permit = self.wait_for_permit(for_interaction, *bucket_free_at).await?;
            let outcome = self.attempt(request).await;
            drop(permit);
            if let Ok(response) = &outcome {
                *bucket_free_at = Instant::now() + time_until_reset(response);
                if response.status().is_success() {
                    return outcome;
                }
            }
            if outcome.as_ref().is_err_and(|error| *error == RestError::Token) {
                return outcome;
            }
            let failure = RequestFailure::of(&outcome);
            self.stats.count_failure(failure);
            let scope = limit_scope(&outcome, for_interaction);
            let failed = FailedAttempt {
                failure,
                retry_after: retry_after(&outcome),
                is_shared_limit: is_limit_shared(failure, scope),
            };
            let retry = policy.after(failed, fastrand::f64());
            if failure == RequestFailure::RateLimited {
                self.limiter.hold(scope, retry.pause, bucket_free_at);
            } else if retry.again {
                sleep(retry.pause).await;
            }
            if retry.again {
                continue;
            }
            let error = self.refusal(outcome?, !for_interaction).await;
            let was_done = idempotency == Idempotency::Acknowledgement
                && policy.has_retried()
                && error.code() == Some(ALREADY_ACKNOWLEDGED);
            return Err(if was_done { RestError::Repeated } else { error });
        }
    }

    /// Waits until a request may be sent whose bucket is free from `bucket_free_at` on.
    async fn wait_for_permit(
        &self,
        for_interaction: bool,
        bucket_free_at: Instant,
    ) -> Result<SemaphorePermit<'_>, RestError> {
        wait_until(bucket_free_at).await?;
        if for_interaction {
            self.limiter.wait_for_interactions().await?;
            return self.interaction_connections.acquire().await.map_err(|_| RestError::Failed);
        }
        let permit = self.connections.acquire().await.map_err(|_| RestError::Failed)?;
        // After the wait for a permit, during which Discord may have set a limit.
        self.limiter.wait_for_bot().await?;
        Ok(permit)
    }

    async fn attempt(&self, request: &Request<'_>) -> Result<Response, RestError> {
        let mut builder = request.build(&self.client, &self.base_url, self.authorization.expose_secret())?;
        // All attempts together should take no longer than one that cannot be repeated. Files need their time on a slow line.
        if request.idempotency() == Idempotency::Idempotent && !request.has_files() {
            builder = builder.timeout(REQUEST_TIMEOUT / MAX_TIMEOUTS);
        }
        builder.send().await.map_err(RestError::from_connection)
    }

    /// Reads why Discord refused a request, which carried the bot's own token or that of an interaction.
    async fn refusal(&self, response: Response, has_bot_token: bool) -> RestError {
        let status = response.status().as_u16();
        if status == 401 && has_bot_token {
            self.token_refused.notify_one();
        }
        let code = match read_body::<ErrorBody>(response, MAX_ERROR_BYTES).await {
            Ok(body) => body.code,
            Err(_) => -1,
        };
        RestError::Refused { status, code }
    }
}

/// Creates the HTTP client. It follows no redirection: the other address would receive interaction tokens and questions.
fn client(proxy: &ProxySettings) -> Result<Client, RestError> {
    let tls_config = tls::client_config().map_err(|_| RestError::Failed)?;
    let mut builder = Client::builder()
        .tls_backend_preconfigured((*tls_config).clone())
        .user_agent(USER_AGENT)
        .timeout(REQUEST_TIMEOUT)
        .redirect(redirect::Policy::none())
        .pool_max_idle_per_host(MAX_CONNECTIONS + MAX_INTERACTION_CONNECTIONS);
    // Otherwise reqwest reads the environment itself, and sends requests without encryption through a proxy.
    builder = builder.no_proxy();
    if let Some(proxy) = proxy.for_requests() {
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(|_| RestError::Failed)
}

/// Returns the requests that a limit applies to, if the response reports one.
fn limit_scope(outcome: &Result<Response, RestError>, for_interaction: bool) -> Scope {
    let Ok(response) = outcome else { return Scope::Bucket };
    // A limit without Discord's headers comes from a machine on the way, which knows only addresses.
    if !response.headers().keys().any(|name| name.as_str().starts_with("x-ratelimit-")) {
        return Scope::Address;
    }
    // Answers to interactions are exempt from the limit on the bot.
    let is_global = header(response, "x-ratelimit-global").is_some() && !for_interaction;
    if is_global { Scope::Bot } else { Scope::Bucket }
}

fn is_limit_shared(failure: RequestFailure, scope: Scope) -> bool {
    failure == RequestFailure::RateLimited && scope != Scope::Bucket
}

fn retry_after(outcome: &Result<Response, RestError>) -> Option<Duration> {
    let response = outcome.as_ref().ok()?;
    parse_seconds(header(response, "retry-after"))
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

/// Returns how long the bucket of the request is used up.
fn time_until_reset(response: &Response) -> Duration {
    if header(response, "x-ratelimit-remaining") != Some("0") {
        return Duration::ZERO;
    }
    parse_seconds(header(response, "x-ratelimit-reset-after")).unwrap_or_default()
}
