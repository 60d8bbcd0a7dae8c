//! Actions: the operations of AWS that are used, with their parameters. One variant per service, under the names of
//! the API.

use super::endpoint::EndpointConfig;
use super::lambda::{self, CodeOrigin, LambdaAction};
use super::logs::{self, LogsAction};
use super::operation::Operation;
use super::request::UnsignedRequest;
use super::request_error::RequestError;
use super::s3::{self, S3Action};
use serde::Deserialize;

/// An operation with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(untagged)]
pub enum Action {
    /// An operation of S3.
    S3(S3Action),
    /// An operation of Lambda.
    Lambda(LambdaAction),
    /// An operation of CloudWatch Logs.
    Logs(LogsAction),
}

impl From<S3Action> for Action {
    fn from(action: S3Action) -> Action {
        Action::S3(action)
    }
}

impl From<LambdaAction> for Action {
    fn from(action: LambdaAction) -> Action {
        Action::Lambda(action)
    }
}

impl From<LogsAction> for Action {
    fn from(action: LogsAction) -> Action {
        Action::Logs(action)
    }
}

impl Action {
    /// Returns the operation without its parameters.
    pub fn operation(&self) -> Operation {
        match self {
            Action::S3(action) => action.operation(),
            Action::Lambda(action) => action.operation(),
            Action::Logs(action) => action.operation(),
        }
    }

    /// Returns where Lambda gets the zip from; `None` for actions that send no code to Lambda.
    pub fn code(&self) -> Option<&CodeOrigin> {
        match self {
            Action::S3(_) | Action::Logs(_) => None,
            Action::Lambda(action) => action.code(),
        }
    }

    /// Builds the unsigned request of the action.
    ///
    /// # Errors
    /// The errors of [`s3::unsigned_request`], [`lambda::unsigned_request`] and [`logs::unsigned_request`].
    pub fn unsigned_request(&self, place: &EndpointConfig) -> Result<UnsignedRequest, RequestError> {
        match self {
            Action::S3(action) => s3::unsigned_request(place, action),
            Action::Lambda(action) => lambda::unsigned_request(place, action),
            Action::Logs(action) => logs::unsigned_request(place, action),
        }
    }
}
