//! Texts that would ping or exceed Discord's limits, and channels that forbid writing.

use serde_json::json;

use super::bot::{FAQ_CHANNEL, with_bot, with_bot_on, with_listening_bot};
use crate::fake_discord::FakeDiscord;
use crate::fake_discord::reply::Reply;

const MENTIONS: &str = "@everyone @here <@1> <@3> <@!4> <@&5>";

/// An FAQ in which every text would ping somebody.
fn shouting() -> String {
    format!(
        "disclaimer: \"{MENTIONS}\"
referral: {{ general: \"General {MENTIONS}\", urgent: \"Urgent {MENTIONS}\", emergency: \"Emergency {MENTIONS}\" }}
entries:
  - {{ id: pain, question: \"Does it hurt {MENTIONS}\", answer: \"No {MENTIONS}\", source: \"{MENTIONS}\", category: \"{MENTIONS}\", related: [sun] }}
  - {{ id: sun, question: \"May I sunbathe {MENTIONS}\", answer: \"No {MENTIONS}\" }}
referrals:
  - {{ id: cost, question: What is the price, message: \"Price {MENTIONS}\" }}
  - {{ id: bleeding, question: It will not stop bleeding, urgent: true, message: \"Go {MENTIONS}\" }}
"
    )
}

fn pings_nobody(reply: &Reply) {
    assert_eq!(reply.pings, [], "{reply}");
}

/// Embeds do not ping today; a text that moves out of an embed must not ping either.
fn every_message_forbids_pings(fake: &FakeDiscord) {
    let history = fake.history();
    let sent = || history.lines().filter(|line| line.contains("http < P") && line.contains("\"embeds\""));
    assert_ne!(sent().count(), 0);
    for line in sent() {
        assert!(line.contains(r#""allowed_mentions":{"parse":[],"replied_user":false"#), "{line}");
    }
}

#[tokio::test]
async fn nothing_in_the_faq_or_the_question_pings() {
    with_bot_on(&shouting(), async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        for text in ["does it hurt", "what is the price", "it will not stop bleeding", "which team won", ""] {
            let ada = fake.user(&format!("one who asks {text:?}"));
            let question = ada.mentions_bot(general, &format!("{text} {MENTIONS}"));
            pings_nobody(&fake.next_reply().await);
            ada.edits(question, &format!("<@3> may I sunbathe {MENTIONS}"));
            pings_nobody(&fake.next_edit().await);
            ada.slash(general, "ask", json!({ "question": format!("{text} {MENTIONS}") })).await;
            pings_nobody(&fake.next_reply().await);
        }
        let overheard = fake.user("bob").says(general, "does it hurt @everyone <@1> <@&5>");
        ada.message_command("Answer from the guide", overheard).await;
        pings_nobody(&fake.next_reply().await);
        ada.slash(general, "topics", json!({})).await;
        pings_nobody(&fake.next_reply().await);
        every_message_forbids_pings(fake);
    })
    .await;
}

#[tokio::test]
async fn no_button_pings() {
    with_bot_on(&shouting(), async |fake| {
        let ada = fake.user("ada");
        ada.dm("does it hurt");
        let answer = fake.next_reply().await;
        for label in answer.buttons() {
            ada.presses(&answer, label);
            pings_nobody(&fake.next_reply().await);
        }
        every_message_forbids_pings(fake);
    })
    .await;
}

/// An FAQ in which every text has the greatest allowed length.
fn overlong() -> String {
    let long = |length: usize, tail: &str| {
        let head = "word ".repeat(length / 5 + 1).chars().take(length - tail.len()).collect::<String>();
        format!("\"{head}{tail}\"")
    };
    let id = |letter: &str| letter.repeat(64);
    let entry = |letter: &str, topic: &str| {
        format!(
            "  - {{ id: {}, question: {}, phrasings: [{topic}], answer: {}, source: {}, category: {}, related: [{}] }}\n",
            id(letter),
            long(256, topic),
            long(4_000, "."),
            long(200, "."),
            long(100, letter),
            ["a", "b", "c", "d", "e", "f"]
                .iter()
                .filter(|other| **other != letter)
                .map(|other| id(other))
                .collect::<Vec<_>>()
                .join(", "),
        )
    };
    let entries: String =
        [("a", "pain"), ("b", "sun"), ("c", "collagen"), ("d", "needles"), ("e", "redness"), ("f", "acne")]
            .map(|(letter, topic)| entry(letter, topic))
            .concat();
    format!(
        "disclaimer: {}\nreferral: {{ general: {}, urgent: {}, emergency: {} }}\nentries:\n{entries}referrals:\n  - {{ id: cost, question: price, message: {} }}\n  - {{ id: blood, question: bleeding, urgent: true, message: {} }}\n",
        long(1_000, "."),
        long(3_000, "."),
        long(3_000, "."),
        long(500, "!"),
        long(3_000, "."),
        long(3_000, "."),
    )
}

/// The fake rejects texts that are too long, and the test then fails.
#[tokio::test]
async fn texts_at_the_faqs_limits_fit_into_discord() {
    with_bot_on(&overlong(), async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        for question in ["pain", "price", "bleeding", "which team won", "pain sun", "???"] {
            ada.dm(question);
            let reply = fake.next_reply().await;
            press_everything(fake, &reply).await;
        }
        ada.slash(general, "topics", json!({})).await;
        fake.next_reply().await;
        assert!(!ada.autocomplete(general, "ask", "question", "").await.is_empty());
    })
    .await;
}

async fn press_everything(fake: &FakeDiscord, reply: &Reply) {
    let ada = fake.user("ada");
    for label in reply.buttons() {
        ada.presses(reply, label);
        assert_eq!(fake.next_reply().await.visible_to, Some(ada.id));
    }
}

#[tokio::test]
async fn a_channel_that_forbids_writing_does_not_stop_others() {
    with_bot(async |fake| {
        let (ada, closed, general) = (fake.user("ada"), fake.channel("closed"), fake.channel("general"));
        fake.closes_to_bot(closed);
        let unanswered = ada.mentions_bot(closed, "does it hurt?");
        ada.mentions_bot(general, "does it hurt?");
        assert_eq!(fake.next_reply().await.channel, general);
        ada.deletes(unanswered);
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn a_reply_that_is_slow_to_arrive_does_not_stop_others() {
    with_listening_bot(async |fake| {
        let (ada, bob, faq) = (fake.user("ada"), fake.user("bob"), fake.channel(FAQ_CHANNEL));
        fake.holds("POST", "/messages");
        ada.says(faq, "does it hurt?");
        fake.until_held().await;
        bob.slash(faq, "ask", json!({ "question": "who wrote this guide?" })).await;
        assert_eq!(fake.next_reply().await.title(), "Who wrote this guide?");
        fake.lets_go();
        assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
    })
    .await;
}
