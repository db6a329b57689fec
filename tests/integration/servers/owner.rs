//! `/faq servers`: the bot's owner looks at servers' own answers, and switches them off.

use serde_json::json;

use super::house::{House, in_servers_with};
use super::local::{COST, FAQ, fills};

#[tokio::test]
async fn the_owner_lists_servers_and_switches_their_answers_off_and_on() {
    in_servers_with(FAQ, async |fake| {
        let (home, house) = (House::new(fake, 0), House::new(fake, 1));
        fills(&house, COST, "90 euros.", "").await;
        house.asks("what is the price").await;
        let owner = fake.application_owner();
        let list = home.faq(&owner, "servers", json!({})).await;
        let members = list.content.lines().nth(1).unwrap_or_default().split(", ").next().unwrap_or_default().to_owned();
        assert!(members.ends_with(" member"), "{list}");
        assert!(list.content.contains("1 own answer, 1 question in 7 days"), "{list}");
        owner.chooses(&list, "Server 4194306");
        let shown = fake.next_edit().await;
        assert!(shown.content.contains("**Server 4194306** answers 1 gap of the guide"), "{shown}");
        assert!(shown.file("answers.yaml").contains("90 euros."));
        owner.presses(&shown, "Switch its own answers off");
        let form = fake.next_modal().await;
        owner.submits(&form, &[("The reason, which its moderators will read", "It promises a cure.")]);
        let off = fake.next_edit().await;
        assert!(off.content.contains("It promises a cure."), "{off}");
        assert!(!house.asks("what is the price").await.to_string().contains("90 euros."));
        for command in ["local", "setup"] {
            let told = house.faq(&house.manager, command, json!({})).await;
            assert!(told.content.contains("switched this server's own answers off: It promises a cure."), "{told}");
        }
        let list = home.faq(&owner, "servers", json!({})).await;
        assert!(list.content.contains("own answers switched off"), "{list}");
        let on = home.presses(&owner, &off, "Switch its own answers on").await;
        assert!(!on.content.contains("It promises a cure."), "{on}");
        assert!(house.asks("what is the price").await.to_string().contains("90 euros."));
    })
    .await;
}

#[tokio::test]
async fn nobody_else_lists_servers_or_switches_anything() {
    in_servers_with(FAQ, async |fake| {
        let (home, house) = (House::new(fake, 0), House::new(fake, 1));
        let only_owner = "Only the owner of the bot can do this";
        for who in [&home.editor, &home.manager] {
            assert!(home.faq(who, "servers", json!({})).await.content.starts_with(only_owner));
            who.slash(home.room, "topics", json!({})).await;
            let own = fake.next_reply().await;
            for button in ["server:list:0", "server:show", &format!("server:on:{}", house.server)] {
                who.presses_id(&own, button);
                assert!(fake.next_edit().await.content.starts_with(only_owner), "{button}");
            }
            who.submits_id(home.room, &format!("server:off:{}", house.server));
            assert!(fake.next_reply().await.content.starts_with(only_owner));
        }
        assert!(home.faq(&home.member, "servers", json!({})).await.content.starts_with("Only this server's editors"));
        let elsewhere = house.faq(&house.manager, "servers", json!({})).await;
        assert!(elsewhere.content.contains("for the bot's owner, in the home server"), "{elsewhere}");
        assert!(fills(&house, COST, "90 euros.", "").await.content.starts_with("Saved"));
        assert!(house.asks("what is the price").await.to_string().contains("90 euros."));
    })
    .await;
}
