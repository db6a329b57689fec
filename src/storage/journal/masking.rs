//! Blanks out what could tell who asked: addresses, numbers, links, names that Discord gives people.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

/// What stands for a person.
const NAME: &str = "[name]";
/// What stands for an e-mail address.
const EMAIL: &str = "[email]";
/// What stands for a web address.
const LINK: &str = "[link]";
/// What stands for a telephone number, a card's number, an id, a date.
const NUMBER: &str = "[number]";

/// Endings of bare web addresses. Those that are English words too ("me", "is", "to") need a path behind them.
macro_rules! endings {
    () => {
        "(?:com|org|net|edu|gov|info|biz|io|gg|dev|app|xyz|uk|de|fr|eu|ca|au|ly|tv|link|shop|site|online)"
    };
}
/// The rest of an address, without the punctuation that ends the sentence it stands in.
macro_rules! rest {
    () => {
        r"\S*[^\s).,!?>\]]"
    };
}
/// What an e-mail address may have before its "@".
macro_rules! mailbox {
    () => {
        r#"[^\s@()<>\[\]",;:]+"#
    };
}

/// What is blanked out, in this order. Each pattern takes time linear in the text.
const RULES: [(&str, &str); 11] = [
    // Discord's own markup: what asks nothing goes, who is spoken of gets a name.
    (r"<(?:a?:\w+:\d+|t:-?\d+(?::[A-Za-z])?|/[^<>:]{1,100}:\d+|id:\w+)>", " "),
    (r"<(?:@[!&]?|#)\d+>", NAME),
    (concat!(r"(?i)[a-z][a-z0-9+.-]*://", rest!()), LINK),
    (concat!(r"(?i)(?:mailto|tel|sms):", rest!()), LINK),
    // "ada @ clinic.com", "ada (at) clinic (dot) com", "ada at clinic dot com", "ada@clinic.com".
    (concat!("(?i)", mailbox!(), r"(?: ?@ | @)(?:[\w-]+\.)+", endings!(), r"\b"), EMAIL),
    (concat!(r"(?i)\S+ ?[(\[{] ?at ?[)\]}] ?", rest!(), r"(?: ?[(\[{]? ?dot ?[)\]}]? ?\w+)?"), EMAIL),
    (concat!(r"(?i)\S+ at \S+ dot ", endings!(), r"\b"), EMAIL),
    (concat!(mailbox!(), "@", rest!()), EMAIL),
    (
        concat!(
            r"(?i)www\.",
            rest!(),
            r"|(?:[\w-]+\.)+(?:",
            endings!(),
            r"(?:[/?#:]",
            rest!(),
            r"|\b)|[a-z]{2,}/",
            rest!(),
            ")"
        ),
        LINK,
    ),
    (concat!("@+", rest!()), NAME),
    // Seven digits and more, with what people put between them.
    (r"\+?\(?\d(?:(?:[\p{Pd}\x{20e3} ().·/_]{0,3}|,)\d){6,}\x{20e3}?", NUMBER),
];

static MASKS: LazyLock<Option<Vec<(Regex, &str)>>> =
    LazyLock::new(|| RULES.iter().map(|(pattern, mask)| Some((Regex::new(pattern).ok()?, *mask))).collect());

/// Whether there is anything to blank out: most questions have nothing, and one look tells.
static ANY: LazyLock<Option<RegexSet>> = LazyLock::new(|| RegexSet::new(RULES.map(|(pattern, _)| pattern)).ok());

/// The text, a single line of visible characters, with all of that blanked out, borrowed if there is nothing; none if that
/// cannot be done.
pub(super) fn mask(text: &str) -> Option<Cow<'_, str>> {
    if !ANY.as_ref()?.is_match(text) {
        return Some(Cow::Borrowed(text));
    }
    let rules = MASKS.as_ref()?.iter();
    let masked = rules.fold(text.to_owned(), |text, (pattern, mask)| pattern.replace_all(&text, *mask).into_owned());
    Some(Cow::Owned(masked))
}

/// The text without the names it begins with: those that are spoken to say nothing of the question.
pub(super) fn without_address(mut masked: &str) -> &str {
    while let Some(rest) = masked.trim_start().strip_prefix(NAME) {
        masked = rest.trim_start_matches([',', ':', ' ']);
    }
    masked.trim()
}

/// The text without its masks: what was really said.
pub(super) fn unmasked(masked: &str) -> Cow<'_, str> {
    if !masked.contains('[') {
        return Cow::Borrowed(masked);
    }
    let masks = [NAME, EMAIL, LINK, NUMBER];
    Cow::Owned(masks.iter().fold(masked.to_owned(), |text, mask| text.replace(mask, " ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn masked(text: &str) -> String {
        mask(text).unwrap().into_owned()
    }

    #[test]
    fn who_and_where_is_blanked_out() {
        for (text, expected) in [
            ("write to ada.l+x@mail.example.co.uk please", "write to [email] please"),
            ("mail me (ada@clinic.com)!", "mail me ([email])!"),
            ("ada @ clinic.com or ada (at) clinic (dot) com", "[email] or [email]"),
            ("ada at clinic dot com, ada[at]clinic.com", "[email], [email]"),
            ("call +44 (0)20 7946-0123 today", "call [number] today"),
            ("my number is 5551234567, ok?", "my number is [number], ok?"),
            ("card 4111 1111 1111 1111", "card [number]"),
            ("born on 12/05/1984", "born on [number]"),
            ("look at https://a.example/x?y=(z)&q, is that me?", "look at [link], is that me?"),
            ("www.clinic.com/ada or clinic.com or t.me/ada", "[link] or [link] or [link]"),
            ("see discord.gg/abc and tel:5551234", "see [link] and [link]"),
            ("<@12> <@!3> <@&4> said so in <#5>", "[name] [name] [name] said so in [name]"),
            ("did @ada.lovelace, @everyone or @bob!", "did [name], [name] or [name]!"),
            ("it hurts <:ow:123456789> at <t:1700000000:R>", "it hurts   at  "),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn what_says_nothing_of_anybody_stays() {
        for text in [
            "does 0.25 or 1.5 mm hurt?",
            "is it 100 % safe at 45, or 50, or 60?",
            "in 2024 I had 3 sessions :/ what now",
            "I looked at a dot on my cheek",
            "do you meet @ the clinic",
            "it is done.is it me?",
            "a/b, and/or, e.g. this",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn those_spoken_to_are_left_out() {
        assert_eq!(without_address("[name] [name], does it hurt"), "does it hurt");
        assert_eq!(without_address("can [name] do it"), "can [name] do it");
        assert_eq!(without_address("[name]"), "");
    }

    fn found(pattern: &str, text: &str) -> bool {
        Regex::new(pattern).unwrap().is_match(text)
    }

    proptest! {
        #[test]
        fn no_address_survives(
            before in "[a-z ,(<]{0,8}", user in "[a-zA-Z0-9._+-]{1,12}", host in "[a-z0-9-]{1,10}", after in "[ .,!?)a-z]{0,8}",
        ) {
            let text = masked(&format!("{before}{user}@{host}.example{after}"));
            let survived = found(r"[a-zA-Z0-9]@[a-zA-Z0-9]", &text) || found(r"@[a-z0-9]", &text);
            prop_assert!(!survived, "{text}");
        }

        #[test]
        fn no_link_survives(
            before in "[a-zé ,(<\\[]{0,8}", scheme in "https?|ftp|HTTPS", path in "[a-zA-Z0-9/._?=&%()-]{1,30}", after in "[ .,!?)]{0,4}",
        ) {
            let text = masked(&format!("{before}{scheme}://host{path}{after}"));
            prop_assert!(!found("://|host", &text), "{text}");
        }

        #[test]
        fn no_long_number_survives(
            before in "[a-z +(]{0,8}", parts in prop::collection::vec("[0-9]{1,5}", 1..8), between in "[ ()./_-]{1,3}|,|",
        ) {
            let number = parts.join(&between);
            let digits = number.chars().filter(char::is_ascii_digit).count();
            let text = masked(&format!("{before}{number} days"));
            let left = text.chars().filter(char::is_ascii_digit).count();
            prop_assert_eq!(left, if digits >= 7 { 0 } else { digits }, "{}", text);
        }

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            let text = masked(&text);
            prop_assert!(!found(r"\d{7}|<@\d", &text), "{text}");
        }
    }
}
