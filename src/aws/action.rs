//! What can be asked of AWS: one variant an operation, in the API's words.

use super::lambda::{self, CodeOrigin, LambdaAction};
use super::logs::{self, LogsAction};
use super::operation::Operation;
use super::place::Place;
use super::problem::Problem;
use super::request::Draft;
use super::s3::{self, S3Action};
use serde::Deserialize;

/// An operation with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(untagged)]
pub enum Action {
    /// One of S3.
    S3(S3Action),
    /// One of Lambda.
    Lambda(LambdaAction),
    /// One of CloudWatch Logs.
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
    /// The operation, without its parameters.
    pub fn operation(&self) -> Operation {
        match self {
            Action::S3(action) => action.operation(),
            Action::Lambda(action) => action.operation(),
            Action::Logs(action) => action.operation(),
        }
    }

    /// Where Lambda gets the zip from; `None` for actions that bring no code to Lambda.
    pub fn code(&self) -> Option<&CodeOrigin> {
        match self {
            Action::S3(_) | Action::Logs(_) => None,
            Action::Lambda(action) => action.code(),
        }
    }

    /// The request of the action, without a signature.
    ///
    /// # Errors
    /// What [`s3::draft`], [`lambda::draft`] and [`logs::draft`] refuse.
    pub fn draft(&self, place: &Place) -> Result<Draft, Problem> {
        match self {
            Action::S3(action) => s3::draft(place, action),
            Action::Lambda(action) => lambda::draft(place, action),
            Action::Logs(action) => logs::draft(place, action),
        }
    }
}
