//! Buttons: each shows its reply only to the person who presses it, and works after a restart.

use super::bot::{FAQ, Listens, start, store, with_bot, without_intent};
use crate::fake_discord::FakeDiscord;
use crate::fake_discord::harness::run_bot;
use crate::fake_discord::people::Person;
use crate::fake_discord::reply::Reply;

/// Presses a button, and returns the reply that only its presser sees.
async fn pressed(fake: &FakeDiscord, by: &Person, reply: &Reply, label: &str) -> Reply {
    by.presses(reply, label);
    shown_to(fake, by).await
}

async fn shown_to(fake: &FakeDiscord, person: &Person) -> Reply {
    let shown = fake.next_reply().await;
    assert_eq!((shown.visible_to, shown.pings.as_slice()), (Some(person.id), &[][..]), "{shown}");
    shown
}

async fn reply_to(fake: &FakeDiscord, question: &str) -> Reply {
    fake.user("ada").dm(question);
    fake.next_reply().await
}

#[tokio::test]
async fn helpful() {
    with_bot(async |fake| {
        let answer = reply_to(fake, "does it hurt?").await;
        insta::assert_snapshot!(pressed(fake, &fake.user("ada"), &answer, "Helpful").await, @"
        (only you can see this)
        Thank you, I am glad that this helped.
        ");
    })
    .await;
}

#[tokio::test]
async fn not_what_i_asked_offers_other_entries() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let answer = reply_to(fake, "does it hurt?").await;
        let sorry = pressed(fake, &ada, &answer, "Not what I asked").await;
        insta::assert_snapshot!(sorry, @"
        (only you can see this)
        Sorry, I misunderstood your question.

        **Did you mean one of these?**
        -# In an emergency call your local emergency number.
        [What does it do for collagen?] [Who wrote this guide?] [Is a numbing cream used?] [None of these]
        ");
        let none = pressed(fake, &ada, &sorry, "None of these").await;
        insta::assert_snapshot!(none, @"
        (only you can see this)
        The guide does not cover that. Please ask the clinic.
        -# In an emergency call your local emergency number.
        ");
    })
    .await;
}

#[tokio::test]
async fn a_related_question() {
    with_bot(async |fake| {
        let answer = reply_to(fake, "does it hurt?").await;
        insta::assert_snapshot!(pressed(fake, &fake.user("ada"), &answer, "Is a numbing cream used?").await, @"
        (only you can see this)
        # Is a numbing cream used?
        Yes, before the treatment.
        -# This is general information, not medical advice.
        [Helpful] [Not what I asked]
        ");
    })
    .await;
}

#[tokio::test]
async fn did_you_mean() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let referral = reply_to(fake, "will my hair grow faster").await;
        let meant = pressed(fake, &ada, &referral, "What does it do for collagen?").await;
        assert_eq!(meant.title(), "What does it do for collagen?");
        let none = pressed(fake, &ada, &referral, "None of these").await;
        insta::assert_snapshot!(none, @"
        (only you can see this)
        The guide does not cover that. Please ask the clinic.
        -# In an emergency call your local emergency number.
        ");
    })
    .await;
}

#[tokio::test]
async fn anybody_can_press_a_button() {
    with_bot(async |fake| {
        let general = fake.channel("general");
        fake.user("ada").mentions_bot(general, "does it hurt?");
        let answer = fake.next_reply().await;
        let related = pressed(fake, &fake.user("bob"), &answer, "Is a numbing cream used?").await;
        assert_eq!((related.title(), related.channel), ("Is a numbing cream used?", general));
        assert_eq!(fake.messages_in(general).len(), 2);
    })
    .await;
}

#[tokio::test]
async fn buttons_work_after_a_restart() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut answer = None;
    run_bot(&fake, start(store(FAQ), Listens::Nowhere), async |fake| {
        answer = Some((reply_to(fake, "does it hurt?").await, reply_to(fake, "will my hair grow faster").await));
    })
    .await;
    let (answer, referral) = answer.unwrap();
    run_bot(&fake, start(store(FAQ), Listens::Nowhere), async |fake| {
        let ada = fake.user("ada");
        for (reply, label, shown) in [
            (&answer, "Helpful", "Thank you"),
            (&answer, "Not what I asked", "Sorry, I misunderstood your question."),
            (&answer, "Is a numbing cream used?", "# Is a numbing cream used?"),
            (&referral, "What does it do for collagen?", "# What does it do for collagen?"),
            (&referral, "None of these", "The guide does not cover that."),
        ] {
            let text = pressed(fake, &ada, reply, label).await.to_string();
            assert!(text.contains(shown), "{label}: {text}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_button_whose_entry_was_removed() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut answer = None;
    run_bot(&fake, start(store(FAQ), Listens::Nowhere), async |fake| {
        answer = Some(reply_to(fake, "does it hurt?").await);
    })
    .await;
    let answer = answer.unwrap();
    let smaller = "entries:\n  - id: sun\n    question: May I sunbathe?\n    answer: Please do not.\n";
    run_bot(&fake, start(store(smaller), Listens::Nowhere), async |fake| {
        let ada = fake.user("ada");
        insta::assert_snapshot!(pressed(fake, &ada, &answer, "Is a numbing cream used?").await, @"
        (only you can see this)
        That answer is no longer in the guide. `/topics` shows what you can ask.
        ");
        pressed(fake, &ada, &answer, "Helpful").await;
        insta::assert_snapshot!(pressed(fake, &ada, &answer, "Not what I asked").await, @"
        (only you can see this)
        I have no answer to this. Please ask a person who knows.
        ");
    })
    .await;
}

#[tokio::test]
async fn forged_and_unknown_buttons_are_refused_politely() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let answer = reply_to(fake, "does it hurt?").await;
        ada.presses_id(&answer, "delete:pain");
        insta::assert_snapshot!(shown_to(fake, &ada).await, @"
        (only you can see this)
        That button no longer works. Please ask your question again.
        ");
        let long = format!("not:{}", "a:".repeat(48));
        for forged in
            ["", "show:", "show:../../faq.yaml", "helpful:Pain", "not:pain:", "none:pain", "show:pain ", &long]
        {
            ada.presses_id(&answer, forged);
            let text = shown_to(fake, &ada).await.to_string();
            assert!(text.contains("That button no longer works."), "{forged:?}: {text}");
        }
        ada.presses_id(&answer, "show:no-such-entry");
        assert!(shown_to(fake, &ada).await.to_string().contains("no longer in the guide"));
    })
    .await;
}
