//! Deployment: builds and signs requests to S3, Lambda and CloudWatch Logs, and reads the responses. This module
//! sends nothing. It has no clock and no randomness: the host passes both in.
//!
//! ```text
//! action ──► unsigned request ──► signed request ──► (the host sends) ──► response ──► outcome
//! ```
//! - [`action`], [`operation`], [`endpoint`], [`host`], [`request`]: the requests, and where they are sent
//! - [`s3`], [`lambda`], [`logs`]: the services
//! - [`credentials`], [`session`], [`sign`]: reading credentials, keeping them, and signing with them
//! - [`answer`], [`outcome`], [`failure`]: the responses
//! - [`retry`]: when to send a request again
//! - [`upload`]: uploads without credentials, one folder per kind
//! - [`cli`]: the same steps as commands of the AWS CLI
//! - [`policy`]: the IAM policy that a deployment needs
//! - [`clock`], [`literal`], [`request_error`]: times as AWS writes them; objects as programs print them; why a call
//!   is refused
//!
//! Imports run one way: request_error, clock, literal, operation ← answer, endpoint, request, credentials ← host ←
//! failure, sign ← s3, retry ← policy, lambda, logs ← action, outcome ← session, cli ← upload.

#![warn(missing_docs)]

pub mod action;
pub mod answer;
pub mod cli;
pub mod clock;
pub mod credentials;
pub mod endpoint;
pub mod failure;
pub mod host;
pub mod lambda;
pub mod literal;
pub mod logs;
pub mod operation;
pub mod outcome;
pub mod policy;
pub mod request;
pub mod request_error;
pub mod retry;
pub mod s3;
pub mod session;
pub mod sign;
pub mod upload;
