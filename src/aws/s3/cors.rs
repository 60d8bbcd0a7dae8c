//! The CORS configuration that a bucket needs so that this page can upload (S3 user guide, "Elements of a CORS
//! configuration").

use crate::aws::request_error::RequestError;
use serde_json::{Value, json};
use url::Url;

/// Returns the rules for a page of any origin, as an array of CORS rules. A page on file:// has the origin `null`;
/// the origin of an extension contains an id that differs from browser to browser. Neither can be allowed by name, so
/// every origin is allowed. This is safe: S3 still requires a signature, and browsers send it no cookies.
///
/// # Errors
/// Those of [`rules`].
pub fn for_page(origin: &str) -> Result<Value, RequestError> {
    let is_extension = origin.contains("-extension://");
    if origin == "null" || is_extension { Ok(allowing("*")) } else { rules(origin) }
}

/// Returns the rules for pages of one origin: the JSON array that the console takes. The command line expects it
/// inside `CORSRules`.
///
/// # Errors
/// `origin-invalid`: not an origin, or `null`, which a bucket should not allow by name.
pub fn rules(origin: &str) -> Result<Value, RequestError> {
    let is_origin = Url::parse(origin).is_ok_and(|url| url.origin().ascii_serialization() == origin);
    if !is_origin {
        return Err(RequestError::new(
            "origin-invalid",
            format!("The page's origin \"{origin}\" cannot be allowed by name"),
            "Serve the page over https, or use the browser extension or the commands",
        ));
    }
    Ok(allowing(origin))
}

fn allowing(origin: &str) -> Value {
    json!([{
        "AllowedOrigins": [origin],
        "AllowedMethods": ["GET", "HEAD", "PUT", "POST", "DELETE"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": [
            "ETag", "Date", "x-amz-version-id", "x-amz-request-id", "x-amz-checksum-sha256", "x-amz-bucket-region"
        ],
        "MaxAgeSeconds": 3000,
    }])
}
