//! Which kind of refusal an error code and its words are. One line a rule; the first that fits wins.
//! Codes and words: the error lists of the S3 and Lambda API references, and answers recorded against
//! AWS (LocalStack's snapshots).

use super::failure::Kind;
use crate::aws::action::Operation;
use crate::aws::clock::{self, Millis};

/// What a refusal's body says.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    pub code: String,
    pub message: String,
    pub server_time: Option<Millis>,
    pub region: Option<String>,
    pub expired_at: Option<Millis>,
    pub unsigned_headers: Option<String>,
    pub most: Option<String>,
    pub request_id: Option<String>,
}

pub struct Verdict {
    pub kind: Kind,
    pub message: String,
    pub hint: String,
    pub retryable: bool,
    pub region: Option<String>,
}

struct Rule {
    /// Without `Exception`; empty fits any.
    code: &'static str,
    /// What the message must have in it; empty fits any.
    words: &'static str,
    kind: Kind,
    retryable: bool,
    hint: &'static str,
}

const STOP: bool = false;
const RETRY: bool = true;

const fn rule(
    code: &'static str,
    words: &'static str,
    kind: Kind,
    retryable: bool,
    hint: &'static str,
) -> Rule {
    Rule { code, words, kind, retryable, hint }
}

const NEW_CREDENTIALS: &str = "Paste new credentials: what was uploaded is kept";
const NEW_URL: &str = "Ask for a new URL or ticket: what was uploaded under a ticket is kept";
const CLOCK: &str = "Set this computer's clock: the request is signed again with the server's time";
const WRONG_KEYS: &str =
    "Paste the credentials again: the access key ID, the secret or the session token is wrong";
const OTHER_REGION: &str = "Choose the bucket's region";
const WAIT: &str = "Wait a little: it is tried again";
const ALLOW: &str = "Ask whoever manages the account to allow this";
const AGAIN: &str = "It is sent again";
const START_AGAIN: &str = "Start the upload again: the parts of this one are gone";

#[rustfmt::skip]
const RULES: &[Rule] = &[
    // Credentials and clocks.
    rule("ExpiredToken",                "",                                   Kind::ExpiredCredentials, STOP,  NEW_CREDENTIALS),
    rule("TokenRefreshRequired",        "",                                   Kind::ExpiredCredentials, STOP,  NEW_CREDENTIALS),
    rule("",                            "security token included in the request is expired", Kind::ExpiredCredentials, STOP, NEW_CREDENTIALS),
    rule("RequestTimeTooSkewed",        "",                                   Kind::Skew,       RETRY, CLOCK),
    rule("",                            "Signature expired: ",                Kind::Skew,       RETRY, CLOCK),
    rule("",                            "Signature not yet current",          Kind::Skew,       RETRY, CLOCK),
    rule("RequestExpired",              "",                                   Kind::Skew,       RETRY, CLOCK),
    rule("AccessDenied",                "Request has expired",                Kind::ExpiredUrl, STOP,  NEW_URL),
    rule("AccessDenied",                "Policy expired",                     Kind::ExpiredUrl, STOP,  NEW_URL),
    rule("SignatureDoesNotMatch",       "",                                   Kind::BadCredentials, STOP, WRONG_KEYS),
    rule("InvalidSignature",            "",                                   Kind::BadCredentials, STOP, WRONG_KEYS),
    rule("InvalidClientTokenId",        "",                                   Kind::BadCredentials, STOP, WRONG_KEYS),
    rule("UnrecognizedClient",          "",                                   Kind::BadCredentials, STOP, WRONG_KEYS),
    rule("InvalidAccessKeyId",          "",                                   Kind::BadCredentials, STOP, WRONG_KEYS),
    rule("InvalidToken",                "",                                   Kind::BadCredentials, STOP, WRONG_KEYS),
    rule("MissingAuthenticationToken",  "",                                   Kind::BadCredentials, STOP, WRONG_KEYS),
    rule("IncompleteSignature",         "",                                   Kind::BadCredentials, STOP, WRONG_KEYS),
    // Regions.
    rule("AuthorizationHeaderMalformed", "region",                            Kind::Region,     RETRY, OTHER_REGION),
    rule("AuthorizationQueryParametersError", "region",                       Kind::Region,     STOP,  "Ask for a URL made for the bucket's region"),
    rule("PermanentRedirect",           "",                                   Kind::Region,     RETRY, OTHER_REGION),
    rule("TemporaryRedirect",           "",                                   Kind::Region,     RETRY, OTHER_REGION),
    rule("IllegalLocationConstraint",   "",                                   Kind::Region,     RETRY, OTHER_REGION),
    rule("InvalidParameterValue",       "PermanentRedirect",                  Kind::Region,     STOP,  "Lambda reads packages from buckets in the function's own region only: upload to one there"),
    // What the page may do.
    rule("AccessDenied",                "headers present in the request which were not signed", Kind::Invalid, STOP, "Ask for a URL made without these headers, or try without a browser extension that adds them"),
    rule("AccessForbidden",             "CORSResponse",                       Kind::Cors,       STOP,  "Give the bucket the CORS configuration shown"),
    rule("",                            "CORSResponse",                       Kind::Cors,       STOP,  "Give the bucket the CORS configuration shown"),
    rule("AccessDenied",                "Invalid according to Policy",        Kind::Invalid,    STOP,  "Use the form's fields exactly as they were given"),
    rule("AccessDenied",                "",                                   Kind::Denied,     STOP,  ALLOW),
    rule("AccountProblem",              "",                                   Kind::Denied,     STOP,  "Contact AWS support"),
    rule("AllAccessDisabled",           "",                                   Kind::Denied,     STOP,  "Contact AWS support"),
    rule("KMSAccessDenied",             "",                                   Kind::Denied,     STOP,  "Allow the key's use in its policy"),
    rule("InvalidParameterValue",       "cannot be assumed by Lambda",        Kind::Denied,     RETRY, "Let lambda.amazonaws.com assume the role; a new role takes some seconds to be known"),
    rule("InvalidCodeSignature",        "",                                   Kind::Denied,     STOP,  "The function takes signed packages only: sign it with AWS Signer and deploy the result"),
    rule("CodeVerificationFailed",      "",                                   Kind::Denied,     STOP,  "The function takes signed packages only: sign it with AWS Signer and deploy the result"),
    rule("CodeSigningConfigNotFound",   "",                                   Kind::NotFound,   STOP,  "Remove the function's code signing configuration, or choose one that exists"),
    // Sizes.
    rule("RequestEntityTooLarge",       "",                                   Kind::TooLarge,   STOP,  "Deploy through S3: a direct upload takes 52,428,800 bytes at most"),
    rule("RequestTooLarge",             "",                                   Kind::TooLarge,   STOP,  "Deploy through S3: a direct upload takes 52,428,800 bytes at most"),
    rule("EntityTooLarge",              "",                                   Kind::TooLarge,   STOP,  "Make the package smaller, or ask for an upload that allows more"),
    rule("EntityTooSmall",              "minimum allowed object size",        Kind::Invalid,    STOP,  "Ask for an upload that allows less"),
    rule("EntityTooSmall",              "",                                   Kind::BadPart,    STOP,  "Start the upload again: all parts but the last have 5 MiB or more"),
    rule("CodeStorageExceeded",         "",                                   Kind::TooLarge,   STOP,  "Delete old versions and layers, or ask AWS for more code storage"),
    rule("InvalidParameterValue",       "Unzipped size must be smaller",      Kind::TooLarge,   STOP,  "Make the package or its layers smaller: unzipped, they share 262,144,000 bytes"),
    rule("InvalidParameterValue",       "must be smaller than",               Kind::TooLarge,   STOP,  "Make the package smaller"),
    // Others at work.
    rule("ResourceConflict",            "already exist",                      Kind::Exists,     STOP,  "Update it instead, or choose another name"),
    rule("ResourceConflict",            "",                                   Kind::InProgress, RETRY, WAIT),
    rule("ResourceNotReady",            "",                                   Kind::InProgress, RETRY, WAIT),
    rule("ConditionalRequestConflict",  "",                                   Kind::InProgress, RETRY, WAIT),
    rule("OperationAborted",            "",                                   Kind::InProgress, RETRY, WAIT),
    rule("PreconditionFailed",          "Revision Id",                        Kind::Precondition, STOP, "Someone changed the function since it was read: look at it again, then decide"),
    rule("PreconditionFailed",          "",                                   Kind::Exists,     STOP,  "There is an object of that key already: choose another key, or allow replacing it"),
    rule("InvalidParameterValue",       "is different from current CodeSHA256", Kind::Precondition, STOP, "The function's code is not what was uploaded: look at it again, then decide"),
    // Throttling and faults.
    rule("TooManyRequests",             "",                                   Kind::Throttled,  RETRY, WAIT),
    rule("Throttling",                  "",                                   Kind::Throttled,  RETRY, WAIT),
    rule("SlowDown",                    "",                                   Kind::Throttled,  RETRY, WAIT),
    rule("RequestLimitExceeded",        "",                                   Kind::Throttled,  RETRY, WAIT),
    rule("RequestTimeout",              "",                                   Kind::Network,    RETRY, AGAIN),
    rule("IncompleteBody",              "",                                   Kind::Network,    RETRY, AGAIN),
    rule("InternalError",               "",                                   Kind::Service,    RETRY, WAIT),
    rule("ServiceUnavailable",          "",                                   Kind::Service,    RETRY, WAIT),
    // Uploads.
    rule("NoSuchUpload",                "",                                   Kind::NoSuchUpload, STOP, START_AGAIN),
    rule("InvalidPartOrder",            "",                                   Kind::BadPart,    STOP,  START_AGAIN),
    rule("InvalidPart",                 "",                                   Kind::BadPart,    STOP,  "List the parts and upload those that are missing"),
    rule("BadDigest",                   "",                                   Kind::Checksum,   RETRY, AGAIN),
    rule("InvalidDigest",               "",                                   Kind::Checksum,   RETRY, AGAIN),
    rule("XAmzContentSHA256Mismatch",   "",                                   Kind::Checksum,   RETRY, AGAIN),
    rule("InvalidRequest",              "hecksum",                            Kind::Checksum,   STOP,  "Ask for a URL without a checksum in it"),
    // What is not there.
    rule("NoSuchBucket",                "",                                   Kind::NotFound,   STOP,  "Check the bucket's name, the region and the endpoint"),
    rule("NoSuchKey",                   "",                                   Kind::NotFound,   STOP,  "Check the key"),
    rule("InvalidParameterValue",       "S3 Error Code: NoSuch",              Kind::NotFound,   STOP,  "Check bucket and key: Lambda found no package there"),
    rule("InvalidParameterValue",       "S3 Error Code: AccessDenied",        Kind::Denied,     STOP,  "Allow these credentials s3:GetObject on the package"),
    rule("ResourceNotFound",            "",                                   Kind::NotFound,   STOP,  "Check the name, the region and the account, or create it"),
    // The request itself.
    rule("InvalidParameterValue",       "Could not unzip",                    Kind::Invalid,    STOP,  "Press the package again: Lambda cannot read this one"),
    rule("InvalidZipFile",              "",                                   Kind::Invalid,    STOP,  "Press the package again: Lambda cannot read this one"),
];

/// One line a range of statuses: what an answer without a known code is.
#[rustfmt::skip]
const STATUSES: &[(std::ops::RangeInclusive<u16>, Kind, bool, &str)] = &[
    (300..=399, Kind::Region,     RETRY, OTHER_REGION),
    (401..=401, Kind::BadCredentials, STOP, WRONG_KEYS),
    (403..=403, Kind::Denied,     STOP,  ALLOW),
    (404..=404, Kind::NotFound,   STOP,  "Check the name, the region and the endpoint"),
    (408..=408, Kind::Network,    RETRY, AGAIN),
    (412..=412, Kind::Precondition, STOP, "Look at it again, then decide"),
    (413..=413, Kind::TooLarge,   STOP,  "Make the package smaller, or deploy through S3"),
    (429..=429, Kind::Throttled,  RETRY, WAIT),
    (400..=499, Kind::Invalid,    STOP,  "Correct what the message names"),
    (501..=501, Kind::Invalid,    STOP,  "Check the endpoint: this server cannot do it"),
    (500..=599, Kind::Service,    RETRY, WAIT),
    (0..=0,     Kind::Network,    RETRY, AGAIN),
];

pub fn classify(op: Operation, status: u16, refused: &Refused) -> Verdict {
    let code = refused.code.trim_end_matches("Exception");
    let fits =
        |rule: &&Rule| (rule.code.is_empty() || rule.code == code) && refused.message.contains(rule.words);
    let (kind, mut retryable, hint) = match RULES.iter().find(fits) {
        Some(rule) => (rule.kind, rule.retryable, rule.hint),
        None => by_status(status, code, op),
    };
    let region = refused.region.clone().or_else(|| region_named(&refused.message));
    match kind {
        // Nothing to ask instead without a region.
        Kind::Region => retryable &= region.is_some(),
        // Nothing to sign again with without a time.
        Kind::Skew => retryable &= refused.server_time.is_some(),
        _ => {}
    }
    Verdict { kind, message: message(op, status, refused), hint: hint.to_string(), retryable, region }
}

fn by_status(status: u16, code: &str, op: Operation) -> (Kind, bool, &'static str) {
    // HEAD has no body: a wrong region is a bare 400 or 301.
    if op == Operation::HeadObject && status == 400 && code.is_empty() {
        return (Kind::Invalid, STOP, "Check the region and the credentials");
    }
    let found = STATUSES.iter().find(|(range, ..)| range.contains(&status));
    found.map_or((Kind::Unknown, STOP, "Look at the function or object before trying again"), |found| {
        (found.1, found.2, found.3)
    })
}

/// AWS's words, or ours where it has none.
fn message(op: Operation, status: u16, refused: &Refused) -> String {
    let said = without_secrets(&refused.message);
    let said = said.trim().trim_end_matches('.');
    let mut message = match (said.is_empty(), refused.code.is_empty()) {
        (false, false) => format!("AWS refused \"{op:?}\": {said} ({})", refused.code),
        (false, true) => format!("\"{op:?}\" was answered with status {status}: {said}"),
        (true, false) => format!("AWS refused \"{op:?}\": {}", refused.code),
        (true, true) => format!("\"{op:?}\" was answered with status {status}"),
    };
    if let Some(headers) = &refused.unsigned_headers {
        message += &format!(": {headers}");
    }
    if let Some(expired) = refused.expired_at {
        message += &format!("; it expired at {}", clock::iso(expired));
    }
    if let Some(most) = &refused.most {
        message += &format!("; at most {most} bytes are allowed");
    }
    message
}

/// What AWS, or a proxy, repeats of the request would have the session token in it: Lambda's
/// InvalidSignatureException ends in `The Canonical String for this request should have been '…'`.
fn without_secrets(message: &str) -> String {
    const REPEATED: &[&str] = &["The Canonical String for this request", "The String-to-Sign should"];
    const SECRET: &[&str] = &["x-amz-security-token", "x-amz-signature", "signature=", "authorization:"];
    let end = REPEATED.iter().filter_map(|lead| message.find(lead)).min().unwrap_or(message.len());
    let message = message.get(..end).unwrap_or_default();
    // Of the same length: ASCII alone changes.
    let lower = message.to_ascii_lowercase();
    match SECRET.iter().filter_map(|name| lower.find(name)).min() {
        Some(start) => format!("{}…", message.get(..start).unwrap_or_default()),
        None => message.to_string(),
    }
}

/// `… The bucket is in this region: us-east-1. …`, `the region 'x' is wrong; expecting 'y'`.
fn region_named(message: &str) -> Option<String> {
    let after = ["is in this region: ", "expecting '"].iter().find_map(|lead| message.split_once(lead))?.1;
    let region: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    (!region.is_empty()).then_some(region)
}

/// `Signature expired: <t> is now earlier than <t> (<server time> - 5 min.)`, and the same with `+` in
/// `Signature not yet current: <t> is still later than <t> (<server time> + 5 min.)`.
pub fn server_time(message: &str) -> Option<Millis> {
    let inside = message.rsplit_once('(')?.1;
    clock::parse(inside.split_whitespace().next()?)
}
