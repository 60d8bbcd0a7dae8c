//! Signature version 4, with AWS's own crate: in headers, and in the query of presigned URLs.

use super::clock::{self, Millis};
use super::credentials::Credentials;
use super::endpoint::{EndpointConfig, encode};
use super::operation::Service;
use super::request::{RequestBody, SignedRequest, UnsignedRequest};
use super::request_error::RequestError;
use aws_credential_types::Credentials as Keys;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use std::time::Duration;

/// Maximum lifetime of a presigned URL in seconds: "The maximum is 604800 (seven days)" (S3 API reference,
/// X-Amz-Expires).
pub const MAX_EXPIRY_SECONDS: u32 = 604_800;

/// Signs a request in its headers. `body_sha256` is the SHA-256, in lower-case hexadecimal, of a body that only the
/// host has. A body that is the package or a slice of it is not signed, which S3 allows over TLS.
///
/// # Errors
/// `credentials-expired`, `body-unhashed`, `request-invalid`.
pub fn headers(
    place: &EndpointConfig,
    unsigned_request: UnsignedRequest,
    credentials: &Credentials,
    now: Millis,
    body_sha256: Option<&str>,
) -> Result<SignedRequest, RequestError> {
    credentials.check_expiry(now)?;
    headers_unchecked(place, unsigned_request, credentials, now, body_sha256)
}

/// Like [`headers`], but also signs with expired credentials: the host's clock may be wrong, so AWS decides.
///
/// # Errors
/// `body-unhashed`, `request-invalid`.
pub fn headers_unchecked(
    place: &EndpointConfig,
    unsigned_request: UnsignedRequest,
    credentials: &Credentials,
    now: Millis,
    body_sha256: Option<&str>,
) -> Result<SignedRequest, RequestError> {
    let body = match &unsigned_request.body {
        RequestBody::None => SignableBody::Bytes(&[]),
        RequestBody::Text { text } => SignableBody::Bytes(text.as_bytes()),
        RequestBody::Package | RequestBody::Slice { .. } => SignableBody::UnsignedPayload,
        RequestBody::ZipFile => SignableBody::Precomputed(checked_hash(body_sha256)?),
    };
    let mut settings = settings(&unsigned_request);
    if unsigned_request.op.service() == Service::S3 {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    let (instructions, _) = signature(place, &unsigned_request, credentials, now, settings, body)?;
    let mut headers: Vec<(String, String)> =
        unsigned_request.headers.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    headers.extend(instructions.headers().map(|(name, value)| (name.to_string(), value.to_string())));
    let UnsignedRequest { op, method, url, body, is_repeatable, .. } = unsigned_request;
    Ok(SignedRequest { op, method, url, headers, body, is_repeatable })
}

/// Signs a request in the query of its URL. Returns the URL and its expiry, which is not later than that of the
/// credentials. `expires_in` is in seconds.
///
/// # Errors
/// `credentials-expired`, `expiry-invalid`, `request-invalid`.
pub fn url(
    place: &EndpointConfig,
    unsigned_request: &UnsignedRequest,
    credentials: &Credentials,
    now: Millis,
    expires_in: u32,
) -> Result<(String, Millis), RequestError> {
    credentials.check_expiry(now)?;
    if !(1..=MAX_EXPIRY_SECONDS).contains(&expires_in) {
        let message = format!("A presigned URL cannot last \"{expires_in}\" seconds");
        return Err(RequestError::new("expiry-invalid", message, "Choose 1 second to 7 days"));
    }
    let mut settings = settings(unsigned_request);
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(Duration::from_secs(expires_in.into()));
    let body = SignableBody::UnsignedPayload;
    let (instructions, _) = signature(place, unsigned_request, credentials, now, settings, body)?;
    let params = instructions.params().iter();
    let signed: Vec<String> =
        params.map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let joint = if unsigned_request.url.contains('?') { '&' } else { '?' };
    let end = now / 1000 * 1000 + Millis::from(expires_in) * 1000;
    let expires = credentials.expires.map_or(end, |expires| expires.min(end));
    Ok((format!("{}{joint}{}", unsigned_request.url, signed.join("&")), expires))
}

/// Returns the signature of a POST policy, in lower-case hexadecimal (S3 API reference, "Authenticating requests:
/// browser-based uploads using POST"). The string to sign is the policy in base64.
///
/// # Errors
/// `credentials-expired`, `region-invalid`.
pub fn policy(
    place: &EndpointConfig,
    policy: &str,
    credentials: &Credentials,
    now: Millis,
) -> Result<String, RequestError> {
    credentials.check_expiry(now)?;
    let region = place.region()?;
    let key = v4::generate_signing_key(
        &credentials.secret_access_key,
        clock::system(now),
        region,
        Service::S3.signing_name(),
    );
    Ok(v4::calculate_signature(key, policy.as_bytes()))
}

/// "For S3, the path is not normalised and encoded once" (SigV4 documentation).
fn settings(unsigned_request: &UnsignedRequest) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if unsigned_request.op.service() == Service::S3 {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    settings
}

type Signed = (aws_sigv4::http_request::SigningInstructions, String);

fn signature(
    place: &EndpointConfig,
    unsigned_request: &UnsignedRequest,
    credentials: &Credentials,
    now: Millis,
    settings: SigningSettings,
    body: SignableBody,
) -> Result<Signed, RequestError> {
    // The crate's own messages may repeat a header's value, so they are not used.
    let refused = || {
        let message = format!("The request \"{}\" cannot be signed", unsigned_request.op);
        RequestError::new("request-invalid", message, "Check names and keys for control characters")
    };
    let token = credentials.session_token.as_ref().map(|token| token.to_string());
    let keys = Keys::new(
        credentials.access_key_id.as_str(),
        credentials.secret_access_key.as_str(),
        token,
        None,
        "pasted",
    );
    let identity = keys.into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(place.region()?)
        .name(unsigned_request.op.service().signing_name())
        .time(clock::system(now))
        .settings(settings)
        .build()
        .map_err(|_| refused())?
        .into();
    let headers = unsigned_request.headers.iter().map(|(name, value)| (*name, value.as_str()));
    let request = SignableRequest::new(unsigned_request.method, &unsigned_request.url, headers, body)
        .map_err(|_| refused())?;
    let output = sign(request, &params).map_err(|_| refused())?;
    Ok(output.into_parts())
}

fn checked_hash(sha256: Option<&str>) -> Result<String, RequestError> {
    let is_hash =
        |hash: &&str| hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let hint = "Hash the body as it is made";
    let refused = || RequestError::new("body-unhashed", "The hash of the request's body is missing", hint);
    sha256.filter(is_hash).map(str::to_string).ok_or_else(refused)
}
