//! Texts and buttons that look different in Discord.

use super::{problems, with_entries, with_head};

/// Returns what is said about an answer that begins on line 6.
fn answer(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("      {line}")).collect();
    let answer = lines.join("\n");
    with_entries(&format!(
        "  - id: other\n    question: Is it safe\n    answer: |\n{answer}\n    phrasings: [x, y, z]\n"
    ))
}

#[test]
fn markdown_that_discord_does_not_know() {
    insta::assert_snapshot!(answer("What it costs:\n\n| visit | price |\n|-------|------:|\n| first | 10 |"), @r#"
    usable
    faq.yaml:8:7: warning: entry "other": Discord does not show tables, only their signs; write a list instead
    "#);
    insta::assert_snapshot!(answer("Before: ![a cheek](https://example.com/a.png)\nAfter: ![a cheek](b.png)"), @r#"
    usable
    faq.yaml:6:15: warning: entry "other": Discord shows "![a cheek](https://example.com/a.png)" as it is written, not as an image; write a link, without the "!"
    faq.yaml:7:14: warning: entry "other": Discord shows "![a cheek](b.png)" as it is written, not as an image; write a link, without the "!"
    "#);
    insta::assert_snapshot!(answer("Yes.<br>It is.<BR />\n<p class=\"big\">So <b>safe</b></p><!-- check -->"), @r#"
    usable
    faq.yaml:6:11: warning: entry "other": Discord shows "<br>" as it is written, because it does not support HTML; write Markdown instead
    faq.yaml:6:21: warning: entry "other": Discord shows "<BR />" as it is written, because it does not support HTML; write Markdown instead
    faq.yaml:7:7: warning: entry "other": Discord shows "<p class="big">" as it is written, because it does not support HTML; write Markdown instead
    faq.yaml:7:25: warning: entry "other": Discord shows "<b>" as it is written, because it does not support HTML; write Markdown instead
    faq.yaml:7:32: warning: entry "other": Discord shows "</b>" as it is written, because it does not support HTML; write Markdown instead
    faq.yaml:7:36: warning: entry "other": Discord shows "</p>" as it is written, because it does not support HTML; write Markdown instead
    faq.yaml:7:40: warning: entry "other": Discord shows "<!--" as it is written, because it does not support HTML; write Markdown instead
    "#);
    insta::assert_snapshot!(answer("See [prices](/prices), [this](faq.html#safe) and [that](#safe)."), @r#"
    usable
    faq.yaml:6:11: warning: entry "other": Discord shows "[prices](/prices)" as it is written; write the whole address, beginning with https
    faq.yaml:6:30: warning: entry "other": Discord shows "[this](faq.html#safe)" as it is written; write the whole address, beginning with https
    faq.yaml:6:56: warning: entry "other": Discord shows "[that](#safe)" as it is written; write the whole address, beginning with https
    "#);
    let innocent = [
        "a | b\n---\nor 1 -- 2 | 3",
        "See [prices](https://example.com/prices), [them](<https://example.com>) and <https://example.com>.",
        "<@123> <#123> <t:1700000000:R> </ask:123> <:ok:123> <a:ok:123> <name> a < b > c <3",
        "`<br>` and ``` ![a](b.png) ``` and \\<br> and [this] (that)",
        "```\n| a | b |\n|---|---|\n<br>\n```",
    ];
    for text in innocent {
        assert_eq!(answer(text), "usable\n", "{text}");
    }
}

#[test]
fn every_text_that_is_shown_as_markdown_is_looked_at() {
    insta::assert_snapshot!(with_head("referral:\n  general: \"No.<br>\"\n  urgent: Go [there](/there)\n  emergency: >\n    Call\n    ![it](a.png)"), @r#"
    usable
    faq.yaml:2:16: warning: referral: Discord shows "<br>" as it is written, because it does not support HTML; write Markdown instead
    faq.yaml:3:14: warning: referral: Discord shows "[there](/there)" as it is written; write the whole address, beginning with https
    faq.yaml:6:5: warning: referral: Discord shows "![it](a.png)" as it is written, not as an image; write a link, without the "!"
    "#);
    insta::assert_snapshot!(with_entries("referrals:\n  - {id: cost, question: What is it, message: \"Say \\\"hello\\\"<br>there\"}\n"), @r#"
    usable
    faq.yaml:4:61: warning: referral "cost": Discord shows "<br>" as it is written, because it does not support HTML; write Markdown instead
    "#);
    insta::assert_snapshot!(with_entries("  - id: other\n    question: Is it safe\n    answer: [\"a\"]\n    phrasings: [x, y, \"z <br>\"]\n"), @r#"faq.yaml:5:13: error: entry "other": "answer" must be one text, not a list; if it is text, put it in quotes"#);
}

#[test]
fn a_link_that_names_another_address() {
    insta::assert_snapshot!(answer("[https://a.com](https://b.com) [see a.com now](https://b.com/a.com)\n[www.a.com/x](https://a.com@b.com/)"), @r#"
    usable
    faq.yaml:6:7: warning: entry "other": this link names "a.com" and leads to "b.com"; make the two agree
    faq.yaml:6:38: warning: entry "other": this link names "a.com" and leads to "b.com"; make the two agree
    faq.yaml:7:7: warning: entry "other": this link names "a.com" and leads to "b.com"; make the two agree
    "#);
    let same = "[https://a.com](https://www.a.com/b) [a.com](http://A.com) [Node.js](https://nodejs.org) [e.g. this](https://a.com)";
    assert_eq!(answer(same), "usable\n");
}

#[test]
fn characters_that_turn_the_direction_of_a_text() {
    insta::assert_snapshot!(answer("It is\nsafe \u{202E}ton"), @r#"
    usable
    faq.yaml:7:12: warning: an invisible character (U+202E) turns the direction of the text from here on; delete it
    "#);
    insta::assert_snapshot!(with_entries("  - {id: other, question: \"Is it \\u2066safe\", answer: b, phrasings: [x, \u{202D}y, z]}\n"), @r#"
    usable
    faq.yaml:3:27: warning: an invisible character (U+2066) turns the direction of the text from here on; delete it
    faq.yaml:3:73: warning: an invisible character (U+202D) turns the direction of the text from here on; delete it
    "#);
    assert_eq!(answer("\u{200F}زيت\u{200E} (oil)"), "usable\n");
}

#[test]
fn buttons_that_read_the_same() {
    let long = "Which of the many things that can be done about lines around the eyes works best";
    let entry = |id: &str, question: &str| {
        format!("  - {{id: {id}, question: \"{question}\", answer: b, phrasings: [{id} x, {id} y, {id} z]}}\n")
    };
    let alike = [entry("one", &format!("{long} at night")), entry("two", &format!("{long} in the morning"))].concat();
    insta::assert_snapshot!(with_entries(&alike), @r#"
    usable
    faq.yaml:4:25: warning: entry "two": a button with its question reads like that of entry "one" (line 3), because the first 80 characters are the same; make them differ
    "#);
    let start: String = long.chars().take(78).collect();
    let differ = [entry("one", &format!("{start}y and so on")), entry("two", &format!("{start}z and so on"))].concat();
    assert_eq!(with_entries(&differ), "usable\n");
    // The same words are an error of their own, and reported once.
    let same = problems(format!("entries:\n{}{}", entry("one", "Is it safe?"), entry("two", "Is it safe?")));
    assert_eq!(same.lines().count(), 1, "{same}");
}
