//! Who a message names, and whom it notifies.

use serde_json::Value;

use super::model::Id;

/// Somebody whom a message notifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ping {
    User(Id),
    Role(Id),
    Everyone,
}

/// The mentions in a text, in order, each once.
pub fn in_text(text: &str) -> Vec<Ping> {
    let mut pings: Vec<Ping> = text.split('<').skip(1).filter_map(mention).collect();
    if text.contains("@everyone") || text.contains("@here") {
        pings.push(Ping::Everyone);
    }
    pings.sort_unstable();
    pings.dedup();
    pings
}

/// The users among the mentions of a text.
pub fn users_in(text: &str) -> Vec<Id> {
    let user = |ping| if let Ping::User(id) = ping { Some(id) } else { None };
    in_text(text).into_iter().filter_map(user).collect()
}

/// What stands after a `<`, up to its `>`.
fn mention(after: &str) -> Option<Ping> {
    let inside = after.split_once('>')?.0.strip_prefix('@')?;
    if let Some(role) = inside.strip_prefix('&') {
        return role.parse().ok().map(Ping::Role);
    }
    inside.strip_prefix('!').unwrap_or(inside).parse().ok().map(Ping::User)
}

/// Whom the bot's message notifies: all it names and the author it replies to, unless `allowed_mentions` says less.
pub fn pings(content: &str, replied_to: Option<Id>, allowed: Option<&Value>) -> Vec<Ping> {
    let allowed = allowed.filter(|allowed| !allowed.is_null());
    let mut pings = in_text(content);
    pings.retain(|ping| allowed.is_none_or(|allowed| allows(allowed, *ping)));
    let pings_author = allowed.is_none_or(|allowed| allowed["replied_user"] == true);
    pings.extend(replied_to.filter(|_| pings_author).map(Ping::User));
    pings.sort_unstable();
    pings.dedup();
    pings
}

fn allows(allowed: &Value, ping: Ping) -> bool {
    match ping {
        Ping::User(id) => parses(allowed, "users") || lists(&allowed["users"], id),
        Ping::Role(id) => parses(allowed, "roles") || lists(&allowed["roles"], id),
        Ping::Everyone => parses(allowed, "everyone"),
    }
}

fn parses(allowed: &Value, kind: &str) -> bool {
    allowed["parse"].as_array().is_some_and(|kinds| kinds.iter().any(|parsed| parsed == kind))
}

fn lists(ids: &Value, id: Id) -> bool {
    ids.as_array().is_some_and(|ids| ids.iter().any(|listed| listed.as_str() == Some(id.to_string().as_str())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn without_allowed_mentions_everybody_named_is_notified() {
        let all = pings("<@1> <@!2> <@&3> @here <#4> <:a:5>", Some(6), None);
        assert_eq!(all, [Ping::User(1), Ping::User(2), Ping::User(6), Ping::Role(3), Ping::Everyone]);
    }

    #[test]
    fn an_empty_parse_notifies_nobody() {
        assert_eq!(pings("<@1> @everyone", Some(6), Some(&json!({"parse": []}))), []);
        assert_eq!(pings("<@1>", Some(6), Some(&json!({"parse": [], "replied_user": true}))), [Ping::User(6)]);
        assert_eq!(pings("<@1> <@2>", None, Some(&json!({"users": ["2"]}))), [Ping::User(2)]);
    }
}
