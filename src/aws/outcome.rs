//! The result of an operation: its value, or a failure that states what to do.

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

/// An empty response.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Empty {}

/// Defines `Value`, with one variant per type.
macro_rules! values {
    ($($type:ident)*) => {
        /// The value in an operation's response. The operation determines the variant.
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

/// Defines how responses are read. One line per operation: the type of its value, and the function that reads it.
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

        /// The type of each operation's value, for TypeScript.
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

/// Reads the response to `op`. An error in a response with status 200, which CompleteMultipartUpload may send, is a
/// failure.
///
/// # Errors
/// The failure, classified.
pub fn read(op: Operation, answer: &Answer) -> Result<Value, Box<Failure>> {
    let is_ok = (200..300).contains(&answer.status);
    let error = match op.service() {
        Service::S3 => (!is_ok || s3::error::is_error(&answer.body)).then(|| s3::error::read(answer)),
        // CloudWatch Logs states the error code in `__type`, as Lambda does (AWS JSON 1.1 protocol).
        Service::Lambda | Service::Logs => (!is_ok).then(|| lambda::error::read(answer)),
    };
    match error {
        Some(error) => Err(Box::new(Failure::refused(op, answer, error))),
        None => value(op, answer).ok_or_else(|| Box::new(Failure::unreadable(op, answer))),
    }
}

/// Reads the response to a request that someone else signed, such as a presigned URL. Such a request can neither be
/// signed again nor sent elsewhere, and the user's own credentials are not the cause of a failure.
///
/// # Errors
/// The failure, classified.
pub fn read_presigned(op: Operation, answer: &Answer) -> Result<Value, Box<Failure>> {
    read(op, answer).map_err(|failure| Box::new(failure.of_presigned(op)))
}
