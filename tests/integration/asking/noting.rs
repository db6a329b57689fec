//! The journal holds what was asked, and nothing about the people who asked.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use faq::ReferralId;
use micropen_faq::clock::Clock;
use micropen_faq::storage::journal::{Gap, Journal, JournalEvent, Part, Place, QuestionCounts, UnansweredQuestion};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::json;
use serenity::model::id::GuildId;
use tempfile::TempDir;

use super::bot::{FAQ, FAQ_CHANNEL, Listens, start, start_telling, store, without_intent};
use crate::fake_discord::harness::{run_bot, run_test};
use crate::fake_discord::{FakeDiscord, Options};

/// A journal of the test's own. Its clock shows a time that cannot be mistaken for an id.
fn journal(folder: &Path) -> Journal {
    let seconds = AtomicI64::new(1_000_000);
    Journal::open(folder, Clock::new(move || seconds.fetch_add(1, Ordering::Relaxed)), |_| ())
}

/// Runs `test` against a bot with a journal; the test gets the journal and its folder.
async fn with_journal(listens: Listens, test: impl AsyncFnOnce(&FakeDiscord, &Journal, &TempDir)) {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path());
    let options = if listens == Listens::Nowhere { without_intent() } else { Options::default() };
    let bot = start_telling(journal.clone(), store(FAQ), listens);
    run_test(options, bot, async |fake| test(fake, &journal, &folder).await).await;
}

/// The questions in the journal: the numbers of referrals and of wrong answers, and the text.
fn noted(journal: &Journal) -> String {
    assert!(journal.flush());
    let questions = listed(journal);
    let lines = questions.iter().map(|question| match question.part {
        Part::NotWhatIAsked => format!("0 {} {}", question.asked, question.text),
        Part::NoMatch | Part::NamedGap => format!("{} 0 {}", question.asked, question.text),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The questions of direct messages and of the usual server, which is no home server here.
fn listed(journal: &Journal) -> Vec<UnansweredQuestion> {
    let mut listed = journal.unanswered().unwrap();
    listed.extend(journal.unanswered_in(Place::Server(GuildId::new(2))).unwrap());
    listed
}

fn total(journal: &Journal) -> QuestionCounts {
    assert!(journal.flush());
    journal.statistics(1).unwrap().total
}

#[tokio::test]
async fn every_way_of_asking_is_noted() {
    with_journal(Listens::InFaqChannels, async |fake, journal, _| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.mentions_bot(general, "will my hair   grow\nfaster?");
        fake.next_reply().await;
        ada.dm("which team won on sunday");
        fake.next_reply().await;
        ada.slash(general, "ask", json!({ "question": "how much does it cost", "private": true })).await;
        fake.next_reply().await;
        let overheard = fake.user("bob").says(general, "On Sunday, which team won?");
        ada.message_command("Answer from the guide", overheard).await;
        fake.next_reply().await;
        ada.says(fake.channel(FAQ_CHANNEL), "my skin will not stop bleeding");
        fake.next_reply().await;
        fake.user("bob").posts(fake.forum("questions"), "Parking", "where can I park?");
        fake.next_reply().await;
        fake.user("bob").dm("??");
        fake.next_reply().await;
        insta::assert_snapshot!(noted(journal), @"
        1 0 which team won on sunday
        1 0 Parking where can I park?
        1 0 On Sunday, which team won?
        1 0 how much does it cost
        1 0 will my hair grow faster?
        ");
        let gaps = journal.statistics(1).unwrap().gaps;
        let gaps: Vec<_> = gaps.iter().map(|(gap, times)| (gap.referral().map(ReferralId::as_str), *times)).collect();
        assert_eq!(gaps, [(None, 3), (Some("cost"), 1), (Some("parking"), 1), (Some("bleeding"), 1), (None, 1)]);
    })
    .await;
}

#[tokio::test]
async fn answers_and_feedback_are_counted() {
    with_journal(Listens::Nowhere, async |fake, journal, _| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.mentions_bot(general, "does it hurt?");
        let answer = fake.next_reply().await;
        let picked = ada.autocomplete(general, "ask", "question", "collagen").await.remove(0).value;
        ada.slash(general, "ask", json!({ "question": picked })).await;
        fake.next_reply().await;
        for presser in ["ada", "bob"] {
            fake.user(presser).presses(&answer, "Helpful");
            fake.next_reply().await;
        }
        assert_eq!(total(journal), QuestionCounts { answered: 2, referred: 0, helpful: 2, not_meant: 0 });
        assert_eq!(noted(journal), "");
        fake.user("bob").presses(&answer, "Not what I asked");
        fake.next_reply().await;
        assert_eq!(noted(journal), "0 1 does it hurt?");
        let item = listed(journal).remove(0);
        let nearest: Vec<_> = item.nearest.iter().map(|entry| entry.as_str()).collect();
        assert_eq!(nearest, ["pain", "collagen", "hours", "numbing"]);
    })
    .await;
}

#[tokio::test]
async fn a_person_who_presses_again_and_again_counts_once() {
    with_journal(Listens::Nowhere, async |fake, journal, _| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.mentions_bot(general, "does it hurt?");
        let answer = fake.next_reply().await;
        for _ in 0..300 {
            ada.presses(&answer, "Not what I asked");
            ada.presses(&answer, "Helpful");
        }
        for _ in 0..600 {
            fake.next_reply().await;
        }
        // The same question again is the same complaint.
        ada.dm("does it hurt?");
        let again = fake.next_reply().await;
        ada.presses(&again, "Not what I asked");
        fake.next_reply().await;
        assert_eq!(total(journal), QuestionCounts { answered: 2, referred: 0, helpful: 1, not_meant: 1 });
        fake.user("bob").presses(&answer, "Not what I asked");
        fake.next_reply().await;
        assert_eq!(noted(journal), "0 2 does it hurt?");
    })
    .await;
}

#[tokio::test]
async fn an_edited_question_is_noted_once_for_each_wording() {
    with_journal(Listens::Nowhere, async |fake, journal, _| {
        let ada = fake.user("ada");
        let question = ada.dm("which team won");
        fake.next_reply().await;
        ada.edits(question, "which team won");
        fake.tells_again(question);
        ada.edits(question, "will my hair grow faster");
        fake.next_edit().await;
        assert_eq!(noted(journal), "1 0 will my hair grow faster\n1 0 which team won");
    })
    .await;
}

/// A button works after a restart, but the question behind it is only kept in memory.
#[tokio::test]
async fn a_button_from_before_the_restart_is_only_counted() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut answer = None;
    run_bot(&fake, start(store(FAQ), Listens::Nowhere), async |fake| {
        fake.user("ada").dm("does it hurt?");
        answer = Some(fake.next_reply().await);
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path());
    run_bot(&fake, start_telling(journal.clone(), store(FAQ), Listens::Nowhere), async |fake| {
        let (ada, answer) = (fake.user("ada"), answer.as_ref().unwrap());
        ada.presses(answer, "Not what I asked");
        fake.next_reply().await;
        // A button from before there was a journal, and a forged one.
        for custom_id in ["not:pain:collagen", "helpful:pain", "not:gone", "helpful:gone", "not:pain#zzzzzzzz"] {
            ada.presses_id(answer, custom_id);
            fake.next_reply().await;
        }
        assert_eq!(total(&journal), QuestionCounts { answered: 0, referred: 0, helpful: 1, not_meant: 3 });
        assert_eq!(noted(&journal), "");
    })
    .await;
}

/// Every value in every table of the journal.
fn everything(folder: &Path) -> Vec<String> {
    let file = Connection::open(folder.join("journal.sqlite")).unwrap();
    let mut tables = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut values = Vec::new();
    for table in tables {
        let mut select = file.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = select.column_count();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            values.extend((0..columns).map(|column| match row.get_ref(column).unwrap() {
                ValueRef::Integer(number) => number.to_string(),
                other => other.as_str_or_null().unwrap().unwrap_or_default().to_owned(),
            }));
        }
    }
    values
}

#[tokio::test]
async fn the_file_identifies_no_person() {
    with_journal(Listens::Nowhere, async |fake, journal, folder| {
        let (ada, bob, general) = (fake.user("adalovelace"), fake.user("bob"), fake.channel("general"));
        let about =
            "which team won, <@4> @adalovelace ada@lovelace.example 555 123 4567 https://discord.com/channels/1/2/3";
        let question = ada.mentions_bot(general, about);
        let referral = fake.next_reply().await;
        bob.dm("does it hurt?");
        let answer = fake.next_reply().await;
        bob.presses(&answer, "Not what I asked");
        fake.next_reply().await;
        assert_eq!(noted(journal), "0 1 does it hurt?\n1 0 which team won, [name] [name] [email] [number] [link]");
        let ids = [ada.id, bob.id, general, question, referral.id, answer.id, answer.channel, fake.bot_id()];
        let named = ids.map(|id| id.to_string()).into_iter().chain(["lovelace", "bob", "555"].map(str::to_owned));
        let everything = everything(folder.path());
        assert!(everything.len() > 20, "{everything:?}");
        for secret in named {
            let found = |value: &String| *value == secret || (secret.len() > 2 && value.contains(&secret));
            assert!(!everything.iter().any(found), "{secret}: {everything:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn answers_go_on_while_the_journal_is_locked() {
    with_journal(Listens::Nowhere, async |fake, journal, folder| {
        let ada = fake.user("ada");
        ada.dm("which team won");
        fake.next_reply().await;
        assert!(journal.flush());
        let other = Connection::open(folder.path().join("journal.sqlite")).unwrap();
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        for _ in 0..3 {
            ada.dm("which team won");
            fake.next_reply().await;
        }
        assert!(!journal.flush());
        drop(other);
        assert_eq!(noted(journal), "4 0 which team won");
    })
    .await;
}

#[tokio::test]
async fn answers_go_on_while_the_journal_is_full() {
    with_journal(Listens::Nowhere, async |fake, journal, folder| {
        assert!(journal.flush());
        let other = Connection::open(folder.path().join("journal.sqlite")).unwrap();
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        (0..1_000).for_each(|_| journal.record(JournalEvent::picked("pain".parse().unwrap())));
        fake.user("ada").dm("which team won");
        assert!(fake.next_reply().await.to_string().starts_with("I'm not sure the guide answers this."));
        assert_eq!(journal.backlog().lost(), 1);
        drop(other);
        assert_eq!(total(journal).answered, 1_000);
        assert!(journal.statistics(1).unwrap().gaps.iter().all(|(gap, _)| *gap != Gap::General));
    })
    .await;
}
