//! The bot's own wording; all other texts are the FAQ's.

use faq::text::Language;

pub const HELPFUL: &str = "Helpful";
pub const NOT_WHAT_I_ASKED: &str = "Not what I asked";
pub const NONE_OF_THESE: &str = "None of these";
/// The line before buttons that show entries.
pub const DID_YOU_MEAN: &str = "**Did you mean one of these?**";
/// The title of the reply to an emergency of any kind. The sign makes it stand out where the colour is not shown.
pub const EMERGENCY_TITLE: &str = "⚠️ This may be an emergency";
/// The reply to a question that only resembles some entries, above their buttons.
pub const NOT_SURE: &str = "I'm not sure the guide answers this.";
/// The last line below the answers to a message with a part that no topic of the FAQ is close to.
pub const PART_NOT_UNDERSTOOD: &str =
    "I did not understand part of your message. Please ask that part again in a separate message.";
/// The reply to a question that two entries fit equally well.
pub const AMBIGUOUS: &str = "I am not sure which of these you mean.";
/// The reply to [`HELPFUL`].
pub const HELPFUL_THANKS: &str = "Thank you, I am glad that this helped.";
/// The reply to [`NOT_WHAT_I_ASKED`] if there are alternatives.
pub const SORRY: &str = "Sorry, I misunderstood your question.";
/// The reply to a button whose entry was removed.
pub const ENTRY_GONE: &str = "That answer is no longer in the FAQ. `/topics` shows what you can ask.";
/// The reply to a button of another version.
pub const UNKNOWN_BUTTON: &str = "That button no longer works. Please ask your question again.";
/// The reply to a command of another version.
pub const UNKNOWN_COMMAND: &str =
    "I do not know that command. `/ask` answers a question, `/topics` shows what you can ask.";
/// The refusal to answer a bot's message.
pub const ONLY_PEOPLE: &str = "I only answer questions from people, and that message is from a bot.";
/// The reply to a message that asks something that the bot cannot read.
pub const UNREADABLE: &str = "\
I cannot see the text of that message. Please mention me by name in the same message as your question, or use `/ask`. To have \
somebody's message answered, press and hold it (or right-click it), then choose *Apps* and **Answer from the guide**.";
/// The apology for a fault of ours.
pub const FAILURE: &str = "\
Something went wrong on my side, so I have no answer for you. Please try again in a minute.";
/// The reply to a question over a limit.
pub const TOO_SOON: &str = "\
That is more questions than I can keep up with here. Please wait half a minute and ask again.";
/// The reply to a question that waited too long for the FAQ to be learned.
pub const STILL_LEARNING: &str = "\
I have only just started and am still learning the guide. Please ask again in a minute.";
pub const TOPICS_TITLE: &str = "What you can ask";
pub const TOPICS_FOOTER: &str = "Ask in your own words: mention me, send me a direct message, or use /ask.";
pub const PRIVACY_TITLE: &str = "What happens to your question";
/// The note on privacy. It must stay true: a change of what is stored changes this text too.
pub const PRIVACY: &str = "\
I read a message only if it mentions me, somebody mentions me in a reply to it, it is a direct message to me, it is in a \
channel where I answer every question, or it is picked for \"Answer from the guide\".\n\n\
Questions are matched by this program itself and are not sent to any other service.\n\n\
**What is stored.** If I have no answer to your question or to a part of it, or you press \"Not what I asked\", the question \
is noted for the people who maintain the guide: its text up to 300 characters, the closest answers, how often it was asked, \
and when it was first and last asked. Who asked it is not stored: no name, ID, channel, message or link. In a server other than the \
guide's own, the server's ID is stored with it, so that only that server's team sees it. Email addresses, \
phone numbers and other long numbers, links, mentions and names after an @ are blanked out before anything is stored. I \
cannot recognize other personal details, so please leave them out. I also count, by day, how often each answer was given, \
how often it was marked as helpful or as not what was asked, and how often there was no answer.\n\n\
**Where, and for how long.** In a file on the machine that I run on. A question is deleted 90 days after it was last asked, \
the counts after 90 days.\n\n\
**What I remember until I restart.** Which of my replies belongs to which recent message, so that I can change or delete \
the reply when you edit or delete the message. Recent questions that I answered, blanked out in the same way, in case you \
press \"Not what I asked\". How many questions you, the channel and the server asked in the last seconds, so that nobody can \
flood a channel.\n\n\
**Moderators.** When a moderator changes the guide's answers from Discord, the change is stored with their user ID, and so is a \
change of a server's settings or own answers. Drafts are stored for a day.\n\n\
With `/ask` and `private`, and when you press a button, only you see the reply; what is stored is the same.";

/// Returns the sentence that the guide is in this language, in the `asker`'s language if the guide is in English.
pub fn guide_is_in(language: Language, asker: Language) -> String {
    if language.is_english() {
        return guide_is_in_english(asker).to_owned();
    }
    let name = language.name();
    format!("The guide is in {name}, so I understand only questions in {name}.")
}

fn guide_is_in_english(asker: Language) -> &'static str {
    match asker.code() {
        "ar" => "الدليل مكتوب بالإنجليزية، لذلك لا أفهم إلا الأسئلة المكتوبة بالإنجليزية.",
        "bn" => "নির্দেশিকাটি ইংরেজিতে লেখা, তাই আমি শুধু ইংরেজিতে করা প্রশ্ন বুঝি।",
        "zh" => "本指南为英文，因此我只能理解英文问题。",
        "fr" => "Le guide est en anglais, je ne comprends donc que les questions posées en anglais.",
        "de" => "Der Leitfaden ist auf Englisch, deshalb verstehe ich nur Fragen auf Englisch.",
        "hi" => "यह मार्गदर्शिका अंग्रेज़ी में है, इसलिए मैं केवल अंग्रेज़ी में पूछे गए प्रश्न समझता हूँ।",
        "pt" => "O guia está em inglês, por isso só entendo perguntas em inglês.",
        "ru" => "Руководство написано на английском, поэтому я понимаю вопросы только на английском языке.",
        "es" => "La guía está en inglés, por eso solo entiendo preguntas en inglés.",
        "ur" => "یہ رہنما انگریزی میں ہے، اس لیے میں صرف انگریزی میں پوچھے گئے سوالات سمجھتا ہوں۔",
        _ => "The guide is in English, so I understand only questions in English.",
    }
}

/// Returns the first line of an answer's footer; `sections` are the guide's.
pub fn from_the_guide(sections: &str) -> String {
    format!("From the guide: {sections}")
}

/// Returns the line below the answers to a message that names the questions that the guide does not answer.
pub fn not_in_the_guide(questions: &[&str]) -> String {
    format!("**The guide does not say:** {}", questions.join(" "))
}

/// Returns the reply to a message without words; `example` is a question that the guide answers.
pub fn ask_in_words(example: &str) -> String {
    format!("Please ask me a question in a few words, for example: *{example}*\n`/topics` shows what you can ask.")
}

/// Returns the name of an entry whose question appears under two headings.
pub fn under_heading(heading: &str, question: &str) -> String {
    format!("{heading}: {question}")
}

/// Returns the name of a gap in a list of entries and gaps.
pub fn gap_choice(question: &str) -> String {
    format!("Not in the guide: {question}")
}

/// Returns the line above the reply to a message that somebody picked.
pub fn in_answer_to(link: &str) -> String {
    format!("In answer to {link}")
}

/// Returns the line below a list of topics that is too long.
pub fn and_more(left_out: usize) -> String {
    format!("\n... and {left_out} more: start typing in `/ask` to find them.")
}

/// The texts of commands and their options in Discord's menus.
pub mod menu {
    /// Returns the description of `/ask`, at most 100 characters.
    pub fn ask(about: Option<&str>) -> String {
        match about {
            Some(about) => super::super::one_line(&format!("Ask a question about {about}")),
            None => "Ask a question".to_owned(),
        }
    }
    /// `/ask question`.
    pub const ASK_QUESTION: &str = "Your question, in your own words or picked from the list";
    /// `/ask private`.
    pub const ASK_PRIVATE: &str = "Show the answer only to you";
    pub const TOPICS: &str = "What you can ask about";
    pub const PRIVACY: &str = "What happens to your question";
    pub const ANSWER_FROM_THE_GUIDE: &str = "Answer from the guide";
}
