//! The table of refusals: the kind of failure for an error code and a message. One line per rule; the first rule that
//! fits applies. The codes and messages come from the error lists of the S3 and Lambda API references, and from
//! responses that were recorded from AWS (LocalStack's snapshots).

use super::kind::FailureKind::{self, *};
use std::ops::RangeInclusive;

/// A rule of the table.
pub(super) struct Rule {
    /// The error code without `Exception`; empty for any code.
    pub code: &'static str,
    /// Text that the message must contain; empty for any message.
    pub words: &'static str,
    pub kind: FailureKind,
    pub retryable: bool,
    /// What to do. Limits are written as their names, which `classify` replaces by the numbers.
    pub hint: &'static str,
}

pub(super) const STOP: bool = false;
const RETRY: bool = true;

const fn rule(
    code: &'static str,
    words: &'static str,
    kind: FailureKind,
    retryable: bool,
    hint: &'static str,
) -> Rule {
    Rule { code, words, kind, retryable, hint }
}

const NEW_CREDENTIALS: &str = "Paste new credentials: what was uploaded is kept";
const NEW_URL: &str = "Ask for a new URL or ticket: what was uploaded under a ticket is kept";
const NOT_YET: &str = "Check the clock of the computer that made it: by the server's clock its time has not begun. Wait, or ask for a new one";
const CLOCK: &str = "Set this computer's clock: the request is signed again with the server's time";
const WRONG_KEYS: &str =
    "Paste the credentials again: the access key ID, the secret or the session token is wrong";
const OTHER_REGION: &str = "Choose the bucket's region";
/// Hints are shown once a request is not sent again.
const WAIT: &str = "Wait a little, then try again";
const ALLOW: &str = "Ask whoever manages the account to allow this";
const AGAIN: &str = "Try again";
const UNZIPPED: &str = "Make the package or its layers smaller: unzipped, they share {UNZIPPED_LIMIT} bytes";
const KEY: &str =
    "Look at the key of the function's environment variables: Lambda cannot decrypt them with it";
const NETWORK: &str =
    "Look at the function's VPC: its subnets, its security groups, and what its role may do in EC2";
const FILE_SYSTEM: &str =
    "Look at the function's file system: its mount target, its security groups and its access point";
pub(super) const EVENT: &str = "Make the test event smaller: a call takes 6 MiB at most";
const START_AGAIN: &str = "Start the upload again: the parts of this one are gone";

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // Credentials and clocks.
    rule("ExpiredToken",                "",                                   ExpiredCredentials, STOP,  NEW_CREDENTIALS),
    rule("TokenRefreshRequired",        "",                                   ExpiredCredentials, STOP,  NEW_CREDENTIALS),
    rule("",                            "security token included in the request is expired", ExpiredCredentials, STOP, NEW_CREDENTIALS),
    rule("RequestTimeTooSkewed",        "",                                   Skew,       RETRY, CLOCK),
    rule("",                            "Signature expired: ",                Skew,       RETRY, CLOCK),
    rule("",                            "Signature not yet current",          Skew,       RETRY, CLOCK),
    rule("RequestExpired",              "",                                   Skew,       RETRY, CLOCK),
    rule("AccessDenied",                "Request has expired",                ExpiredUrl, STOP,  NEW_URL),
    rule("AccessDenied",                "Policy expired",                     ExpiredUrl, STOP,  NEW_URL),
    rule("AccessDenied",                "not yet valid",                      ExpiredUrl, STOP,  NOT_YET),
    rule("",                            "Credential should be scoped to a valid region", Region, STOP, "Choose the region of the endpoint: the request was signed for another one"),
    rule("",                            "Credential should be scoped to correct service", Invalid, STOP, "Check the endpoint: it belongs to another service of AWS"),
    rule("SignatureDoesNotMatch",       "",                                   BadCredentials, STOP, WRONG_KEYS),
    rule("InvalidSignature",            "",                                   BadCredentials, STOP, WRONG_KEYS),
    rule("InvalidClientTokenId",        "",                                   BadCredentials, STOP, WRONG_KEYS),
    rule("UnrecognizedClient",          "",                                   BadCredentials, STOP, WRONG_KEYS),
    rule("InvalidAccessKeyId",          "",                                   BadCredentials, STOP, WRONG_KEYS),
    rule("InvalidToken",                "",                                   BadCredentials, STOP, WRONG_KEYS),
    rule("MissingAuthenticationToken",  "",                                   BadCredentials, STOP, WRONG_KEYS),
    rule("IncompleteSignature",         "",                                   BadCredentials, STOP, WRONG_KEYS),
    // Regions.
    rule("AuthorizationHeaderMalformed", "region",                            Region,     RETRY, OTHER_REGION),
    rule("AuthorizationQueryParametersError", "region",                       Region,     STOP,  "Ask for a URL made for the bucket's region"),
    rule("PermanentRedirect",           "",                                   Region,     RETRY, OTHER_REGION),
    rule("TemporaryRedirect",           "",                                   Region,     RETRY, OTHER_REGION),
    rule("IllegalLocationConstraint",   "",                                   Region,     RETRY, OTHER_REGION),
    rule("InvalidParameterValue",       "PermanentRedirect",                  Region,     STOP,  "Lambda reads packages from buckets in the function's own region only: upload to one there"),
    // Permissions.
    rule("AccessDenied",                "headers present in the request which were not signed", Invalid, STOP, "Ask for a URL made without these headers, or try without a browser extension that adds them"),
    rule("AccessForbidden",             "CORSResponse",                       Cors,       STOP,  "Give the bucket the CORS configuration shown"),
    rule("",                            "CORSResponse",                       Cors,       STOP,  "Give the bucket the CORS configuration shown"),
    rule("AccessDenied",                "Invalid according to Policy",        Invalid,    STOP,  "Use the form's fields exactly as they were given"),
    rule("AccessDenied",                "",                                   Denied,     STOP,  ALLOW),
    rule("AccountProblem",              "",                                   Denied,     STOP,  "Contact AWS support"),
    rule("AllAccessDisabled",           "",                                   Denied,     STOP,  "Contact AWS support"),
    rule("KMSAccessDenied",             "",                                   Denied,     STOP,  "Allow the key's use in its policy"),
    rule("EC2AccessDenied",             "",                                   Denied,     STOP,  NETWORK),
    rule("InvalidParameterValue",       "cannot be assumed by Lambda",        Denied,     RETRY, "Let lambda.amazonaws.com assume the role; a new role takes some seconds to be known"),
    rule("InvalidCodeSignature",        "",                                   Denied,     STOP,  "The function takes signed packages only: sign it with AWS Signer and deploy the result"),
    rule("CodeVerificationFailed",      "",                                   Denied,     STOP,  "The function takes signed packages only: sign it with AWS Signer and deploy the result"),
    rule("CodeSigningConfigNotFound",   "",                                   NotFound,   STOP,  "Remove the function's code signing configuration, or choose one that exists"),
    // Sizes.
    rule("",                            "payload is too large",               TooLarge,   STOP,  EVENT),
    rule("",                            "for the InvokeFunction operation",   TooLarge,   STOP,  EVENT),
    rule("SerializedRequestEntityTooLarge", "",                               TooLarge,   STOP,  EVENT),
    rule("RequestEntityTooLarge",       "",                                   TooLarge,   STOP,  "Deploy through S3: a direct upload takes {DIRECT_UPLOAD_LIMIT} bytes at most"),
    rule("RequestTooLarge",             "",                                   TooLarge,   STOP,  EVENT),
    rule("EntityTooLarge",              "",                                   TooLarge,   STOP,  "Make the package smaller, or ask for an upload that allows more"),
    rule("EntityTooSmall",              "minimum allowed object size",        Invalid,    STOP,  "Ask for an upload that allows less"),
    rule("EntityTooSmall",              "",                                   BadPart,    STOP,  "Start the upload again: all parts but the last have 5 MiB or more"),
    rule("CodeStorageExceeded",         "",                                   TooLarge,   STOP,  "Delete old versions and layers, or ask AWS for more code storage"),
    rule("InvalidParameterValue",       "Unzipped size must be smaller",      TooLarge,   STOP,  UNZIPPED),
    rule("InvalidParameterValue",       "exceeds the maximum allowed size",   TooLarge,   STOP,  UNZIPPED),
    rule("InvalidParameterValue",       "consume more than the available size", TooLarge, STOP,  UNZIPPED),
    rule("InvalidParameterValue",       "must be smaller than",               TooLarge,   STOP,  "Make the package smaller"),
    // Concurrent changes.
    rule("ResourceConflict",            "already exist",                      Exists,     STOP,  "Update it instead, or choose another name"),
    rule("ResourceConflict",            "",                                   InProgress, RETRY, WAIT),
    rule("ResourceNotReady",            "",                                   InProgress, RETRY, WAIT),
    rule("ConditionalRequestConflict",  "",                                   InProgress, RETRY, WAIT),
    rule("OperationAborted",            "",                                   InProgress, RETRY, WAIT),
    rule("PreconditionFailed",          "Revision Id",                        Precondition, STOP, "Someone changed the function since it was read: look at it again, then decide"),
    rule("PreconditionFailed",          "",                                   Exists,     STOP,  "There is an object of that key already: choose another key, or allow replacing it"),
    rule("InvalidParameterValue",       "is different from current CodeSHA256", Precondition, STOP, "The function's code is not what was uploaded: look at it again, then decide"),
    // Throttling and faults.
    rule("TooManyRequests",             "",                                   Throttled,  RETRY, WAIT),
    rule("Throttling",                  "",                                   Throttled,  RETRY, WAIT),
    rule("SlowDown",                    "",                                   Throttled,  RETRY, WAIT),
    rule("RequestLimitExceeded",        "",                                   Throttled,  RETRY, WAIT),
    rule("RequestTimeout",              "",                                   Network,    RETRY, AGAIN),
    rule("IncompleteBody",              "",                                   Network,    RETRY, AGAIN),
    rule("InternalError",               "",                                   Service,    RETRY, WAIT),
    rule("ServiceUnavailable",          "",                                   Service,    RETRY, WAIT),
    // Calls of a function that cannot start (Lambda API reference, Invoke). Most have a status of a fault of the
    // service, but only a change of the function helps.
    rule("KMSDisabled",                 "",                                   Invalid,    STOP,  KEY),
    rule("KMSInvalidState",             "",                                   Invalid,    STOP,  KEY),
    rule("KMSNotFound",                 "",                                   Invalid,    STOP,  KEY),
    rule("InvalidSubnetID",             "",                                   Invalid,    STOP,  NETWORK),
    rule("InvalidSecurityGroupID",      "",                                   Invalid,    STOP,  NETWORK),
    rule("SubnetIPAddressLimitReached", "",                                   Invalid,    STOP,  "Free addresses in the function's subnets, or give it other subnets"),
    rule("ENILimitReached",             "",                                   Invalid,    STOP,  "Ask AWS for more network interfaces, or delete some that are not needed"),
    rule("EC2Throttled",                "",                                   Service,    RETRY, WAIT),
    rule("EC2Unexpected",               "",                                   Invalid,    STOP,  NETWORK),
    rule("ENINotReady",                 "",                                   InProgress, RETRY, WAIT),
    rule("SnapStartNotReady",           "",                                   InProgress, RETRY, WAIT),
    rule("CodeArtifactUserPending",     "",                                   InProgress, RETRY, WAIT),
    rule("EFSMountConnectivity",        "",                                   Invalid,    STOP,  FILE_SYSTEM),
    rule("EFSMountTimeout",             "",                                   Invalid,    STOP,  FILE_SYSTEM),
    rule("EFSMountFailure",             "",                                   Invalid,    STOP,  FILE_SYSTEM),
    rule("EFSIO",                       "",                                   Invalid,    STOP,  FILE_SYSTEM),
    rule("S3FilesMountConnectivity",    "",                                   Invalid,    STOP,  FILE_SYSTEM),
    rule("S3FilesMountTimeout",         "",                                   Invalid,    STOP,  FILE_SYSTEM),
    rule("S3FilesMountFailure",         "",                                   Invalid,    STOP,  FILE_SYSTEM),
    rule("SnapStartTimeout",            "",                                   Invalid,    STOP,  "Look at what the function does when it is restored: it takes too long"),
    rule("InvalidRuntime",              "",                                   Invalid,    STOP,  "Choose a runtime that Lambda supports, and press the package for it"),
    // Uploads.
    rule("NoSuchUpload",                "",                                   NoSuchUpload, STOP, START_AGAIN),
    rule("InvalidPartOrder",            "",                                   BadPart,    STOP,  START_AGAIN),
    rule("InvalidPart",                 "",                                   BadPart,    STOP,  "List the parts and upload those that are missing"),
    rule("BadDigest",                   "",                                   Checksum,   RETRY, AGAIN),
    rule("InvalidDigest",               "",                                   Checksum,   RETRY, AGAIN),
    rule("XAmzContentSHA256Mismatch",   "",                                   Checksum,   RETRY, AGAIN),
    rule("InvalidRequest",              "Object Lock parameters",             Invalid,    STOP,  "The bucket has Object Lock and takes uploads with a checksum only: ask for a URL with a checksum in it, or for another bucket"),
    rule("InvalidRequest",              "hecksum",                            Checksum,   STOP,  "Ask for a URL without a checksum in it"),
    // Not found.
    rule("NoSuchBucket",                "",                                   NotFound,   STOP,  "Check the bucket's name, the region and the endpoint"),
    rule("NoSuchKey",                   "",                                   NotFound,   STOP,  "Check the key"),
    rule("InvalidParameterValue",       "S3 Error Code: NoSuch",              NotFound,   STOP,  "Check bucket and key: Lambda found no package there"),
    rule("InvalidParameterValue",       "S3 Error Code: AccessDenied",        Denied,     STOP,  "Allow these credentials s3:GetObject on the package"),
    rule("ResourceNotFound",            "",                                   NotFound,   STOP,  "Check the name, the region and the account, or create it"),
    // The request itself.
    rule("InvalidParameterValue",       "Could not unzip",                    Invalid,    STOP,  "Press the package again: Lambda cannot read this one"),
    rule("InvalidZipFile",              "",                                   Invalid,    STOP,  "Press the package again: Lambda cannot read this one"),
];

/// The kind of failure of a response without a known error code, by its status. The first range that contains the
/// status applies.
#[rustfmt::skip]
pub(super) const STATUSES: &[(RangeInclusive<u16>, FailureKind, bool, &str)] = &[
    (300..=399, Region,     RETRY, OTHER_REGION),
    (401..=401, BadCredentials, STOP, WRONG_KEYS),
    (403..=403, Denied,     STOP,  ALLOW),
    (404..=404, NotFound,   STOP,  "Check the name, the region and the endpoint"),
    (408..=408, Network,    RETRY, AGAIN),
    (412..=412, Precondition, STOP, "Look at it again, then decide"),
    (413..=413, TooLarge,   STOP,  "Make the package smaller, or deploy through S3"),
    (429..=429, Throttled,  RETRY, WAIT),
    (400..=499, Invalid,    STOP,  "Correct what the message names"),
    (501..=501, Invalid,    STOP,  "Check the endpoint: this server cannot do it"),
    (500..=599, Service,    RETRY, WAIT),
    (0..=0,     Network,    RETRY, AGAIN),
];
