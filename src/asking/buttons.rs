//! The buttons below replies.

use serenity::model::application::ComponentInteraction;

use super::Context;
use super::interactions::respond_with_note;
use crate::reply::{self, Action};

/// Records a press, and shows its result to the person who pressed the button.
pub(super) async fn on_press(context: &Context, button: &ComponentInteraction) {
    let reply = match Action::parse(&button.data.custom_id) {
        Some(action) => {
            let snapshot = context.store.current();
            context.recorder.record_press(snapshot.faq(), &action);
            reply::pressed(snapshot.faq(), &action)
        }
        None => reply::unknown_button(),
    };
    respond_with_note(context, button.id, &button.token, &reply).await;
}
