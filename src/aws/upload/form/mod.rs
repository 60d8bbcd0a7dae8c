//! Forms of a POST policy (S3 API reference, "POST policy"): read, checked, and made.

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
    /// Where it is sent to.
    pub url: String,
    /// Name and value of its fields, in this order; after them the package goes as `file`.
    pub fields: Vec<(String, String)>,
}

/// Signatures stay out of logs.
impl fmt::Debug for PostForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostForm({})", before_query(&self.url))
    }
}

/// What a form should allow.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PostFormOptions {
    /// The object to write.
    #[serde(flatten)]
    pub object: ObjectName,
    /// The most bytes of the object.
    pub maximum_size: u64,
    /// Seconds.
    pub expires_in: u32,
}
