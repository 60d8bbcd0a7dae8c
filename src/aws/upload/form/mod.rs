//! Forms with a POST policy (S3 API reference, "POST policy"): reading, checking and creating them.

mod condition;
mod make;
mod read;

pub use make::make;
pub use read::read;

use crate::aws::request::before_query;
use crate::aws::s3::ObjectName;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A form that uploads an object.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PostForm {
    /// The URL that the form is sent to.
    pub url: String,
    /// Name and value of its fields, in this order. The package follows them as the field `file`.
    pub fields: Vec<(String, String)>,
}

/// Signatures are not logged.
impl fmt::Debug for PostForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostForm({})", before_query(&self.url))
    }
}

/// The properties of a form that is created.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PostFormOptions {
    /// The object to write.
    #[serde(flatten)]
    pub object: ObjectName,
    /// Maximum size of the object in bytes.
    pub maximum_size: u64,
    /// The lifetime of the form in seconds.
    pub expires_in: u32,
}
