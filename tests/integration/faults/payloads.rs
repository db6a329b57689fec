//! Payloads that are not as Discord describes them: the bot goes on, without a panic and without an end.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::asking::bot::without_intent;
use crate::asking::process::Process;
use crate::fake_discord::FakeDiscord;

/// How many payloads are sent.
const PAYLOADS: usize = 2_000;

/// One of everything that the bot takes in, as it was sent.
async fn genuine(fake: &FakeDiscord) -> Vec<Value> {
    let (ada, general) = (fake.user("ada"), fake.channel("general"));
    let question = ada.dm("does it hurt?");
    let answer = fake.next_reply().await;
    ada.presses(&answer, "Helpful");
    fake.next_reply().await;
    ada.slash(general, "ask", json!({ "question": "does it hurt?" })).await;
    fake.next_reply().await;
    ada.edits(question, "who wrote this guide?");
    fake.next_edit().await;
    ada.deletes(question);
    fake.next_deletion().await;
    fake.purges(general, &[1, 2]);
    fake.events()
}

/// Anything.
fn odd(random: &mut Rng) -> Value {
    let long = "9".repeat(400);
    let odd = [json!(null), json!(-1), json!(1e300), json!(u64::MAX), json!(""), json!("x"), json!(long)];
    let more = [json!([]), json!({}), json!([null]), json!({ "id": 0 }), json!(true), json!("0"), json!(6)];
    let all = [odd, more].concat();
    all[random.usize(0..all.len())].clone()
}

/// Puts something odd at one place, or leaves it out.
fn mutate(value: &mut Value, random: &mut Rng) {
    let deeper = random.f64() < 0.8;
    match value {
        Value::Object(fields) if deeper && !fields.is_empty() => {
            let name = fields.keys().nth(random.usize(0..fields.len())).unwrap().clone();
            if random.f64() < 0.1 {
                fields.remove(&name);
            } else {
                mutate(&mut fields[&name], random);
            }
        }
        Value::Array(items) if deeper && !items.is_empty() => {
            let index = random.usize(0..items.len());
            mutate(&mut items[index], random);
        }
        other => *other = odd(random),
    }
}

#[tokio::test]
async fn two_thousand_odd_payloads_do_not_disturb_the_bot() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut bot = Process::start(&fake.url(), &[("RUST_LOG", "error")]);
    fake.until_connected().await;
    fake.until_registered().await;
    let genuine = genuine(&fake).await;
    let mut random = Rng::with_seed(7);
    for text in ["", "{", "[]", "null", "\0", "{\"op\":0}", "{\"op\":99,\"d\":null}", "{\"op\":\"x\"}"] {
        fake.sends_text(text.to_owned());
    }
    for _ in 0..PAYLOADS {
        let mut payload = genuine[random.usize(0..genuine.len())].clone();
        mutate(&mut payload["d"], &mut random);
        fake.sends(&payload);
    }
    fake.until_answered("bob").await;
    bot.signal("-TERM");
    while let Some(line) = bot.line().await {
        assert!(!line.contains("panic"), "{line}");
    }
    assert_eq!(fake.identifies(), 1);
}
