//! Tests.

mod reply;
