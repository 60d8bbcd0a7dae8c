//! Deploying: requests to S3 and Lambda built and signed, and their answers read. It sends nothing, and has
//! no clock and no randomness: the host passes both in.
//!
//! ```text
//! action ──► draft ──► signed request ──► (the host sends) ──► answer ──► outcome
//! ```
//! - [`action`], [`operation`], [`place`], [`host`], [`request`]: what is asked, and of whom
//! - [`s3`], [`lambda`], [`logs`]: the services
//! - [`credentials`], [`session`], [`sign`]: what was pasted, held, and signed with
//! - [`answer`], [`outcome`], [`failure`]: what came back
//! - [`retry`]: when to ask again
//! - [`upload`]: uploads without credentials, one folder a kind
//! - [`cli`]: the same by commands of the AWS CLI
//! - [`policy`]: what IAM must allow for it
//! - [`clock`], [`literal`], [`problem`]: times as AWS writes them; objects as programs print them; what refuses a call
//!
//! Imports run one way: problem, clock, literal, operation ← answer, place, request, credentials ← host ← failure, sign ← s3, retry ←
//! policy, lambda, logs ← action, outcome ← session, cli ← upload.

#![warn(missing_docs)]

pub mod action;
pub mod answer;
pub mod cli;
pub mod clock;
pub mod credentials;
pub mod failure;
pub mod host;
pub mod lambda;
pub mod literal;
pub mod logs;
pub mod operation;
pub mod outcome;
pub mod place;
pub mod policy;
pub mod problem;
pub mod request;
pub mod retry;
pub mod s3;
pub mod session;
pub mod sign;
pub mod upload;
