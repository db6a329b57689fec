//! Discord's error answers.

use serde_json::{Value, json};

/// What a request is answered with when it is refused.
#[derive(Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: u32,
    pub message: &'static str,
    /// Where the body is wrong, nested as the body is.
    pub errors: Option<Value>,
}

impl Refusal {
    pub const UNAUTHORIZED: Self = Self::new(401, 0, "401: Unauthorized");
    pub const UNKNOWN_ROUTE: Self = Self::new(404, 0, "404: Not Found");
    pub const UNKNOWN_CHANNEL: Self = Self::new(404, 10_003, "Unknown Channel");
    pub const UNKNOWN_MESSAGE: Self = Self::new(404, 10_008, "Unknown Message");
    pub const UNKNOWN_USER: Self = Self::new(404, 10_013, "Unknown User");
    pub const UNKNOWN_WEBHOOK: Self = Self::new(404, 10_015, "Unknown Webhook");
    pub const UNKNOWN_INTERACTION: Self = Self::new(404, 10_062, "Unknown interaction");
    pub const UNKNOWN_COMMAND: Self = Self::new(404, 10_063, "Unknown application command");
    pub const ALREADY_ACKNOWLEDGED: Self = Self::new(400, 40_060, "Interaction has already been acknowledged.");
    pub const MISSING_ACCESS: Self = Self::new(403, 50_001, "Missing Access");
    pub const NOT_THE_AUTHOR: Self = Self::new(403, 50_005, "Cannot edit a message authored by another user");
    pub const EMPTY_MESSAGE: Self = Self::new(400, 50_006, "Cannot send an empty message");
    pub const CANNOT_MESSAGE_USER: Self = Self::new(403, 50_007, "Cannot send messages to this user");
    pub const MISSING_PERMISSIONS: Self = Self::new(403, 50_013, "Missing Permissions");
    pub const INVALID_WEBHOOK_TOKEN: Self = Self::new(401, 50_027, "Invalid Webhook Token");
    pub const INVALID_FORM: Self = Self::new(400, 50_035, "Invalid Form Body");
    pub const INVALID_JSON: Self = Self::new(400, 50_109, "The request body contains invalid JSON.");

    const fn new(status: u16, code: u32, message: &'static str) -> Self {
        Self { status, code, message, errors: None }
    }

    /// The JSON that Discord sends with it.
    pub fn body(&self) -> Value {
        let mut body = json!({ "code": self.code, "message": self.message });
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }

    /// Whether only a fault in the bot can lead to it: the test then fails at its end.
    pub fn is_the_bots_fault(&self) -> bool {
        let by_code = [Self::ALREADY_ACKNOWLEDGED.code, Self::EMPTY_MESSAGE.code, Self::NOT_THE_AUTHOR.code];
        by_code.contains(&self.code) || matches!(self.code, 50_035 | 50_109)
    }
}
