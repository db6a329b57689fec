//! Every word the bot says, and how it fits Discord's limits.
