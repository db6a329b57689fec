//! Logins by bare frames: the fake lets in the right shards, and sends each one the events of its servers.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use crate::fake_discord::{FakeDiscord, Options, intents};

async fn let_in(fake: &FakeDiscord, shard: Value) -> String {
    login(fake, json!({ "token": "test-token", "intents": intents::GUILDS, "shard": shard })).await
}

/// Returns the first answer to a login: the name of an event, an opcode, or the code of a close frame.
async fn login(fake: &FakeDiscord, login: Value) -> String {
    let (mut socket, _) = connect_async(fake.gateway_url()).await.unwrap();
    socket.send(Message::text(json!({ "op": 2, "d": login }).to_string())).await.unwrap();
    socket.next().await.unwrap().unwrap();
    match socket.next().await.unwrap().unwrap() {
        Message::Close(Some(frame)) => u16::from(frame.code).to_string(),
        other => {
            let payload: Value = serde_json::from_str(other.to_text().unwrap()).unwrap();
            payload["t"].as_str().map_or_else(|| payload["op"].to_string(), str::to_owned)
        }
    }
}

#[tokio::test]
async fn a_wrong_token_and_a_missing_intent_close_the_connection() {
    let fake = FakeDiscord::start(Options { message_content: false, ..Options::default() }).await;
    assert_eq!(login(&fake, json!({ "token": "another", "intents": intents::GUILDS })).await, "4004");
    assert_eq!(login(&fake, json!({ "token": "test-token", "intents": intents::MESSAGE_CONTENT })).await, "4014");
    assert_eq!(login(&fake, json!({ "token": "test-token", "intents": intents::GUILDS })).await, "READY");
}

#[tokio::test]
async fn only_a_shard_that_there_can_be_is_let_in() {
    let fake = FakeDiscord::start(Options::default()).await;
    for shard in [json!(null), json!([0, 1]), json!([3, 4])] {
        assert_eq!(let_in(&fake, shard.clone()).await, "READY", "{shard}");
    }
    for shard in [json!([4, 4]), json!([0, 0]), json!([0]), json!([0, 1, 2]), json!([-1, 4]), json!("0/4")] {
        assert_eq!(let_in(&fake, shard.clone()).await, "4010", "{shard}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_bucket_lets_in_one_shard_in_five_seconds() {
    let fake = FakeDiscord::start(Options { max_concurrency: 2, spaces_logins: true, ..Options::default() }).await;
    for (shard, answer) in [(0, "READY"), (1, "READY"), (2, "9"), (3, "9")] {
        assert_eq!(let_in(&fake, json!([shard, 4])).await, answer, "{shard}");
    }
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    assert_eq!(let_in(&fake, json!([2, 4])).await, "READY");
}

#[tokio::test]
async fn a_shard_receives_events_of_its_own_servers() {
    let fake = FakeDiscord::start(Options { guilds: 5, ..Options::default() }).await;
    for shard in 0..4 {
        let_in(&fake, json!([shard, 4])).await;
    }
    let servers = fake.events().into_iter().filter(|event| event["t"] == "READY").map(|ready| {
        let servers = ready["d"]["guilds"].as_array().unwrap().iter();
        servers.map(|server| server["id"].as_str().unwrap().parse().unwrap()).collect::<Vec<u64>>()
    });
    let expected = [vec![0, 4], vec![1], vec![2], vec![3]];
    assert_eq!(servers.collect::<Vec<_>>(), expected.map(|of| of.iter().map(|n| fake.server(*n)).collect::<Vec<_>>()));
}
