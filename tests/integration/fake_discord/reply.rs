//! What people see of the bot.

use std::fmt;

use serde_json::Value;

use super::FakeDiscord;
use super::mentions::Ping;
use super::model::{Attachment, Happening, Id, Message};

/// A message of the bot's; its `Display` is what a person sees, for snapshots.
#[derive(Debug, Clone)]
pub struct Reply {
    pub id: Id,
    pub channel: Id,
    /// The message that it stands under.
    pub replies_to: Option<Id>,
    /// The only person who sees it.
    pub visible_to: Option<Id>,
    /// Whom it notifies.
    pub pings: Vec<Ping>,
    pub content: String,
    pub embeds: Vec<Value>,
    pub attachments: Vec<Attachment>,
    rows: Vec<Vec<String>>,
    custom_ids: Vec<String>,
}

impl Reply {
    fn new(message: Message) -> Self {
        Self {
            id: message.id,
            channel: message.channel,
            replies_to: message.reference,
            visible_to: message.visible_to,
            pings: message.pings,
            content: message.content,
            embeds: message.embeds,
            attachments: message.attachments,
            rows: message.components.iter().map(labels).collect(),
            custom_ids: message.components.iter().flat_map(custom_ids).collect(),
        }
    }

    /// The first embed's title.
    pub fn title(&self) -> &str {
        self.embeds.first().and_then(|embed| embed["title"].as_str()).unwrap_or_default()
    }

    /// The file of this name below it, as text.
    pub fn file(&self, name: &str) -> String {
        let file = self.attachments.iter().find(|file| file.filename == name);
        let file = file.unwrap_or_else(|| panic!("no file {name:?} below\n{self}"));
        String::from_utf8_lossy(&file.bytes).into_owned()
    }

    /// The `custom_id`s of all buttons, in order.
    #[allow(dead_code, reason = "the load example presses no buttons")]
    pub fn custom_ids(&self) -> Vec<String> {
        self.custom_ids.clone()
    }

    /// The labels of all buttons, in order.
    pub fn buttons(&self) -> Vec<&str> {
        self.rows.iter().flatten().map(String::as_str).collect()
    }
}

fn custom_ids(row: &Value) -> Vec<String> {
    let buttons = row["components"].as_array().into_iter().flatten();
    buttons.filter_map(|button| button["custom_id"].as_str()).map(str::to_owned).collect()
}

/// What is chosen in a menu of channels or roles beforehand.
fn chosen(menu: &Value) -> String {
    let chosen = menu["default_values"].as_array().into_iter().flatten();
    let ids: Vec<&str> = chosen.filter_map(|value| value["id"].as_str()).collect();
    if ids.is_empty() { "none".to_owned() } else { ids.join(" ") }
}

fn labels(row: &Value) -> Vec<String> {
    let buttons = row["components"].as_array().into_iter().flatten();
    let label = |component: &Value| match component["options"].as_array() {
        Some(options) => options.iter().filter_map(|option| option["label"].as_str()).collect::<Vec<_>>().join(" | "),
        None => match component["placeholder"].as_str() {
            Some(placeholder) => format!("{placeholder}: {}", chosen(component)),
            None => component["label"].as_str().unwrap_or("(no label)").to_owned(),
        },
    };
    buttons.map(label).collect()
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        if self.visible_to.is_some() {
            lines.push("(only you can see this)".to_owned());
        }
        lines.extend((!self.content.is_empty()).then(|| self.content.clone()));
        for embed in &self.embeds {
            let text = |value: &Value| value.as_str().map(str::to_owned);
            lines.extend(text(&embed["title"]).map(|title| format!("# {title}")));
            lines.extend(text(&embed["description"]));
            for field in embed["fields"].as_array().into_iter().flatten() {
                let shown = |key| text(&field[key]).unwrap_or_default();
                lines.push(format!("**{}** {}", shown("name"), shown("value")));
            }
            lines.extend(text(&embed["footer"]["text"]).map(|footer| format!("-# {footer}")));
        }
        lines.extend(self.rows.iter().map(|row| format!("[{}]", row.join("] ["))));
        lines.extend(self.attachments.iter().map(|file| format!("({}, {} bytes)", file.filename, file.bytes.len())));
        f.write_str(&lines.join("\n"))
    }
}

/// A modal that the bot opened for somebody.
#[derive(Debug, Clone)]
pub struct Modal {
    pub user: Id,
    pub channel: Id,
    /// The message whose button opened it.
    pub pressed_on: Option<Id>,
    pub body: Value,
}

impl fmt::Display for Modal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = self.body["title"].as_str().unwrap_or_default();
        let input = |input: &Value| {
            let text = |key| input[key].as_str().unwrap_or_default();
            let star = if input["required"] == true { "*" } else { "" };
            format!("{}{star} (at most {}): {}", text("label"), input["max_length"], text("value"))
        };
        let lines: Vec<String> = std::iter::once(format!("# {title}")).chain(self.inputs().map(input)).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl Modal {
    /// The text inputs, in order.
    pub fn inputs(&self) -> impl Iterator<Item = &Value> {
        self.body["components"].as_array().into_iter().flatten().filter_map(|row| row["components"].get(0))
    }
}

/// How many questions in a row must be answered before silence counts as silence: the bot handles events side by
/// side, and each round gives one that is still at work its turn.
const SENTINELS: usize = 3;

impl FakeDiscord {
    async fn next(&self, what: &str) -> Happening {
        self.wait_for(what, |state| state.unread.pop_front()).await
    }

    fn unexpected(&self, wanted: &str, came: &Happening) -> ! {
        panic!("waited for {wanted}, but there came {came:?}\n{}", self.history())
    }

    /// The bot's next message, in a channel or as an answer to a command or button.
    pub async fn next_reply(&self) -> Reply {
        match self.next("a reply").await {
            Happening::Reply(message) => Reply::new(message),
            other => self.unexpected("a reply", &other),
        }
    }

    /// How many replies have come that nobody has looked at; they are looked at with this.
    #[allow(dead_code, reason = "the load example counts by it")]
    pub fn replies_so_far(&self) -> usize {
        let mut state = self.state();
        let come = std::mem::take(&mut state.unread);
        come.iter().filter(|happening| matches!(happening, Happening::Reply(_))).count()
    }

    /// The bot's next change of a message of its own.
    pub async fn next_edit(&self) -> Reply {
        match self.next("an edit").await {
            Happening::Edit(message) => Reply::new(message),
            other => self.unexpected("an edit", &other),
        }
    }

    /// The bot's next change of a message of its own and its next message, whichever comes first.
    #[allow(dead_code, reason = "the load example looks at no edits")]
    pub async fn next_edit_and_reply(&self) -> (Reply, Reply) {
        match (self.next("an edit or a reply").await, self.next("the other").await) {
            (Happening::Edit(edit), Happening::Reply(reply)) | (Happening::Reply(reply), Happening::Edit(edit)) => {
                (Reply::new(edit), Reply::new(reply))
            }
            (_, other) => self.unexpected("an edit and a reply", &other),
        }
    }

    /// One of the bot's messages as it stands now. The changes that led to it are looked at with this.
    #[allow(dead_code, reason = "the load example looks at no edits")]
    pub fn message(&self, id: Id) -> Reply {
        let mut state = self.state();
        state.unread.retain(|happening| !matches!(happening, Happening::Edit(message) if message.id == id));
        Reply::new(state.messages.get(&id).expect("the message stands").clone())
    }

    /// The modals among what has come so far, which is looked at with this.
    #[allow(dead_code, reason = "the load example opens no modals")]
    pub fn modals_so_far(&self) -> Vec<Modal> {
        let come = std::mem::take(&mut self.state().unread);
        let modal = |happening| match happening {
            Happening::Modal { user, channel, pressed_on, body } => Some(Modal { user, channel, pressed_on, body }),
            _ => None,
        };
        come.into_iter().filter_map(modal).collect()
    }

    /// The message that the bot takes away next.
    pub async fn next_deletion(&self) -> Id {
        match self.next("a deletion").await {
            Happening::Deletion(message) => message,
            other => self.unexpected("a deletion", &other),
        }
    }

    /// The bot's next modal.
    pub async fn next_modal(&self) -> Modal {
        match self.next("a modal").await {
            Happening::Modal { user, channel, pressed_on, body } => Modal { user, channel, pressed_on, body },
            other => self.unexpected("a modal", &other),
        }
    }

    /// Asserts that the bot does nothing more: strangers ask it something directly, and what comes are the answers to
    /// them and nothing else.
    pub async fn expect_silence(&self) {
        for round in 0..SENTINELS {
            let name = self.change(|state| format!("sentinel {round} {}", state.fresh_id()));
            let stranger = self.user(&name);
            let channel = stranger.dm_channel();
            stranger.dm("Does it hurt?");
            let reply = self.next_reply().await;
            assert_eq!(reply.channel, channel, "expected silence, but there came:\n{reply}\n{}", self.history());
        }
        let left = self.state().unread.pop_front();
        if let Some(left) = left {
            self.unexpected("silence", &left);
        }
    }
}
