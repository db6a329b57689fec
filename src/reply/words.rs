//! The bot's own words; all others are the FAQ's.

use faq::text::language::Language;

/// On the button below an answer that helped.
pub const HELPFUL: &str = "Helpful";
/// On the button below an answer to another question.
pub const NOT_WHAT_I_ASKED: &str = "Not what I asked";
/// On the button beside suggestions of which none was meant.
pub const NONE_OF_THESE: &str = "None of these";
/// Before the buttons of entries that may have been meant.
pub const DID_YOU_MEAN: &str = "**Did you mean one of these?**";
/// To a question that two entries fit.
pub const AMBIGUOUS: &str = "I am not sure which of these you mean.";
/// To one who says that an answer helped.
pub const HELPFUL_THANKS: &str = "Thank you, good to know that this helped.";
/// To one who says that an answer was to another question.
pub const SORRY: &str = "Sorry, I took your question for another one.";
/// To one who asks for an entry that was removed.
pub const ENTRY_GONE: &str = "That answer is no longer in the FAQ. `/topics` shows what you can ask.";
/// To a button of another version.
pub const UNKNOWN_BUTTON: &str = "I do not know that button any more. Please ask your question again.";
/// To a command of another version.
pub const UNKNOWN_COMMAND: &str =
    "I do not know that command. `/ask` answers a question, `/topics` shows what you can ask.";
/// To one who wants a bot's message answered.
pub const ONLY_PEOPLE: &str = "I answer only what people ask, and a bot wrote that message.";
/// When answering failed through a fault of ours.
pub const FAILURE: &str = "\
Something went wrong on my side, so I have no answer for you. Please try again in a minute. \
If it is an emergency, do not wait for me: get medical help now.";
/// To one who asks faster than anybody reads, or in a place where many do.
pub const TOO_SOON: &str = "\
That is more questions than I can keep up with here. Please wait half a minute and ask again. \
If it is an emergency, do not wait for me: get medical help now.";
/// Over the list of topics.
pub const TOPICS_TITLE: &str = "What you can ask";
/// Under the list of topics.
pub const TOPICS_FOOTER: &str = "Ask in your own words: mention me, send me a direct message, or use /ask.";
/// Over the note on privacy.
pub const PRIVACY_TITLE: &str = "What happens to your question";
/// The note on privacy. It must stay true: whoever changes what is kept changes this.
pub const PRIVACY: &str = "\
I read a message only if it mentions me, is a direct message to me, stands in a channel where every question is answered, \
or if somebody picks it for \"Answer from the guide\".\n\n\
Questions are matched by the program itself and sent to no other service.\n\n\
**What is stored.** If I refer you to somebody else, or you press \"Not what I asked\", the question is noted for those who \
look after the guide: its text up to 300 characters, the answers that came nearest, how often it was asked, when first and \
when last. Not who asked it, nor where: no name, no id, no server, channel, message or link. E-mail addresses, telephone and \
other long numbers, links, mentions and names behind an @ are blanked out before anything is written. Other personal details \
I cannot tell from a question, so please leave them out. Apart from that I count, by day, how often each answer was given and \
found helpful or not meant, and how often there was none.\n\n\
**Where, and for how long.** In a file on the machine that I run on, until 90 days after the question was last asked; the \
counts for 90 days.\n\n\
**What I remember until I am restarted.** Which reply belongs to which recent message, so that I can follow when you edit or \
delete it, and recent questions that I answered, blanked out in the same way, in case you press \"Not what I asked\". How many \
questions you, the channel and the server asked in the last seconds, so that nobody can flood a channel.\n\n\
**Moderators.** Who changes the guide's answers from here is kept by user id with that change, and a draft for a day.\n\n\
With `/ask` and `private`, and when you press a button, the reply is shown to you alone; what is stored is the same.";

/// That the guide is in English, in the asker's language.
pub fn guide_is_in_english(language: Language) -> &'static str {
    match language {
        Language::Arabic => "الدليل مكتوب بالإنجليزية، لذلك لا أفهم إلا الأسئلة المكتوبة بالإنجليزية.",
        Language::Bengali => "নির্দেশিকাটি ইংরেজিতে লেখা, তাই আমি শুধু ইংরেজিতে করা প্রশ্ন বুঝি।",
        Language::Chinese => "本指南为英文，因此我只能理解英文问题。",
        Language::French => "Le guide est en anglais, je ne comprends donc que les questions posées en anglais.",
        Language::German => "Der Leitfaden ist auf Englisch, deshalb verstehe ich nur Fragen auf Englisch.",
        Language::Hindi => "यह मार्गदर्शिका अंग्रेज़ी में है, इसलिए मैं केवल अंग्रेज़ी में पूछे गए प्रश्न समझता हूँ।",
        Language::Portuguese => "O guia está em inglês, por isso só entendo perguntas em inglês.",
        Language::Russian => {
            "Руководство написано на английском, поэтому я понимаю вопросы только на английском языке."
        }
        Language::Spanish => "La guía está en inglés, por eso solo entiendo preguntas en inglés.",
        Language::Urdu => "یہ رہنما انگریزی میں ہے، اس لیے میں صرف انگریزی میں پوچھے گئے سوالات سمجھتا ہوں۔",
        Language::Other => "The guide is in English, so I understand only questions in English.",
    }
}

/// The first line under an answer.
pub fn from_the_guide(section: &str) -> String {
    format!("From the guide: {section}")
}

/// To a message without words; `example` is a question the guide answers.
pub fn ask_in_words(example: &str) -> String {
    format!("Please ask me a question in a few words, for example: *{example}*\n`/topics` shows what you can ask.")
}

/// Above the reply to a message that somebody picked.
pub fn in_answer_to(link: &str) -> String {
    format!("In answer to {link}")
}

/// Below a list of topics that is too long.
pub fn and_more(left_out: usize) -> String {
    format!("\n... and {left_out} more: start typing in `/ask` to find them.")
}

/// What the slash commands and their options are called in Discord's menus.
pub mod menu {
    /// `/ask`.
    pub const ASK: &str = "Ask a question about micro-penning";
    /// `/ask question`.
    pub const ASK_QUESTION: &str = "Your question, in your own words or picked from the list";
    /// `/ask private`.
    pub const ASK_PRIVATE: &str = "Show the answer to you alone";
    /// `/topics`.
    pub const TOPICS: &str = "What you can ask about";
    /// `/privacy`.
    pub const PRIVACY: &str = "What happens to your question";
    /// The message command.
    pub const ANSWER_FROM_THE_GUIDE: &str = "Answer from the guide";
}
