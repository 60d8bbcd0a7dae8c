//! The JSON body of a direct upload, with the zip in base64. It is built and hashed in chunks, so that it is never in
//! memory as a whole.

use super::action::LambdaAction;
use super::body::{JsonBody, json_body};
use crate::aws::request_error::RequestError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Encodes a zip: takes bytes of the zip, returns bytes of the body.
pub struct ZipFileBody {
    prefix: Option<String>,
    suffix: String,
    /// At most two bytes, which do not yet fill a group of base64 (RFC 4648, 4).
    rest: Vec<u8>,
    body: Sha256,
    zip: Sha256,
    size: u64,
    zip_size: u64,
}

/// The end of a body, with its hashes and sizes.
pub struct ZipFileEnd {
    /// The last bytes of the body.
    pub bytes: Vec<u8>,
    /// The SHA-256 of the body, in lower-case hexadecimal: what the signature covers.
    pub sha256: String,
    /// The size of the body in bytes.
    pub size: u64,
    /// The SHA-256 of the zip, in base64: what Lambda calls CodeSha256.
    pub code_sha256: String,
    /// The size of the zip in bytes.
    pub zip_size: u64,
}

impl ZipFileBody {
    /// Starts the body of an action with a zip.
    ///
    /// # Errors
    /// `action-invalid`: the action sends no code.
    pub fn new(action: &LambdaAction) -> Result<ZipFileBody, RequestError> {
        let refused = || {
            RequestError::new(
                "action-invalid",
                format!("\"{}\" brings no zip", action.operation()),
                "Functions and layers are what has code",
            )
        };
        action.code().ok_or_else(refused)?;
        let json = json_body(action).ok_or_else(refused)?;
        let (prefix, suffix) = around(json);
        Ok(ZipFileBody {
            prefix: Some(prefix),
            suffix,
            rest: Vec::new(),
            body: Sha256::new(),
            zip: Sha256::new(),
            size: 0,
            zip_size: 0,
        })
    }

    /// Takes the next bytes of the zip; returns the next bytes of the body.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.zip.update(bytes);
        self.zip_size += bytes.len() as u64;
        let mut out = self.prefix.take().unwrap_or_default();
        self.rest.extend_from_slice(bytes);
        let whole = self.rest.len() / 3 * 3;
        STANDARD.encode_string(self.rest.get(..whole).unwrap_or_default(), &mut out);
        self.rest.drain(..whole);
        self.count(out.into_bytes())
    }

    /// Ends the body after the zip's last bytes.
    pub fn finish(mut self) -> ZipFileEnd {
        let mut out = self.prefix.take().unwrap_or_default();
        STANDARD.encode_string(&self.rest, &mut out);
        out += &self.suffix;
        let bytes = self.count(out.into_bytes());
        ZipFileEnd {
            bytes,
            sha256: hex::encode(self.body.finalize()),
            size: self.size,
            code_sha256: STANDARD.encode(self.zip.finalize()),
            zip_size: self.zip_size,
        }
    }

    fn count(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        self.body.update(&bytes);
        self.size += bytes.len() as u64;
        bytes
    }
}

/// Returns the JSON before and after the base64. `ZipFile` is the first member of its object, and that object is the
/// first member of the request. So the position is known without a search in values that users chose.
fn around(json: JsonBody) -> (String, String) {
    let JsonBody { holder, mut members } = json;
    // `{"a":1}` → `,"a":1}`; `{}` → `}`.
    let following = |members: Value| match members.to_string().strip_prefix('{') {
        Some("}") | None => "}".to_string(),
        Some(rest) => format!(",{rest}"),
    };
    let held = holder.and_then(|holder| members.remove(holder)).unwrap_or_default();
    let rest = following(Value::Object(members));
    match holder {
        Some(holder) => (format!("{{\"{holder}\":{{\"ZipFile\":\""), format!("\"{}{rest}", following(held))),
        None => ("{\"ZipFile\":\"".to_string(), format!("\"{rest}")),
    }
}
