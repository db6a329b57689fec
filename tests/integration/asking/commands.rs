//! Asking by a command: `/ask`, `/topics`, `/privacy` and the message command.

use serde_json::json;

use super::bot::{with_bot, with_bot_on};

const FROM_THE_GUIDE: &str = "Answer from the guide";

#[tokio::test]
async fn ask_in_your_own_words() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        for channel in [general, ada.dm_channel(), ada.opens_thread(general, "a thread")] {
            ada.slash(channel, "ask", json!({ "question": "does it hurt?" })).await;
            let reply = fake.next_reply().await;
            assert_eq!((reply.title(), reply.channel, reply.visible_to), ("Does micro-penning hurt?", channel, None));
        }
    })
    .await;
}

#[tokio::test]
async fn ask_privately() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.slash(general, "ask", json!({ "question": "does it hurt?", "private": true })).await;
        insta::assert_snapshot!(fake.next_reply().await, @"
        (only you can see this)
        # Does micro-penning hurt?
        The guide describes it as **painless**.
        -# From the guide: What is micro-penning
        This is general information, not medical advice.
        [Helpful] [Not what I asked]
        [Is a numbing cream used?] [What does it do for collagen?]
        ");
        ada.slash(general, "ask", json!({ "question": "entry:pain", "private": true })).await;
        assert_eq!(fake.next_reply().await.visible_to, Some(ada.id));
        ada.slash(general, "ask", json!({ "question": "does it hurt?", "private": false })).await;
        assert_eq!(fake.next_reply().await.visible_to, None);
    })
    .await;
}

/// An option may hold 6,000 characters.
#[tokio::test]
async fn ask_a_question_of_any_length() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let filler = "please tell me ".repeat(390);
        ada.slash(general, "ask", json!({ "question": format!("does it hurt? {filler}") })).await;
        assert!(fake.next_reply().await.title().len() <= 256);
        let choices = ada.autocomplete(general, "ask", "question", &format!("{filler} does it hurt?")).await;
        assert!(choices.len() <= 25);
        for question in ["?", " ", "🙂"] {
            ada.slash(general, "ask", json!({ "question": question })).await;
            assert!(fake.next_reply().await.to_string().starts_with("Please ask me a question in a few words"));
        }
    })
    .await;
}

#[tokio::test]
async fn ask_with_a_choice_from_the_list() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let choices = ada.autocomplete(general, "ask", "question", "cream").await;
        assert_eq!(
            (choices[0].name.as_str(), choices[0].value.as_str()),
            ("Is a numbing cream used?", "entry:numbing")
        );
        ada.slash(general, "ask", json!({ "question": choices[0].value })).await;
        insta::assert_snapshot!(fake.next_reply().await, @"
        # Is a numbing cream used?
        Yes, before the treatment.
        -# This is general information, not medical advice.
        [Helpful] [Not what I asked]
        ");
        ada.slash(general, "ask", json!({ "question": "entry:gone" })).await;
        insta::assert_snapshot!(fake.next_reply().await, @"That answer is no longer in the guide. `/topics` shows what you can ask.");
    })
    .await;
}

#[tokio::test]
async fn autocomplete_begins_with_all_topics() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let choices = ada.autocomplete(general, "ask", "question", "").await;
        let values: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
        assert_eq!(values, ["entry:pain", "entry:numbing", "entry:collagen", "entry:hours"]);
        let typed = ada.autocomplete(general, "ask", "question", "does it hu").await;
        assert_eq!(typed[0].value, "entry:pain");
        ada.autocomplete(ada.dm_channel(), "ask", "question", "@everyone \u{202e}\0").await;
    })
    .await;
}

#[tokio::test]
async fn autocomplete_offers_no_answers_to_an_emergency() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        for typed in ["my skin will not stop bleeding", "how expensive is a session"] {
            assert!(ada.autocomplete(general, "ask", "question", typed).await.is_empty(), "{typed}");
        }
    })
    .await;
}

/// An FAQ with more entries than fit into a list, and questions longer than one of its lines.
pub fn crowd() -> String {
    let entry = |number: usize| {
        let tail = "again and ".repeat(15);
        format!(
            "  - id: entry-{number}\n    question: What about step {number} {tail}?\n    answer: It is step {number}.\n"
        )
    };
    format!("entries:\n{}", (0..120).map(entry).collect::<String>())
}

#[tokio::test]
async fn autocomplete_keeps_within_25_choices_of_100_characters() {
    with_bot_on(&crowd(), async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        for typed in ["", "step", "again and"] {
            let choices = ada.autocomplete(general, "ask", "question", typed).await;
            assert_eq!(choices.len(), 25, "{typed}");
            assert!(choices.iter().all(|choice| choice.name.chars().count() <= 100));
        }
    })
    .await;
}

#[tokio::test]
async fn answer_from_the_guide() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let overheard = fake.user("bob").says(general, "does it hurt?");
        ada.message_command(FROM_THE_GUIDE, overheard).await;
        let reply = fake.next_reply().await;
        let link = format!("https://discord.com/channels/2/{general}/{overheard}");
        assert_eq!((reply.channel, reply.visible_to), (general, None));
        insta::assert_snapshot!(reply.to_string().replace(&link, "LINK"), @"
        In answer to LINK
        # Does micro-penning hurt?
        The guide describes it as **painless**.
        -# From the guide: What is micro-penning
        This is general information, not medical advice.
        [Helpful] [Not what I asked]
        [Is a numbing cream used?] [What does it do for collagen?]
        ");
        let direct = ada.dm("thanks");
        fake.next_reply().await;
        ada.message_command(FROM_THE_GUIDE, direct).await;
        let lead = fake.next_reply().await.content;
        assert_eq!(lead, format!("In answer to https://discord.com/channels/@me/{}/{direct}", ada.dm_channel()));
    })
    .await;
}

#[tokio::test]
async fn answer_from_the_guide_refuses_messages_of_bots() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let by_webhook = fake.webhook_says(general, "does it hurt?");
        let by_bot = fake.other_bot("mee").says(general, "does it hurt?");
        ada.mentions_bot(general, "does it hurt?");
        let own = fake.next_reply().await.id;
        for message in [by_webhook, by_bot, own] {
            ada.message_command(FROM_THE_GUIDE, message).await;
            let reply = fake.next_reply().await;
            insta::allow_duplicates! { insta::assert_snapshot!(reply, @"
            (only you can see this)
            I only answer questions from people, and that message is from a bot.
            "); }
        }
    })
    .await;
}

#[tokio::test]
async fn topics() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        ada.slash(fake.channel("general"), "topics", json!({})).await;
        insta::assert_snapshot!(fake.next_reply().await, @"
        (only you can see this)
        # What you can ask
        - Who wrote this guide?

        **The procedure**
        - Does micro-penning hurt?
        - Is a numbing cream used?

        **The skin**
        - What does it do for collagen?
        -# Ask in your own words: mention me, send me a direct message, or use /ask.
        ");
    })
    .await;
}

#[tokio::test]
async fn topics_over_several_pages() {
    with_bot_on(&crowd(), async |fake| {
        let ada = fake.user("ada");
        ada.slash(fake.channel("general"), "topics", json!({})).await;
        for page in 0..5 {
            let reply = fake.next_reply().await;
            assert_eq!(reply.visible_to, Some(ada.id));
            assert_eq!(reply.title().is_empty(), page != 0);
            assert_eq!(reply.to_string().contains("more: start typing in `/ask` to find them."), page == 4);
        }
    })
    .await;
}

#[tokio::test]
async fn privacy() {
    with_bot(async |fake| {
        fake.user("ada").slash(fake.channel("general"), "privacy", json!({})).await;
        insta::assert_snapshot!(fake.next_reply().await, @r#"
        (only you can see this)
        # What happens to your question
        I read a message only if it mentions me, somebody mentions me in a reply to it, it is a direct message to me, it is in a channel where I answer every question, or it is picked for "Answer from the guide".

        Questions are matched by this program itself and are not sent to any other service.

        **What is stored.** If I have no answer to your question or to a part of it, or you press "Not what I asked", the question is noted for the people who maintain the guide, or, in another server, for that server's editors only: its text up to 300 characters, its language, the closest answers, how often it was asked, and when it was first and last asked. Who asked it is not stored: no name, ID, channel, message or link. In a server other than the guide's own, the server's ID is stored with it. Email addresses, phone numbers and other long numbers, links, mentions and names after an @ are blanked out before anything is stored. I cannot recognize other personal details, so please leave them out. I also count, by day, how often each answer was given, how often it was marked as helpful or as not what was asked, and how often there was no answer.

        **Where, and for how long.** In a file on the machine that I run on. A question is deleted 90 days after it was last asked, the counts after 90 days.

        **What I remember until I restart.** Which of my replies belongs to which recent message, so that I can change or delete the reply when you edit or delete the message. Recent questions that I answered, blanked out in the same way, in case you press "Not what I asked". How many questions came from you, the channel and the server in the last seconds, so that nobody can flood a channel.

        **Moderators.** When a moderator changes the guide's answers from Discord, the change is stored with their user ID, and so is a change of a server's settings or own answers. Drafts are stored for a day.

        With `/ask` and `private`, and when you press a button, only you see the reply; what is stored is the same.
        "#);
    })
    .await;
}
