//! Signature version 4, by AWS's own crate: in headers, and in the query of presigned URLs.

use super::clock::{self, Millis};
use super::credentials::Credentials;
use super::operation::Service;
use super::place::{Place, encode};
use super::problem::Problem;
use super::request::{Draft, RequestBody, SignedRequest};
use aws_credential_types::Credentials as Keys;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use std::time::Duration;

/// The most seconds that a presigned URL lasts: "The maximum is 604800 (seven days)" (S3 API reference, X-Amz-Expires).
pub const MAX_EXPIRY_SECONDS: u32 = 604_800;

/// Signs a request in its headers. `body_sha256` is the SHA-256, in lower-case hexadecimal, of a body that only
/// the host has. The bodies of S3's requests are not signed, as S3 allows over TLS.
///
/// # Errors
/// `credentials-expired`, `body-unhashed`, `request-invalid`.
pub fn headers(
    place: &Place,
    draft: Draft,
    credentials: &Credentials,
    now: Millis,
    body_sha256: Option<&str>,
) -> Result<SignedRequest, Problem> {
    credentials.check_expiry(now)?;
    headers_unchecked(place, draft, credentials, now, body_sha256)
}

/// The same, also with credentials that have expired: where the host's clock may be wrong, AWS decides.
///
/// # Errors
/// `body-unhashed`, `request-invalid`.
pub fn headers_unchecked(
    place: &Place,
    draft: Draft,
    credentials: &Credentials,
    now: Millis,
    body_sha256: Option<&str>,
) -> Result<SignedRequest, Problem> {
    let body = match &draft.body {
        RequestBody::None => SignableBody::Bytes(&[]),
        RequestBody::Text { text } => SignableBody::Bytes(text.as_bytes()),
        RequestBody::Package | RequestBody::Slice { .. } => SignableBody::UnsignedPayload,
        RequestBody::ZipFile => SignableBody::Precomputed(checked_hash(body_sha256)?),
    };
    let mut settings = settings(&draft);
    if draft.op.service() == Service::S3 {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    let (instructions, _) = signature(place, &draft, credentials, now, settings, body)?;
    let mut headers: Vec<(String, String)> =
        draft.headers.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    headers.extend(instructions.headers().map(|(name, value)| (name.to_string(), value.to_string())));
    let Draft { op, method, url, body, is_repeatable, .. } = draft;
    Ok(SignedRequest { op, method, url, headers, body, is_repeatable })
}

/// Signs a request in the query of its URL. Returns the URL, and when it expires: with the credentials, if they
/// expire sooner. `expires_in` is in seconds.
///
/// # Errors
/// `credentials-expired`, `expiry-invalid`, `request-invalid`.
pub fn url(
    place: &Place,
    draft: &Draft,
    credentials: &Credentials,
    now: Millis,
    expires_in: u32,
) -> Result<(String, Millis), Problem> {
    credentials.check_expiry(now)?;
    if !(1..=MAX_EXPIRY_SECONDS).contains(&expires_in) {
        let message = format!("A presigned URL cannot last \"{expires_in}\" seconds");
        return Err(Problem::new("expiry-invalid", message, "Choose 1 second to 7 days"));
    }
    let mut settings = settings(draft);
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(Duration::from_secs(expires_in.into()));
    let body = SignableBody::UnsignedPayload;
    let (instructions, _) = signature(place, draft, credentials, now, settings, body)?;
    let params = instructions.params().iter();
    let signed: Vec<String> =
        params.map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let joint = if draft.url.contains('?') { '&' } else { '?' };
    let end = now / 1000 * 1000 + Millis::from(expires_in) * 1000;
    let expires = credentials.expires.map_or(end, |expires| expires.min(end));
    Ok((format!("{}{joint}{}", draft.url, signed.join("&")), expires))
}

/// The signature of a POST policy, in lower-case hexadecimal (S3 API reference, "Authenticating requests:
/// browser-based uploads using POST"): the string to sign is the policy in base64.
///
/// # Errors
/// `credentials-expired`, `region-invalid`.
pub fn policy(
    place: &Place,
    policy: &str,
    credentials: &Credentials,
    now: Millis,
) -> Result<String, Problem> {
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
fn settings(draft: &Draft) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if draft.op.service() == Service::S3 {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    settings
}

type Signed = (aws_sigv4::http_request::SigningInstructions, String);

fn signature(
    place: &Place,
    draft: &Draft,
    credentials: &Credentials,
    now: Millis,
    settings: SigningSettings,
    body: SignableBody,
) -> Result<Signed, Problem> {
    // The crate's own words may repeat a header's value.
    let refused = || {
        let message = format!("The request \"{}\" cannot be signed", draft.op);
        Problem::new("request-invalid", message, "Check names and keys for control characters")
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
        .name(draft.op.service().signing_name())
        .time(clock::system(now))
        .settings(settings)
        .build()
        .map_err(|_| refused())?
        .into();
    let headers = draft.headers.iter().map(|(name, value)| (*name, value.as_str()));
    let request = SignableRequest::new(draft.method, &draft.url, headers, body).map_err(|_| refused())?;
    let output = sign(request, &params).map_err(|_| refused())?;
    Ok(output.into_parts())
}

fn checked_hash(sha256: Option<&str>) -> Result<String, Problem> {
    let is_hash =
        |hash: &&str| hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let hint = "Hash the body as it is made";
    let refused = || Problem::new("body-unhashed", "The hash of the request's body is missing", hint);
    sha256.filter(is_hash).map(str::to_string).ok_or_else(refused)
}
