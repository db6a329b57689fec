//! The program as its users meet it: at the command line, in Discord, in the FAQ file.

mod cli;
mod evaluation;
mod fake_discord;
mod faq_file;
mod floors;
mod live_faq;
mod reply;
mod shipped_faq;
mod yardstick;
