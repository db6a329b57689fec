//! More moderators' work than can be done: it is bounded, and members do not wait for it.

use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ};
use crate::asking::bot::without_intent;
use crate::asking::process::Process;
use crate::fake_discord::FakeDiscord;

const BUSY: &str = "(only you can see this)\nI am busy with other moderators' requests. Please try again in a minute.";
/// How many pieces of work wait or are being done at most.
const PLACES: usize = 20;

#[tokio::test]
async fn members_do_not_wait_for_hundreds_of_changes() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens_holding(async |fake, hold| {
            let desk = Desk::new(fake);
            hold.begin();
            for number in 0..300 {
                let options = json!({ "entry": "pain", "phrasing": format!("ouch number {number}") });
                desk.moderator.slash(desk.room, "faq teach", options).await;
            }
            let ada = fake.user("ada");
            let asked = ada.slash(fake.channel("general"), "ask", json!({ "question": "does it hurt?" })).await;
            fake.until_acknowledged(&asked).await;
            drop(hold);
            let (mut busy, mut saved, mut answered) = (0, 0, 0);
            for _ in 0..301 {
                let reply = fake.next_reply().await;
                busy += usize::from(reply.to_string() == BUSY);
                saved += usize::from(reply.content.starts_with("Saved as revision"));
                answered += usize::from(reply.title() == "Does micro-penning hurt?");
            }
            assert_eq!((busy, saved, answered), (300 - PLACES, PLACES, 1));
            assert_eq!(clinic.text().matches("ouch number").count(), PLACES);
        })
        .await;
}

/// Fills the queue with changes that are held up.
async fn fill_the_queue(desk: &Desk<'_>) {
    for number in 0..PLACES {
        let options = json!({ "entry": "pain", "phrasing": format!("ouch number {number}") });
        let asked = desk.moderator.slash(desk.room, "faq teach", options).await;
        desk.fake.until_acknowledged(&asked).await;
    }
}

#[tokio::test]
async fn what_was_typed_is_given_back_if_there_is_no_place_for_it() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens_holding(async |fake, hold| {
            let desk = Desk::new(fake);
            hold.begin();
            fill_the_queue(&desk).await;
            let form = desk.form("add", json!({})).await;
            let given_back =
                desk.submits(&form, &[("Question", "Does it help with scars?"), ("Answer", "Often.")]).await;
            insta::assert_snapshot!(given_back, @"
            (only you can see this)
            I am busy with other moderators' requests. Please try again in a minute. What you typed is in `yours.txt`.
            (yours.txt, 87 bytes)
            ");
            let typed =
                "Question:\nDoes it help with scars?\n\nOther ways to ask it:\n\n\nAnswer:\nOften.\n\nCategory:\n\n";
            assert_eq!(given_back.file("yours.txt"), typed);
            drop(hold);
            for _ in 0..PLACES {
                assert!(fake.next_reply().await.content.starts_with("Saved as revision"));
            }
        })
        .await;
}

/// The FAQ with another answer and nearly 1 MiB of comments.
fn large_faq(number: usize) -> String {
    let comment = format!("# {}\n", "x".repeat(1_000));
    format!("{}{}", FAQ.replace("painless", &format!("painless {number}")), comment.repeat(1_000))
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn forty_imports_of_a_mebibyte_at_once_are_bounded_in_memory() {
    let fake = FakeDiscord::start(without_intent()).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("faq.yaml"), FAQ).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_micropen-faq"));
    command.arg("run").current_dir(&folder);
    let home = fake.guild().to_string();
    let environment = [("HOME_GUILD_ID", &*home), ("MEANING", "off")];
    let mut bot = Process::spawn(command, folder, &fake.url(), &environment);
    bot.until_logged("commands registered").await;
    let desk = Desk::new(&fake);
    desk.faq("test", json!({ "question": "does it hurt?" })).await;
    for number in 0..40 {
        let options = json!({ "file": { "filename": "faq.yaml", "content": large_faq(number) } });
        desk.moderator.slash(desk.room, "faq import", options).await;
    }
    for _ in 0..40 {
        let reply = fake.next_reply().await;
        assert!(reply.to_string() == BUSY || reply.content.starts_with("**Preview.**"), "{reply}");
    }
    let peak = bot.peak_memory();
    assert!(peak < 150, "{peak} MiB");
    bot.signal("-TERM");
    assert_eq!(bot.end().await.1, Some(0));
    fake.take_problems();
}
