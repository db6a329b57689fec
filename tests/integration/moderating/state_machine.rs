//! Random sequences of forms, clicks, hand edits and restarts: what each message shows last is true.

use std::collections::BTreeSet;
use std::rc::Rc;

use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ, is_progress};
use crate::asking::bot::without_intent;
use crate::fake_discord::FakeDiscord;
use crate::fake_discord::reply::Reply;

/// A step of a random sequence. The numbers choose among what there is.
#[derive(Debug, Clone)]
enum Step {
    /// Proposes a new entry with a question of its own.
    Add,
    /// Asks to remove an entry.
    Remove(usize),
    Undo,
    /// Presses these buttons of a message at the same time, of those that it ever had.
    Press(usize, Vec<usize>),
    /// Opens the form of a draft again, and sends it this often.
    Correct(usize, usize),
    /// Somebody else saves the file with another comment.
    SaveByHand,
    /// Somebody else changes an answer.
    ChangeByHand,
    Break,
    Mend,
    /// The bot is started again.
    Restart,
    /// The bot is killed before it has noted what became of a draft, and started again.
    Kill,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let at = 0..8_usize;
    let step = prop_oneof![
        4 => Just(Step::Add),
        2 => at.clone().prop_map(Step::Remove),
        1 => Just(Step::Undo),
        9 => (at.clone(), proptest::collection::vec(at.clone(), 1..4)).prop_map(|(on, which)| Step::Press(on, which)),
        2 => (at.clone(), 1..3_usize).prop_map(|(on, times)| Step::Correct(on, times)),
        1 => Just(Step::SaveByHand),
        1 => Just(Step::ChangeByHand),
        1 => Just(Step::Break),
        2 => Just(Step::Mend),
        1 => Just(Step::Restart),
        1 => Just(Step::Kill),
    ];
    proptest::collection::vec(step, 1..25)
}

/// A message with a draft.
struct Shown {
    reply: Reply,
    /// The buttons that it ever had.
    buttons: BTreeSet<String>,
    /// A part of the line that its change has in the history.
    summary: String,
}

/// A revision that a moderator made.
struct Revision {
    number: i64,
    summary: String,
}

struct World {
    clinic: Rc<Clinic>,
    shown: Vec<Shown>,
    counter: usize,
}

impl World {
    fn number(&mut self) -> usize {
        self.counter += 1;
        self.counter
    }

    fn show(&mut self, reply: Reply, summary: String) {
        if !reply.buttons().is_empty() {
            let buttons = reply.custom_ids().into_iter().collect();
            self.shown.push(Shown { reply, buttons, summary });
        }
    }

    async fn step(&mut self, desk: &Desk<'_>, step: &Step) {
        match step {
            Step::Add => {
                let question = format!("What about the marker number {}", self.number());
                let form = desk.form("add", json!({})).await;
                let preview = desk.submits(&form, &[("Question", &question), ("Answer", "First.")]).await;
                self.show(preview, format!("added \"{question}\""));
            }
            Step::Remove(which) => {
                let entry = ["numbing", "collagen"][which % 2];
                let asked = desk.faq("remove", json!({ "entry": entry })).await;
                self.show(asked, format!("removed {entry}"));
            }
            Step::Undo => {
                let asked = desk.faq("undo", json!({})).await;
                self.show(asked, "revision".to_owned());
            }
            Step::Press(on, which) => self.press(desk, *on, which).await,
            Step::Correct(on, times) => self.correct(desk, *on, *times).await,
            Step::SaveByHand => {
                let text = format!("{}# {}\n", self.clinic.text(), self.number());
                self.clinic.saves(&text);
            }
            Step::ChangeByHand => {
                let text = self.clinic.text().replace("makes more", "makes much more");
                self.clinic.saves(&text);
            }
            Step::Break => self.clinic.saves(&self.clinic.text().replace("entries:", "entires:")),
            Step::Mend => self.clinic.saves(&self.clinic.text().replace("entires:", "entries:")),
            // The sequence is cut here.
            Step::Restart | Step::Kill => {}
        }
        desk.fake.until_all_answered().await;
    }

    async fn press(&mut self, desk: &Desk<'_>, on: usize, which: &[usize]) {
        let Some(shown) = pick(&self.shown, on) else { return };
        let buttons: Vec<&String> = shown.buttons.iter().filter(|id| !id.starts_with("faq:again")).collect();
        let before = desk.fake.requests("PATCH", "webhooks/");
        for at in which {
            let Some(button) = pick(&buttons, *at) else { return };
            desk.moderator.presses_id(&shown.reply, button);
        }
        desk.fake.until_requests("PATCH", "webhooks/", before + which.len()).await;
    }

    async fn correct(&mut self, desk: &Desk<'_>, on: usize, times: usize) {
        let answer = format!("Answer number {}.", self.number());
        let Some(shown) = pick(&self.shown, on) else { return };
        let Some(button) = shown.buttons.iter().find(|id| id.starts_with("faq:again")) else { return };
        desk.fake.modals_so_far();
        desk.moderator.presses_id(&shown.reply, button);
        desk.fake.until_all_answered().await;
        // What was saved cannot be corrected any more.
        let Some(form) = desk.fake.modals_so_far().pop() else { return };
        let before = desk.fake.requests("PATCH", "webhooks/");
        for _ in 0..times {
            desk.moderator.submits(&form, &[("Answer", &answer)]);
        }
        desk.fake.until_requests("PATCH", "webhooks/", before + times).await;
    }

    /// Checks that what every message shows last is true.
    fn check(&mut self, fake: &FakeDiscord) {
        fake.modals_so_far();
        let revisions = self.revisions();
        for shown in &mut self.shown {
            let now = fake.message(shown.reply.id);
            shown.buttons.extend(now.custom_ids());
            assert!(!is_progress(&now), "it is still shown that something is done:\n{now}");
            let made: Vec<&Revision> =
                revisions.iter().filter(|revision| revision.summary.contains(&shown.summary)).collect();
            match now.content.strip_prefix("Saved as revision ") {
                Some(saved) => {
                    let number: i64 = saved.split(':').next().unwrap().parse().unwrap();
                    assert!(made.iter().any(|revision| revision.number == number), "that was not saved:\n{now}");
                    assert!(now.buttons().is_empty(), "there is nothing left to press:\n{now}");
                }
                // The bot was killed before it could note the number.
                None if now.content.starts_with("Saved: ") => assert!(!made.is_empty(), "that was not saved:\n{now}"),
                // Entries can be removed and changes taken back more than once, by different drafts.
                None if shown.summary.starts_with("added") => {
                    assert!(made.is_empty(), "it was saved, but this is shown:\n{now}");
                }
                None => {}
            }
            if shown.summary.starts_with("added") {
                assert!(made.len() <= 1, "{} was saved {} times", shown.summary, made.len());
            }
        }
    }

    /// Returns what moderators changed, by the history.
    fn revisions(&self) -> Vec<Revision> {
        let history = Connection::open(self.clinic.data().join("history.sqlite")).unwrap();
        let mut query = history.prepare("SELECT number, summary FROM revisions WHERE user IS NOT NULL").unwrap();
        let read = |row: &rusqlite::Row<'_>| Ok(Revision { number: row.get(0)?, summary: row.get(1)? });
        query.query_map([], read).unwrap().map(Result::unwrap).collect()
    }

    /// Leaves the newest draft as a bot leaves it that is killed before it has noted what became of it.
    fn forget_outcome(&self) {
        let drafts = Connection::open(self.clinic.data().join("drafts.sqlite")).unwrap();
        let newest = "id = (SELECT max(id) FROM drafts)";
        let saved = "coalesce(json_extract(state, '$.saved.summary'), 'nothing')";
        let unfinished = r#"(state = '"open"' OR state LIKE '{"saved"%')"#;
        let update =
            format!("UPDATE drafts SET state = json_object('saving', {saved}) WHERE {unfinished} AND {newest}");
        drafts.execute(&update, []).unwrap();
    }
}

fn pick<T>(among: &[T], at: usize) -> Option<&T> {
    if among.is_empty() { None } else { among.get(at % among.len()) }
}

async fn run(steps: &[Step]) {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut world = World { clinic: Rc::new(Clinic::new(FAQ)), shown: Vec::new(), counter: 0 };
    for segment in steps.split_inclusive(|step| matches!(step, Step::Restart | Step::Kill)) {
        // A bot does not start with a file that cannot be served.
        let text = world.clinic.text().replace("entires:", "entries:");
        world.clinic.saves(&text);
        let clinic = Rc::clone(&world.clinic);
        clinic
            .opens_on(&fake, async |fake| {
                let desk = Desk::new(fake);
                for step in segment {
                    world.step(&desk, step).await;
                    world.check(fake);
                }
            })
            .await;
        if let Some(Step::Kill) = segment.last() {
            world.forget_outcome();
        }
    }
}

/// Few sequences, since each starts several bots, unless `PROPTEST_CASES` sets the number.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_some() { default } else { ProptestConfig { cases: 12, ..default } }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_shown_last_is_true(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(run(&steps));
    }
}
