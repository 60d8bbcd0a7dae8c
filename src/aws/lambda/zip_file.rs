//! The JSON body of a direct upload: base64 of the zip, made and hashed in chunks, so that it is never
//! in memory as a whole.

use super::action::LambdaAction;
use super::body::{JsonBody, json_body};
use crate::aws::problem::Problem;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Encodes a zip: zip bytes in, body bytes out.
pub struct ZipFileBody {
    prefix: Option<String>,
    suffix: String,
    /// Fewer than three bytes, which do not fill a group of base64 yet (RFC 4648, 4).
    rest: Vec<u8>,
    body: Sha256,
    zip: Sha256,
    size: u64,
    zip_size: u64,
}

/// The end of a body, and what is known then.
pub struct ZipFileEnd {
    /// The last bytes of the body.
    pub bytes: Vec<u8>,
    /// The SHA-256 of the body, in lower-case hexadecimal: what the signature covers.
    pub sha256: String,
    /// Bytes of the body.
    pub size: u64,
    /// The SHA-256 of the zip, in base64: what Lambda calls CodeSha256.
    pub code_sha256: String,
    /// Bytes of the zip.
    pub zip_size: u64,
}

impl ZipFileBody {
    /// The body of an action that brings a zip.
    ///
    /// # Errors
    /// `action-invalid`: the action brings no zip.
    pub fn new(action: &LambdaAction) -> Result<ZipFileBody, Problem> {
        let refused = || {
            Problem::new(
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

/// The JSON before and after the base64. `ZipFile` comes first in its object, and its object first in
/// the request, so nothing of what users named has to be searched for the place.
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
