//! The operations of S3, Lambda and CloudWatch Logs that are used, under the names of the API references.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A service of AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Amazon Simple Storage Service, or a server that speaks its protocol.
    S3,
    /// AWS Lambda.
    Lambda,
    /// Amazon CloudWatch Logs.
    Logs,
}

impl Service {
    /// Returns the service's name in the credential scope of a signature.
    pub fn signing_name(self) -> &'static str {
        match self {
            Service::S3 => "s3",
            Service::Lambda => "lambda",
            Service::Logs => "logs",
        }
    }
}

/// Defines the operations. One line per operation: its service and its name.
macro_rules! operations {
    ($($(#[$doc:meta])* $service:ident $name:ident)*) => {
        /// An operation without its parameters. It determines how a response is read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        pub enum Operation { $($(#[$doc])* $name),* }

        impl Operation {
            /// Returns the service that offers the operation.
            pub fn service(self) -> Service {
                match self { $(Operation::$name => Service::$service),* }
            }

            /// Returns the name in the API reference, such as `PutObject`.
            pub fn name(self) -> &'static str {
                match self { $(Operation::$name => stringify!($name)),* }
            }
        }
    };
}

operations! {
    /// Uploads an object in one request.
    S3 PutObject
    /// Asks for an object's size and checksum.
    S3 HeadObject
    /// Downloads an object.
    S3 GetObject
    /// Begins a multipart upload.
    S3 CreateMultipartUpload
    /// Uploads one part of a multipart upload.
    S3 UploadPart
    /// Combines the parts into an object.
    S3 CompleteMultipartUpload
    /// Ends a multipart upload and deletes its parts.
    S3 AbortMultipartUpload
    /// Lists the parts that have arrived.
    S3 ListParts
    /// Lists the multipart uploads that were started and have not ended.
    S3 ListMultipartUploads
    /// Uploads an object with a form that has a POST policy.
    S3 PostForm
    /// Lists the functions of a region.
    Lambda ListFunctions
    /// Asks for a function, with its configuration.
    Lambda GetFunction
    /// Asks for a function's configuration.
    Lambda GetFunctionConfiguration
    /// Replaces a function's code.
    Lambda UpdateFunctionCode
    /// Changes a function's configuration.
    Lambda UpdateFunctionConfiguration
    /// Creates a function.
    Lambda CreateFunction
    /// Publishes a version of a function.
    Lambda PublishVersion
    /// Asks which version an alias points at.
    Lambda GetAlias
    /// Creates an alias of a version.
    Lambda CreateAlias
    /// Points an alias at another version.
    Lambda UpdateAlias
    /// Publishes a version of a layer.
    Lambda PublishLayerVersion
    /// Lists a layer's versions.
    Lambda ListLayerVersions
    /// Asks for one version of a layer.
    Lambda GetLayerVersion
    /// Calls a function.
    Lambda Invoke
    /// Asks for an account's quotas and how much of them is used.
    Lambda GetAccountSettings
    /// Lists the streams of a log group.
    Logs DescribeLogStreams
    /// Reads lines of a log stream.
    Logs GetLogEvents
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
