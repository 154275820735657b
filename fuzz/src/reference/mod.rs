//! The rules of docs/, once more, by the obvious slow method: what the targets hold hookproof
//! against.
//!
//! It shares no code with the crate, only its names of errors. A file is a rule.

pub mod base64;
pub mod headers;
pub mod message_id;
pub mod secret;
pub mod sign;
pub mod signatures;
pub mod timestamp;
pub mod verify;
