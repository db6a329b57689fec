//! Bare requests: every limit is refused, and interactions are acknowledged once.

use reqwest::Method;
use serde_json::{Value, json};

use crate::fake_discord::model::{Acknowledged, Id, Interaction, InteractionKind};
use crate::fake_discord::{FakeDiscord, Options};

/// Returns a client. reqwest cannot make one without a provider of cryptography, although the fake needs none.
fn client() -> reqwest::Client {
    // It fails if another test has installed one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

async fn call(fake: &FakeDiscord, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let request = client().request(method, format!("{}/api/v10/{path}", fake.url()));
    let answer = request.header("Authorization", "Bot test-token").json(body).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or_default())
}

pub(super) async fn post(fake: &FakeDiscord, body: Value) -> (u16, Value) {
    let channel = fake.channel("general");
    call(fake, Method::POST, &format!("channels/{channel}/messages"), &body).await
}

fn embed(key: &str, length: usize) -> Value {
    json!({ "embeds": [{ key: "é".repeat(length) }] })
}

fn buttons(buttons: &[Value]) -> Value {
    json!({ "content": "x", "components": [{ "type": 1, "components": buttons }] })
}

fn button(id: &str, label: &str) -> Value {
    json!({ "type": 2, "style": 1, "custom_id": id, "label": label })
}

fn fields(count: usize) -> Value {
    json!({ "embeds": [{ "fields": vec![json!({ "name": "n", "value": "v" }); count] }] })
}

/// Bodies at a limit, and the same one beyond it.
fn at_and_beyond() -> Vec<(Value, Value)> {
    let content = |length| json!({ "content": "é".repeat(length) });
    let long = |length| button("id", &"l".repeat(length));
    let id = |length| button(&"i".repeat(length), "label");
    let many = |count| (0..count).map(|index: usize| button(&index.to_string(), "label")).collect::<Vec<_>>();
    let rows = |count: usize| {
        let row = |index: usize| json!({ "type": 1, "components": [button(&index.to_string(), "label")] });
        json!({ "components": (0..count).map(row).collect::<Vec<_>>() })
    };
    let footer = |length| json!({ "embeds": [{ "title": "t", "footer": { "text": "é".repeat(length) } }] });
    let embeds = |count| json!({ "embeds": vec![json!({ "title": "t" }); count] });
    let together = |length| json!({ "embeds": [{ "description": "a".repeat(4_000) }, { "title": "t".repeat(200), "footer": { "text": "f".repeat(length) } }] });
    vec![
        (content(2_000), content(2_001)),
        (embed("title", 256), embed("title", 257)),
        (embed("description", 4_096), embed("description", 4_097)),
        (footer(2_048), footer(2_049)),
        (fields(25), fields(26)),
        (embeds(10), embeds(11)),
        (together(1_800), together(1_801)),
        (buttons(&[long(80)]), buttons(&[long(81)])),
        (buttons(&[long(1)]), buttons(&[long(0)])),
        (buttons(&[id(100)]), buttons(&[id(101)])),
        (buttons(&many(5)), buttons(&many(6))),
        (buttons(&many(2)), buttons(&[id(1), id(1)])),
        (rows(5), rows(6)),
        (content(1), content(0)),
        (content(1), json!({ "content": "x", "allowed_mentions": { "parse": ["all"] } })),
        (content(1), json!({ "content": "x", "allowed_mentions": { "parse": ["users"], "users": ["1"] } })),
        (content(1), json!({ "content": "x", "message_reference": { "message_id": "1" } })),
        (content(1), buttons(&[json!({ "type": 2, "style": 5, "label": "l", "url": "file:///x" })])),
    ]
}

#[tokio::test]
async fn a_message_at_a_limit_is_taken_and_one_beyond_it_refused() {
    let fake = FakeDiscord::start(Options::default()).await;
    for (at, beyond) in at_and_beyond() {
        let (status, answer) = post(&fake, at).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(fake.take_problems(), [""; 0]);
        let (status, answer) = post(&fake, beyond.clone()).await;
        assert_eq!(status, 400, "{beyond}");
        assert!([50_006, 50_035].contains(&answer["code"].as_u64().unwrap()), "{answer}");
        assert!(!fake.take_problems().is_empty());
    }
}

#[tokio::test]
async fn a_refusal_names_the_place() {
    let fake = FakeDiscord::start(Options::default()).await;
    let (_, answer) = post(&fake, embed("title", 257)).await;
    let expected = json!({ "embeds": { "0": { "title": { "_errors": [
        { "code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length." } ] } } } });
    assert_eq!(answer["errors"], expected);
}

#[tokio::test]
async fn commands_are_checked() {
    let fake = FakeDiscord::start(Options::default()).await;
    let path = format!("applications/{}/commands", fake.bot_id());
    let named = |name: &str, description: &str| json!([{ "name": name, "description": description }]);
    let option =
        |required: bool, name: &str| json!({ "type": 3, "name": name, "description": "d", "required": required });
    let with = |options: Vec<Value>| json!([{ "name": "ask", "description": "d", "options": options }]);
    let many = (0..26).map(|index| option(false, &format!("o{index}"))).collect();
    let refused = [
        named("Ask", "upper case"),
        named(&"a".repeat(33), "long"),
        named("ask", ""),
        named("ask", &"d".repeat(101)),
        json!([{ "name": "ask", "description": "d" }, { "name": "ask", "description": "d" }]),
        with(vec![option(false, "a"), option(true, "b")]),
        with(vec![option(false, "a"), option(false, "a")]),
        with(many),
        (0..16).map(|index| json!({ "name": format!("M {index}"), "type": 3 })).collect(),
    ];
    for body in refused {
        assert_eq!(call(&fake, Method::PUT, &path, &body).await.0, 400, "{body}");
    }
    fake.take_problems();
    let good = with(vec![option(true, "a"), option(false, "b")]);
    assert_eq!(call(&fake, Method::PUT, &path, &good).await.0, 200);
    let (_, listed) = call(&fake, Method::GET, &path, &Value::Null).await;
    assert_eq!((listed[0]["name"].as_str(), listed.as_array().map(Vec::len)), (Some("ask"), Some(1)));
    let (_, replaced) = call(&fake, Method::POST, &path, &json!({ "name": "ask", "description": "new" })).await;
    let one = format!("{path}/{}", replaced["id"].as_str().unwrap());
    assert_eq!(call(&fake, Method::DELETE, &one, &Value::Null).await.0, 204);
    assert_eq!(call(&fake, Method::DELETE, &one, &Value::Null).await.0, 404);
    assert_eq!(fake.take_problems(), [""; 0]);
}

/// An interaction that no bot hears of, and its path.
fn interaction(fake: &FakeDiscord, kind: InteractionKind) -> (Id, String) {
    let (user, channel) = (fake.user("ada").id, fake.channel("general"));
    fake.change(|state| {
        let id = state.fresh_id();
        let token = format!("token-{id}");
        state.interactions.push(Interaction {
            id,
            token: token.clone(),
            kind,
            user,
            channel,
            acknowledged: Acknowledged::NotYet,
            expired: false,
            original: None,
            pressed_on: None,
            choices: None,
        });
        (id, token)
    })
}

#[tokio::test]
async fn an_interaction_is_acknowledged_once() {
    let fake = FakeDiscord::start(Options::default()).await;
    let (id, token) = interaction(&fake, InteractionKind::Command);
    let callback = format!("interactions/{id}/{token}/callback");
    let webhook = format!("webhooks/{}/{token}", fake.bot_id());
    let original = format!("{webhook}/messages/@original");
    let hello = json!({ "content": "hello" });
    let message = json!({ "type": 4, "data": { "content": "hi", "flags": 64 } });
    assert_eq!(call(&fake, Method::POST, &webhook, &hello).await.1["code"], 10_015);
    assert_eq!(call(&fake, Method::POST, &callback, &json!({ "type": 8, "data": { "choices": [] } })).await.0, 400);
    assert_eq!(call(&fake, Method::POST, &callback, &json!({ "type": 4, "data": {} })).await.1["code"], 50_006);
    assert_eq!(call(&fake, Method::POST, &callback, &message).await.0, 204);
    assert_eq!(call(&fake, Method::POST, &callback, &message).await.1["code"], 40_060);
    assert_eq!(fake.take_problems().len(), 3);
    let reply = fake.next_reply().await;
    assert_eq!(reply.visible_to, Some(fake.user("ada").id));
    let direct = format!("channels/{}/messages/{}", reply.channel, reply.id);
    assert_eq!(call(&fake, Method::GET, &direct, &Value::Null).await.1["code"], 10_008);
    assert_eq!(call(&fake, Method::PATCH, &original, &hello).await.1["content"], "hello");
    fake.next_edit().await;
    assert_eq!(call(&fake, Method::DELETE, &original, &Value::Null).await.0, 204);
    assert_eq!(fake.next_deletion().await, reply.id);
    fake.change(|state| state.interactions[0].expired = true);
    assert_eq!(call(&fake, Method::POST, &webhook, &hello).await.1["code"], 50_027);
    assert_eq!(call(&fake, Method::POST, "interactions/1/x/callback", &message).await.1["code"], 10_062);
}

#[tokio::test]
async fn autocomplete_offers_at_most_25_choices_of_100_characters() {
    let fake = FakeDiscord::start(Options::default()).await;
    for (count, length, status) in [(26, 1, 400), (1, 101, 400), (25, 100, 204)] {
        let (id, token) = interaction(&fake, InteractionKind::Autocomplete);
        let choices = vec![json!({ "name": "n".repeat(length), "value": "v".repeat(length) }); count];
        let body = json!({ "type": 8, "data": { "choices": choices } });
        let path = format!("interactions/{id}/{token}/callback");
        assert_eq!(call(&fake, Method::POST, &path, &body).await.0, status);
    }
}

#[tokio::test]
async fn strangers_closed_channels_and_unknown_routes_are_refused() {
    let fake = FakeDiscord::start(Options::default()).await;
    let channel = fake.channel("general");
    fake.closes_to_bot(channel);
    assert_eq!(post(&fake, json!({ "content": "x" })).await.1["code"], 50_013);
    let stranger = client().get(format!("{}/api/v10/users/@me", fake.url())).send().await.unwrap();
    assert_eq!(stranger.status(), 401);
    assert_eq!(fake.take_problems(), [""; 0]);
    assert_eq!(call(&fake, Method::GET, "nowhere", &Value::Null).await.0, 404);
    assert!(!fake.take_problems().is_empty());
}

#[tokio::test]
async fn people_named_in_a_message_are_notified_unless_it_says_otherwise() {
    let fake = FakeDiscord::start(Options::default()).await;
    let ada = fake.user("ada");
    let text = format!("<@{}> @everyone", ada.id);
    post(&fake, json!({ "content": text })).await;
    assert_eq!(fake.next_reply().await.pings.len(), 2);
    post(&fake, json!({ "content": text, "allowed_mentions": { "parse": [] } })).await;
    assert_eq!(fake.next_reply().await.pings, []);
}
