//! What an operation came to: its value, or a failure that says what to do.

use super::answer::Answer;
use super::failure::Failure;
use super::lambda::{self, FunctionConfiguration};
use super::logs;
use super::operation::{Operation, Service};
use super::s3;
use lambda::answer::{
    AccountSettings, AliasConfiguration, FunctionDetails, FunctionList, Invocation, LayerVersion,
    LayerVersionList,
};
use logs::answer::{LogEventList, LogStreamList};
use s3::answer::{
    CompletedObject, CreatedUpload, MultipartUploadList, ObjectMetadata, PartList, StoredObject,
};
use serde::Serialize;

/// An answer without anything in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Empty {}

/// One line a type of value.
macro_rules! values {
    ($($type:ident)*) => {
        /// What an operation answered. The operation says which variant it is.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Value {
            $(#[doc = concat!("See [`", stringify!($type), "`].")] $type(Box<$type>)),*
        }

        $(impl From<$type> for Value {
            fn from(value: $type) -> Value {
                Value::$type(Box::new(value))
            }
        })*
    };
}

values! {
    StoredObject CompletedObject ObjectMetadata CreatedUpload PartList MultipartUploadList
    FunctionList FunctionDetails FunctionConfiguration AliasConfiguration LayerVersion LayerVersionList Invocation
    AccountSettings LogStreamList LogEventList Empty
}

/// One line an operation: the type of its value, and what reads it.
macro_rules! answers {
    ($($operation:ident $type:ident $read:path;)*) => {
        fn value(op: Operation, answer: &Answer) -> Option<Value> {
            match op {
                $(Operation::$operation => {
                    let value: Option<$type> = $read(answer);
                    value.map(Value::from)
                })*
            }
        }

        /// The value of each operation's answer, for TypeScript.
        #[cfg(target_arch = "wasm32")]
        #[derive(tsify::Tsify)]
        #[allow(missing_docs, non_snake_case)]
        pub struct Values { $(pub $operation: $type),* }
    };
}

answers! {
    PutObject StoredObject s3::answer::stored;
    UploadPart StoredObject s3::answer::stored;
    PostForm StoredObject s3::answer::posted;
    CompleteMultipartUpload CompletedObject s3::answer::completed;
    HeadObject ObjectMetadata s3::answer::metadata;
    GetObject ObjectMetadata s3::answer::metadata;
    CreateMultipartUpload CreatedUpload s3::answer::created;
    AbortMultipartUpload Empty empty;
    ListParts PartList s3::answer::parts;
    ListMultipartUploads MultipartUploadList s3::answer::uploads;
    ListFunctions FunctionList lambda::answer::functions;
    GetFunction FunctionDetails lambda::answer::function;
    GetFunctionConfiguration FunctionConfiguration lambda::answer::configuration;
    UpdateFunctionCode FunctionConfiguration lambda::answer::configuration;
    UpdateFunctionConfiguration FunctionConfiguration lambda::answer::configuration;
    CreateFunction FunctionConfiguration lambda::answer::configuration;
    PublishVersion FunctionConfiguration lambda::answer::configuration;
    GetAlias AliasConfiguration lambda::answer::alias;
    CreateAlias AliasConfiguration lambda::answer::alias;
    UpdateAlias AliasConfiguration lambda::answer::alias;
    PublishLayerVersion LayerVersion lambda::answer::layer_version;
    ListLayerVersions LayerVersionList lambda::answer::layer_versions;
    GetLayerVersion LayerVersion lambda::answer::layer_version;
    Invoke Invocation lambda::answer::invocation;
    GetAccountSettings AccountSettings lambda::answer::account_settings;
    DescribeLogStreams LogStreamList logs::answer::streams;
    GetLogEvents LogEventList logs::answer::events;
}

fn empty(_: &Answer) -> Option<Empty> {
    Some(Empty {})
}

/// Reads the answer to `op`. An error inside a 200, as CompleteMultipartUpload may send, is a failure.
///
/// # Errors
/// The failure, classified.
pub fn read(op: Operation, answer: &Answer) -> Result<Value, Box<Failure>> {
    let is_ok = (200..300).contains(&answer.status);
    let error = match op.service() {
        Service::S3 => (!is_ok || s3::error::is_error(&answer.body)).then(|| s3::error::read(answer)),
        // CloudWatch Logs names its errors as Lambda does, in `__type` (AWS JSON 1.1 protocol).
        Service::Lambda | Service::Logs => (!is_ok).then(|| lambda::error::read(answer)),
    };
    match error {
        Some(error) => Err(Box::new(Failure::refused(op, answer, error))),
        None => value(op, answer).ok_or_else(|| Box::new(Failure::unreadable(op, answer))),
    }
}

/// Reads the answer to a request that somebody else signed, such as a presigned URL: it can neither be signed anew
/// nor sent elsewhere, and no credentials of the user's are at fault.
///
/// # Errors
/// The failure, classified.
pub fn read_presigned(op: Operation, answer: &Answer) -> Result<Value, Box<Failure>> {
    read(op, answer).map_err(|failure| Box::new(failure.of_presigned(op)))
}
