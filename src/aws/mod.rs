//! Deploying: requests to S3 and Lambda built and signed, and their answers read. Sends nothing,
//! has no clock and no randomness: the host passes both in.
//!
//! - [`credentials`], [`session`], [`sign`]: what was pasted, held, and signed with
//! - [`place`], [`action`], [`s3`], [`lambda`], [`zip_file`], [`request`]: what is asked, and of whom
//! - [`upload`], [`presigned`], [`post`], [`ticket`], [`parts`]: uploads without credentials
//! - [`answer`]: what came back
//! - [`retry`], [`waiter`], [`compare`]: when to ask again, and whether the function fits
//! - [`cli`], [`cors`]: the same by hand, and what a bucket must allow
//! - [`clock`], [`problem`]: times as AWS writes them; what refuses a call

pub mod action;
pub mod answer;
pub mod cli;
pub mod clock;
pub mod compare;
pub mod cors;
pub mod credentials;
pub mod lambda;
pub mod parts;
pub mod place;
pub mod post;
pub mod presigned;
pub mod problem;
pub mod request;
pub mod retry;
pub mod s3;
pub mod session;
pub mod sign;
pub mod ticket;
pub mod upload;
pub mod waiter;
pub mod zip_file;
