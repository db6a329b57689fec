//! Every kind of reply to a question, as the whole message in Discord.

use super::bot::with_bot;

/// The reply to a direct message, and its colour.
async fn reply_to(question: &str, check: impl FnOnce(String, u64)) {
    with_bot(async |fake| {
        fake.user("ada").dm(question);
        let reply = fake.next_reply().await;
        check(reply.to_string(), reply.embeds[0]["color"].as_u64().unwrap());
    })
    .await;
}

const GREEN: u64 = 0x2f_9e_8f;
const AMBER: u64 = 0xe0_a0_30;
const RED: u64 = 0xd0_30_30;

#[tokio::test]
async fn an_answer() {
    reply_to("does it hurt?", |reply, colour| {
        insta::assert_snapshot!(reply, @"
        # Does micro-penning hurt?
        The guide describes it as **painless**.
        -# From the guide: What is micro-penning
        This is general information, not medical advice.
        [Helpful] [Not what I asked]
        [Is a numbing cream used?] [What does it do for collagen?]
        ");
        assert_eq!(colour, GREEN);
    })
    .await;
}

#[tokio::test]
async fn an_answer_of_an_entry_without_source_and_related_questions() {
    reply_to("who is the author?", |reply, _| {
        insta::assert_snapshot!(reply, @"
        # Who wrote this guide?
        Its staff.
        -# This is general information, not medical advice.
        [Helpful] [Not what I asked]
        ");
    })
    .await;
}

#[tokio::test]
async fn several_questions() {
    reply_to("does it hurt? who is the author? how expensive is a session?", |reply, colour| {
        insta::assert_snapshot!(reply, @"
        # Does micro-penning hurt?
        The guide describes it as **painless**.

        **Who wrote this guide?**
        Its staff.

        **The guide does not say:** How much does it cost?
        The guide names no prices. Please ask the clinic for them.
        -# From the guide: What is micro-penning
        This is general information, not medical advice.
        In an emergency call your local emergency number.
        [Helpful] [Not what I asked]
        [Is a numbing cream used?] [What does it do for collagen?]
        ");
        assert_eq!(colour, GREEN);
    })
    .await;
}

#[tokio::test]
async fn a_referral_with_its_own_message() {
    reply_to("how expensive is a session?", |reply, colour| {
        insta::assert_snapshot!(reply, @"
        The guide names no prices. Please ask the clinic for them.
        -# In an emergency call your local emergency number.
        ");
        assert_eq!(colour, AMBER);
    })
    .await;
}

#[tokio::test]
async fn a_referral_without_its_own_message() {
    reply_to("is there parking nearby?", |reply, _| {
        insta::assert_snapshot!(reply, @"
        The guide does not cover that. Please ask the clinic.
        -# In an emergency call your local emergency number.
        ");
    })
    .await;
}

#[tokio::test]
async fn a_question_close_to_an_entry() {
    reply_to("will my hair grow faster", |reply, colour| {
        insta::assert_snapshot!(reply, @"
        I'm not sure the guide answers this.

        **Did you mean one of these?**
        -# In an emergency call your local emergency number.
        [What does it do for collagen?] [Does micro-penning hurt?] [None of these]
        ");
        assert_eq!(colour, AMBER);
    })
    .await;
}

#[tokio::test]
async fn a_question_about_something_else() {
    reply_to("which team won on sunday", |reply, _| {
        insta::assert_snapshot!(reply, @"
        I'm not sure the guide answers this.

        **Did you mean one of these?**
        -# In an emergency call your local emergency number.
        [Is a numbing cream used?] [Who wrote this guide?] [What does it do for collagen?] [None of these]
        ");
    })
    .await;
}

#[tokio::test]
async fn an_emergency() {
    reply_to("the bleeding does not stop", |reply, colour| {
        insta::assert_snapshot!(reply, @"
        # ⚠️ This may be an emergency
        This sounds urgent. Please get medical help now.
        ");
        assert_eq!(colour, RED);
    })
    .await;
}

#[tokio::test]
async fn an_emergency_with_its_own_message() {
    reply_to("I got cream in my eye!", |reply, _| {
        insta::assert_snapshot!(reply, @"
        # ⚠️ This may be an emergency
        This sounds urgent. Please get medical help now.

        Rinse the eye with water and see a doctor now.
        ");
    })
    .await;
}

#[tokio::test]
async fn no_words() {
    reply_to("??? 🤔", |reply, colour| {
        insta::assert_snapshot!(reply, @"
        Please ask me a question in a few words, for example: *Does micro-penning hurt?*
        `/topics` shows what you can ask.
        -# In an emergency call your local emergency number.
        ");
        assert_eq!(colour, AMBER);
    })
    .await;
}

#[tokio::test]
async fn a_mention_that_asks_nothing() {
    with_bot(async |fake| {
        fake.user("ada").mentions_bot(fake.channel("general"), "");
        insta::assert_snapshot!(fake.next_reply().await, @"
        Please ask me a question in a few words, for example: *Does micro-penning hurt?*
        `/topics` shows what you can ask.
        -# In an emergency call your local emergency number.
        ");
    })
    .await;
}
