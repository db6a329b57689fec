//! How a request is to be treated, by what it asks for.

use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::ChannelId;

/// Whether a request may be made again when nobody knows what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeating {
    /// Discord would do it twice.
    Never,
    /// Discord refuses it when it was done, but takes it for three seconds only.
    AtOnce,
    /// It comes to the same: it sets something, or has a nonce by which Discord knows it again.
    Always,
}

/// Whether a request may be made again.
pub fn repeating(request: &Request<'_>) -> Repeating {
    match request.route_ref() {
        Route::WebhookFollowupMessages { .. } => Repeating::Never,
        Route::InteractionResponse { .. } => Repeating::AtOnce,
        _ => Repeating::Always,
    }
}

/// Whether it answers an interaction: with a token of the interaction's own, which runs out, outside of the limits on the
/// bot, and for somebody who waits.
pub fn answers_interaction(request: &Request<'_>) -> bool {
    matches!(
        request.route_ref(),
        Route::InteractionResponse { .. }
            | Route::WebhookFollowupMessages { .. }
            | Route::WebhookOriginalInteractionResponse { .. }
    )
}

/// The channel that a request writes to.
pub fn written_to(request: &Request<'_>) -> Option<ChannelId> {
    match (request.method_ref(), request.route_ref()) {
        (LightMethod::Post, Route::ChannelMessages { channel_id }) => Some(*channel_id),
        _ => None,
    }
}
